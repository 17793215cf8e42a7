/** Starts a separate process that archives settled days, when nobody is waiting for a result. */

import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../runtime/make-folder.ts";
import { attempt } from "../runtime/try-file.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { isFileLocked } from "../store/files/file-lock.ts";

/** The task of the process, passed as JSON in its only argument. */
export type ArchiveTask = {
  readonly configDirs: readonly string[];
  readonly dataDir: string | undefined;
  readonly delayMs: number;
};

type Env = Readonly<Record<string, string | undefined>>;

/** Long enough for several reports in a row to finish. */
const DELAY_SECONDS = 20;

/** Held by the process while it waits and works, so that there is only one at a time. */
export const archiveLaterLock = (archiveDir: string): string => join(archiveDir, "later.lock");

/** Beside the bundle that contains this file; missing where the sources are run without being built. */
const archiveScript = (): string => fileURLToPath(new URL("./archive.cjs", import.meta.url));

/** Does nothing where such a process exists, or none can be started: the next report tries again. */
export function archiveLater({ configDirs, dataDir }: Omit<ArchiveTask, "delayMs">, env: Env): void {
  const { archiveDir } = dataPaths(dataDir, env);
  const script = archiveScript();
  if (!existsSync(script) || isFileLocked(archiveLaterLock(archiveDir))) return;
  const seconds = Number.parseFloat(env["CLAUDE_COST_ARCHIVE_DELAY"] ?? "");
  const task: ArchiveTask = { configDirs, dataDir, delayMs: (seconds >= 0 ? seconds : DELAY_SECONDS) * 1000 };
  attempt(() => {
    makeFolder(archiveDir, 0o700);
    accessSync(archiveDir, constants.W_OK);
    const child = spawn(process.execPath, [script, JSON.stringify(task)], {
      detached: true,
      stdio: "ignore",
      windowsHide: true,
      env: { ...env },
    });
    child.once("error", () => {});
    child.unref();
  });
}
