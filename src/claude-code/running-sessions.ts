/** Sessions that run now, as the client lists them in `<root>/sessions/<pid>.json`. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "./json.ts";
import { text } from "./row-json.ts";

export type RunningSession = {
  readonly sessionId: string;
  readonly pid: number;
  readonly cwd: string;
  /** As the client says: busy, idle, waiting; "" = not said. */
  readonly status: string;
};

/** @param isAlive whether a process with that id runs on this machine */
export function runningSessions(
  roots: readonly string[],
  isAlive: (pid: number) => boolean,
): readonly RunningSession[] {
  return roots.flatMap((root) =>
    namesIn(join(root, "sessions")).flatMap((name) => readOne(join(root, "sessions", name), isAlive)),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return [];
    throw error;
  }
}

/** A file that is gone, unreadable or half written is a session that is not listed: the next look has it. */
function readOne(path: string, isAlive: (pid: number) => boolean): readonly RunningSession[] {
  try {
    const entry: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isObject(entry)) return [];
    const pid = typeof entry["pid"] === "number" ? entry["pid"] : 0;
    const sessionId = text(entry["sessionId"]);
    if (!sessionId || !isAlive(pid)) return [];
    return [{ sessionId, pid, cwd: text(entry["cwd"]), status: text(entry["status"]) }];
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code) return [];
    throw error;
  }
}

/** Signal 0 asks without disturbing; EPERM means that it runs as somebody else. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
