/** Replaces a file so that a reader, or a kill at any moment, finds the old text or the new one. */

import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * The temp name is unique, so that writers never share one, and starts with a dot, so that readers of the folder skip it.
 * No fsync: what is written this way is a hint that the next write replaces.
 */
export function writeAtomic(file: string, text: string): void {
  const unique = `${process.pid}.${process.hrtime.bigint().toString(36)}`;
  const temp = join(dirname(file), `.${basename(file)}.${unique}.tmp`);
  try {
    writeFileSync(temp, text, { mode: 0o600, flag: "wx" });
    renameSync(temp, file);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
}

const LEFT_OVER_MS = 60_000;

/** Removes what writers that were killed left in the folder. */
export function sweepTemps(dir: string, nowMs: number): void {
  for (const name of readdirSync(dir)) {
    if (!name.startsWith(".") || !name.endsWith(".tmp")) continue;
    const file = join(dir, name);
    const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
    if (nowMs - modifiedMs > LEFT_OVER_MS) rmSync(file, { force: true });
  }
}
