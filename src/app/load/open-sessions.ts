/** Finds running sessions. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { isProcessAlive, runningSessions } from "../../claude-code/feeds/running-sessions.ts";
import type { SessionBook, SessionFacts } from "../../core/responses/session-facts.ts";

/** For clients without a list: a session without a final ledger that was active this recently may still be running. */
const RECENT_MS = 3_600_000;

/**
 * Sessions in the client's list whose process is running. For older clients without a list: recent sessions that did
 * not end.
 */
export function openSessions(roots: readonly string[], sessions: SessionBook, nowMs: number): ReadonlySet<string> {
  const open = new Set(runningSessions(roots, isProcessAlive).map((s) => s.sessionId));
  if (roots.some((root) => existsSync(join(root, "sessions")))) return open;
  for (const sessionId of sessions.idsSince(nowMs - RECENT_MS)) {
    const { ledgers, lastMs } = sessions.get(sessionId) as SessionFacts;
    const ended = (ledgers.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) >= lastMs;
    if (!ended && nowMs - lastMs < RECENT_MS && lastMs <= nowMs) open.add(sessionId);
  }
  return open;
}
