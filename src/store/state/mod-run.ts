/** `state/mod.json`: when the mod in Claude Code last requested figures, and in which client version, for `doctor`. */

import { join } from "node:path";
import { readJson } from "../../runtime/regular-file.ts";
import { writeDisposable } from "../files/atomic-file.ts";

export type ModRun = {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Version of Claude Code; "" = not given. */
  readonly clientVersion: string;
};

/** A mod requests figures every few seconds; one record per minute is enough. */
const SAME_MS = 60_000;

const fileIn = (stateDir: string): string => join(stateDir, "mod.json");

/** A folder that cannot be written must not prevent the answer. */
export function noteModRun(stateDir: string, run: ModRun): void {
  const last = readModRun(stateDir);
  const ageMs = last === null ? SAME_MS : run.atMs - last.atMs;
  if (last?.clientVersion === run.clientVersion && ageMs >= 0 && ageMs < SAME_MS) return;
  writeDisposable(fileIn(stateDir), JSON.stringify(run));
}

/** null where no mod has ever requested figures. */
export function readModRun(stateDir: string): ModRun | null {
  const value = readJson(fileIn(stateDir)) as Partial<ModRun> | null | undefined;
  if (typeof value?.atMs !== "number" || !Number.isFinite(value.atMs)) return null;
  return { atMs: value.atMs, clientVersion: typeof value.clientVersion === "string" ? value.clientVersion : "" };
}
