/** Loads a folder as the program does, with nothing kept between two loads. */

import type { History } from "../../src/app/load/history.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { tempDir } from "../helpers/temp-dir.ts";

export function loadTree(root: string, nowMs: number): Promise<History> {
  const dataDir = tempDir();
  return loadAndSave(
    { configDirs: [root], dataDir, archive: false, index: false, demo: false, progress: () => {} },
    { env: {}, homeDir: dataDir, now: () => nowMs },
  );
}
