/** `state/hooks/<event>`: empty files whose time says when a hook ran last, for `doctor`. */

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { statIfAny } from "../../runtime/regular-file.ts";

const folder = (stateDir: string): string => join(stateDir, "hooks");

export function noteHookRun(stateDir: string, event: string, nowMs: number): void {
  const file = join(folder(stateDir), event);
  const at = new Date(nowMs);
  try {
    utimesSync(file, at, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(folder(stateDir), { recursive: true, mode: 0o700 });
    writeFileSync(file, "");
  }
}

/** When each hook ran last; epoch milliseconds by event. */
export function readHookRuns(stateDir: string): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  let names: readonly string[];
  try {
    names = readdirSync(folder(stateDir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return runs;
    throw error;
  }
  for (const name of names) {
    const stat = statIfAny(join(folder(stateDir), name));
    if (stat) runs.set(name, stat.mtimeMs);
  }
  return runs;
}
