/** Entry of `dist/archive.cjs`: archives settled days after a delay, at low priority. */

import { constants, homedir, setPriority } from "node:os";
import { setTimeout } from "node:timers/promises";
import { saveLoaded } from "../../app/archive/save-loaded.ts";
import { loadHistory } from "../../app/load/load-history.ts";
import { optimizeLater } from "../../runtime/optimize-later.ts";
import { attempt } from "../../runtime/try-file.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { tryFileLock } from "../../store/files/file-lock.ts";
import { type ArchiveTask, archiveLaterLock } from "../archive-later.ts";
import { localZone } from "../local-zone.ts";

async function main(): Promise<void> {
  const { configDirs, dataDir, delayMs } = JSON.parse(process.argv[2] as string) as ArchiveTask;
  const { env } = process;
  // Another process that was started at the same moment holds the lock and does the work.
  await tryFileLock(archiveLaterLock(dataPaths(dataDir, env).archiveDir), async () => {
    await setTimeout(delayMs);
    lowerPriority();
    optimizeLater();
    const options = { configDirs, dataDir, archive: true, index: true, demo: false, progress: () => {} };
    const loaded = await loadHistory(
      // The days that the next report needs are summed with the index.
      { ...options, archivable: "all", zone: localZone() },
      { env, homeDir: homedir(), now: () => Date.now() },
    );
    await saveLoaded(loaded, { nowMs: Date.now() });
  });
}

function lowerPriority(): void {
  // Not permitted everywhere, and not essential.
  attempt(() => setPriority(constants.priority.PRIORITY_LOW));
}

void main();
