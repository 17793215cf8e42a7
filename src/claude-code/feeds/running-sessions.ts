/** Running sessions, as the client lists them in `<root>/sessions/<pid>.json`. */

import { join } from "node:path";
import { namesIn, systemCode } from "../../runtime/try-file.ts";
import { parseObject } from "../json.ts";
import { text } from "../logs/row-json.ts";
import { cachedByStat } from "./stat-cache.ts";

export type RunningSession = {
  readonly sessionId: string;
  readonly pid: number;
  readonly cwd: string;
  /** As reported by the client: busy, idle, waiting; "" = not given. */
  readonly status: string;
};

/** @param isAlive whether a process with that id runs on this machine */
export function runningSessions(
  roots: readonly string[],
  isAlive: (pid: number) => boolean,
): readonly RunningSession[] {
  return roots.flatMap((root) => {
    const names = namesIn(join(root, "sessions")).filter((name) => /^\d+\.json$/.test(name));
    return names.flatMap((name) => readOne(join(root, "sessions", name), isAlive));
  });
}

function readOne(path: string, isAlive: (pid: number) => boolean): readonly RunningSession[] {
  const session = entryIn(path);
  return session !== null && isAlive(session.pid) ? [session] : [];
}

/** A file that is missing, unreadable or incomplete is skipped until the next call. */
const entryIn = cachedByStat((source): RunningSession | null => {
  const entry = parseObject(source);
  const pid = typeof entry?.["pid"] === "number" ? entry["pid"] : 0;
  const sessionId = text(entry?.["sessionId"]);
  return sessionId ? { sessionId, pid, cwd: text(entry?.["cwd"]), status: text(entry?.["status"]) } : null;
});

/** Signal 0 only checks the process; EPERM means that it runs as another user. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}
