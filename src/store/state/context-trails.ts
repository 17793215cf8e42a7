/**
 * `state/context/<session>.json`: the trail of a session's context, so that a hook reads only what was appended to the
 * log and the status line reads no log at all.
 */

import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ContextTrail } from "../../core/context/context-trail.ts";
import { readJson } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import { fileNameOf } from "../files/session-file.ts";

const VERSION = 1;

export type SavedTrail = {
  readonly trail: ContextTrail;
  /** The log, and up to where it was read. */
  readonly path: string;
  readonly position: { readonly inode: number; readonly offset: number };
  /** When it was read; epoch milliseconds. */
  readonly readAtMs: number;
};

function fileOf(stateDir: string, sessionId: string): string | null {
  const name = fileNameOf(sessionId);
  return name === null ? null : join(stateDir, "context", name);
}

/** null where there is no valid one. */
export function readSavedTrail(stateDir: string, sessionId: string): SavedTrail | null {
  const file = fileOf(stateDir, sessionId);
  if (file === null) return null;
  const value = readJson(file) as (Partial<SavedTrail> & { version?: unknown }) | null | undefined;
  return value?.version === VERSION && isUsable(value) ? (value as SavedTrail) : null;
}

function isUsable({ trail, position, path, readAtMs }: Partial<SavedTrail>): boolean {
  if (typeof path !== "string" || !Array.isArray(trail?.fills) || !Array.isArray(trail.compactions)) return false;
  const { turns, requests, last, fills } = trail;
  const numbers = [position?.inode, position?.offset, readAtMs, turns, requests, last?.contextTokens ?? 0, ...fills];
  return numbers.every(Number.isFinite);
}

/** If the folder cannot be written, only the next reader's time is lost. */
export function saveTrail(stateDir: string, sessionId: string, saved: SavedTrail): void {
  const file = fileOf(stateDir, sessionId);
  if (file === null) return;
  try {
    if (!existsSync(file)) removeOld(join(stateDir, "context"), saved.readAtMs);
    writeFileAtomic(file, JSON.stringify({ version: VERSION, ...saved }), { durable: false });
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
}

const KEPT_MS = 7 * 86_400_000;

function removeOld(dir: string, nowMs: number): void {
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    const file = join(dir, name);
    const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
    if (nowMs - modifiedMs > KEPT_MS) rmSync(file, { force: true });
  }
}
