/** So that one process at a time waits to put settled days into the archive. */

import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A process that has not finished by then was killed. */
const STALE_MS = 10 * 60_000;

const lockIn = (archiveDir: string): string => join(archiveDir, "keeper.lock");

/** Whether a process is at it, or about to be. */
export function isKeeping(archiveDir: string, nowMs: number): boolean {
  const madeMs = statSync(lockIn(archiveDir), { throwIfNoEntry: false })?.mtimeMs;
  return madeMs !== undefined && Math.abs(nowMs - madeMs) < STALE_MS;
}

/** @throws the file system's error where the folder cannot be written */
export function startKeeping(archiveDir: string): void {
  mkdirSync(archiveDir, { recursive: true, mode: 0o700 });
  writeFileSync(lockIn(archiveDir), "", { mode: 0o600 });
}

export function stopKeeping(archiveDir: string): void {
  rmSync(lockIn(archiveDir), { force: true });
}
