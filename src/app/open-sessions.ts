/** Which sessions run now. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { isProcessAlive, runningSessions } from "../claude-code/running-sessions.ts";
import type { SessionFacts } from "../core/usage/session-facts.ts";

/** A session without a closing ledger that was active this recently may still run, where the client keeps no list. */
const RECENT_MS = 3_600_000;

/** Those that the client lists and whose process lives; of older clients, which keep no list, recent ones that did not end. */
export function openSessions(
  roots: readonly string[],
  sessions: ReadonlyMap<string, SessionFacts>,
  nowMs: number,
): ReadonlySet<string> {
  const open = new Set(runningSessions(roots, isProcessAlive).map((s) => s.sessionId));
  if (roots.some((root) => existsSync(join(root, "sessions")))) return open;
  for (const [sessionId, facts] of sessions) {
    const ended = (facts.ledgers.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) >= facts.lastMs;
    if (!ended && nowMs - facts.lastMs < RECENT_MS && facts.lastMs <= nowMs) open.add(sessionId);
  }
  return open;
}
