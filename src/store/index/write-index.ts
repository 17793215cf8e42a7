/** Puts a new index in the place of the old one, whole or not at all. One process at a time: another one need not wait. */

import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { shortName } from "../../core/responses/identity.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { LockLostError, tryFileLock } from "../files/file-lock.ts";

/** A temporary file older than this was left by a process that died. */
const STALE_MS = 60_000;
/** Indexes of folders that were not looked at for this long are removed. */
const UNUSED_MS = 60 * 86_400_000;

/** The index of a choice of roots: reports on different folders must not drive out each other's. */
export function indexFileOf(indexFile: string, roots: readonly string[]): string {
  const key = shortName(roots.join("\0"));
  return indexFile.replace(/(\.[^.]+)?$/, (extension) => `-${key}${extension}`);
}

/**
 * @returns false where another process is at it, or the folder cannot be written to: nothing is lost, the next run
 *   reads a little more
 */
export function writeIndex(file: string, parts: readonly Uint8Array[]): boolean {
  try {
    const done = tryFileLock(`${file}.lock`, (lock) => {
      lock.replace(file, parts, { durable: false });
      removeUnused(file);
      return true;
    });
    return done ?? false;
  } catch (error) {
    if (!(error instanceof LockLostError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** Other roots' indexes that are out of use, and files that a crash left. */
function removeUnused(file: string): void {
  const folder = dirname(file);
  const family = basename(file).replace(/-[0-9a-f]+(\.[^.]+)?$/, "-");
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(family)) continue;
    const path = join(folder, name);
    const age = Date.now() - (statIfAny(path)?.mtimeMs ?? Date.now());
    if (age > UNUSED_MS || (name.endsWith(".tmp") && age > STALE_MS)) rmSync(path, { recursive: true, force: true });
  }
}
