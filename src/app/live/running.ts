/** Running sessions, with their state as the client reports it. */

import { isProcessAlive, runningSessions } from "../../claude-code/feeds/running-sessions.ts";
import type { RunningStatus, SessionStatus } from "../../core/dashboard/dashboard-data.ts";

const STATUSES = new Set<string>(["busy", "waiting", "idle"]);

export function readRunning(roots: readonly string[]): ReadonlyMap<string, RunningStatus> {
  const sessions = runningSessions(roots, isProcessAlive);
  return new Map(
    sessions.map(({ sessionId, status, cwd }) => [
      sessionId,
      { status: STATUSES.has(status) ? (status as SessionStatus) : "open", folder: cwd },
    ]),
  );
}
