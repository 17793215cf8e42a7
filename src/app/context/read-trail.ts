import { readContextTrail } from "../../claude-code/turns/context-trail.ts";
import { readSavedTrail, type SavedTrail, saveTrail } from "../../store/state/context-trails.ts";

/** Cached by log for this process, because the dashboard reads trails often. */
const lastRead = new Map<string, SavedTrail>();

/**
 * Reads what was appended to a session's log and stores the resulting trail.
 * @param stateDir where it is stored; null = nowhere
 * @returns null where there is no readable log
 */
export function readTrail(stateDir: string | null, sessionId: string, path: string, nowMs: number): SavedTrail | null {
  const saved = lastRead.get(path) ?? (stateDir === null ? null : readSavedTrail(stateDir, sessionId));
  const known = saved?.path === path ? saved : null;
  const read = readContextTrail(path, known);
  if (read === null) return null;
  const now = { trail: read.trail, position: read.position, path, readAtMs: nowMs };
  lastRead.set(path, now);
  if (stateDir !== null && read !== known) saveTrail(stateDir, sessionId, now);
  return now;
}
