/** `state/hooks/<event>`: empty files whose time is when a hook last ran, for `doctor`. */

import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../runtime/make-folder.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { namesIn, systemCode } from "../../runtime/try-file.ts";

const folder = (stateDir: string): string => join(stateDir, "hooks");

export function noteHookRun(stateDir: string, event: string, nowMs: number): void {
  const file = join(folder(stateDir), event);
  const at = new Date(nowMs);
  try {
    utimesSync(file, at, at);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    makeFolder(folder(stateDir), 0o700);
    writeFileSync(file, "");
  }
}

/** When each hook last ran; epoch milliseconds by event. */
export function readHookRuns(stateDir: string): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const name of namesIn(folder(stateDir))) {
    const stat = statIfAny(join(folder(stateDir), name));
    if (stat) runs.set(name, stat.mtimeMs);
  }
  return runs;
}
