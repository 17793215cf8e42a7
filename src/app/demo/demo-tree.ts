/** Writes a generated demo history in the layout of Claude Code's own folder. */

import { renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateDemo } from "../../data/demo/generate.ts";
import type { DemoOptions, DemoTruth } from "../../data/demo/types.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { systemCode } from "../../runtime/try-file.ts";

/** @returns the exact amounts that the written logs bill; `dir` is a root like the value of `CLAUDE_CONFIG_DIR` */
export function writeDemoTree(dir: string, options: DemoOptions): DemoTruth {
  const { files, truth } = generateDemo(options);
  const made = new Set<string>();
  for (const { path, text, modifiedMs } of files) {
    const file = join(dir, path);
    const folder = dirname(file);
    if (!made.has(folder)) makeFolder(folder);
    made.add(folder);
    writeFileSync(file, text);
    utimesSync(file, modifiedMs / 1000, modifiedMs / 1000);
  }
  return truth;
}

/** Moves a finished folder to its name, unless another process created the same one at the same moment. */
export function publish(building: string, dir: string): void {
  try {
    renameSync(building, dir);
  } catch (error) {
    if (systemCode(error) !== "ENOTEMPTY") throw error;
    rmSync(building, { recursive: true, force: true });
  }
}
