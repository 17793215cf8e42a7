/**
 * Records which messages were already shown, so that each is shown once across all processes. One small file per
 * message, created with O_EXCL: of several processes with the same message, the first succeeds.
 */

import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { shortName } from "../../core/responses/identity.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { ownNamesIn } from "../files/absent.ts";

const KEEP_MS = 60 * 86_400_000;

function folder(stateDir: string): string {
  return join(stateDir, "said");
}

function fileOf(stateDir: string, key: string): string {
  return join(folder(stateDir), shortName(key));
}

/**
 * True for the one caller that may show the message. The key contains the message and its period, such as
 * `five_hour@1795297623:95`, so that it can be shown again in the next period.
 */
export function claimCrossing(stateDir: string, key: string): boolean {
  const file = fileOf(stateDir, key);
  let fd: number;
  try {
    fd = openSync(file, "wx", 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return false;
    if (code !== "ENOENT") throw error;
    makeFolder(folder(stateDir), 0o700);
    return claimCrossing(stateDir, key);
  }
  try {
    // For people who read the folder; no program reads it.
    writeSync(fd, `${key}\n`);
  } finally {
    closeSync(fd);
  }
  return true;
}

/** Whether it was already shown, without claiming it. */
export function isClaimed(stateDir: string, key: string): boolean {
  return statIfAny(fileOf(stateDir, key)) !== undefined;
}

/** The figure fell below the threshold (a limit was raised, a window reset): the next crossing is shown again. */
export function releaseCrossing(stateDir: string, key: string): void {
  rmSync(fileOf(stateDir, key), { force: true });
}

/** Removes old claims, whose periods have ended. Too slow for hooks and the status line. */
export function pruneCrossings(stateDir: string, nowMs: number): number {
  let removed = 0;
  for (const name of ownNamesIn(folder(stateDir))) {
    const file = join(folder(stateDir), name);
    const stat = statIfAny(file);
    if (!stat || nowMs - stat.mtimeMs < KEEP_MS) continue;
    rmSync(file, { force: true });
    removed++;
  }
  return removed;
}
