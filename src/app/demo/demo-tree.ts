/** Writes a generated demo history as a folder that looks like Claude Code's own. */

import { utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateDemo } from "../../data/demo/generate.ts";
import type { DemoOptions, DemoTruth } from "../../data/demo/types.ts";
import { makeFolder } from "../../runtime/make-folder.ts";

/** @returns the truth of what the written logs bill; `dir` is a root as `CLAUDE_CONFIG_DIR` names one */
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
