/** Entry of `dist/archive.cjs`: puts settled days into the archive, after a while and after everything else. */

import { constants, homedir, setPriority } from "node:os";
import { setTimeout } from "node:timers/promises";
import { loadHistory } from "../../app/load/load-history.ts";
import { stopKeeping } from "../../store/archive/keeper-lock.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import type { KeeperTask } from "../archive-later.ts";

async function main(): Promise<void> {
  const { configDirs, dataDir, delayMs } = JSON.parse(process.argv[2] as string) as KeeperTask;
  const { env } = process;
  try {
    await setTimeout(delayMs);
    lowerPriority();
    const options = { configDirs, dataDir, archive: true, archiveNow: true, index: true, demo: false };
    await loadHistory({ ...options, progress: () => {} }, { env, homeDir: homedir(), now: () => Date.now() });
  } finally {
    stopKeeping(dataPaths(dataDir, env).archiveDir);
  }
}

function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch (error) {
    // Not allowed everywhere, and not needed.
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
}

void main();
