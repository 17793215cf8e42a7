/** Loads a folder as the program does, with nothing kept between two loads. */

import type { History } from "../../src/app/load/history.ts";
import { loadHistory } from "../../src/app/load/load-history.ts";
import { tempDir } from "../helpers/temp-dir.ts";

export function loadTree(root: string, nowMs: number): Promise<History> {
  const dataDir = tempDir();
  return loadHistory(
    { configDirs: [root], dataDir, archive: false, index: false, demo: false, progress: () => {} },
    { env: {}, homeDir: dataDir, now: () => nowMs },
  );
}
