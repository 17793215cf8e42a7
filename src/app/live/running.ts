/** Sessions that run now, with what the client says they do. */

import { isProcessAlive, runningSessions } from "../../claude-code/feeds/running-sessions.ts";
import type { SessionStatus } from "../../core/dashboard/dashboard-data.ts";

const STATUSES = new Set<string>(["busy", "waiting", "idle"]);

export function readRunning(roots: readonly string[]): ReadonlyMap<string, SessionStatus> {
  const sessions = runningSessions(roots, isProcessAlive);
  return new Map(
    sessions.map((s) => [s.sessionId, STATUSES.has(s.status) ? (s.status as SessionStatus) : "open"] as const),
  );
}
