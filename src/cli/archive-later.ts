/** Has settled days put into the archive by a process of its own, when nobody waits for anything. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isKeeping, startKeeping, stopKeeping } from "../store/archive/keeper-lock.ts";
import { dataPaths } from "../store/files/data-dir.ts";

export type KeeperTask = {
  readonly configDirs: readonly string[];
  readonly dataDir: string | undefined;
  readonly delayMs: number;
};

type Env = Readonly<Record<string, string | undefined>>;

/** Long enough for a burst of reports to be over. */
const DELAY_SECONDS = 20;

/** Beside the bundle that this file is part of; not there where the sources run as they are. */
const keeperScript = (): string => fileURLToPath(new URL("./archive.cjs", import.meta.url));

/** Does nothing where the process cannot be started: the next report tries again. */
export function archiveLater({ configDirs, dataDir }: Omit<KeeperTask, "delayMs">, env: Env): void {
  const { archiveDir } = dataPaths(dataDir, env);
  const script = keeperScript();
  if (!existsSync(script) || isKeeping(archiveDir, Date.now())) return;
  const seconds = Number.parseFloat(env["CLAUDE_COST_ARCHIVE_DELAY"] ?? "");
  const task: KeeperTask = { configDirs, dataDir, delayMs: (seconds >= 0 ? seconds : DELAY_SECONDS) * 1000 };
  try {
    startKeeping(archiveDir);
    const child = spawn(process.execPath, [script, JSON.stringify(task)], {
      ...{ detached: true, stdio: "ignore", windowsHide: true },
      env: { ...env },
    });
    child.once("error", () => stopKeeping(archiveDir));
    child.unref();
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
    stopKeeping(archiveDir);
  }
}
