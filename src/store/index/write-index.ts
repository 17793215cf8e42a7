/** Replaces the index, whole or not at all. One process writes at a time; others skip writing. */

import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { shortName } from "../../core/responses/identity.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { LockLostError, tryFileLock } from "../files/file-lock.ts";
import { encodeIndex, type IndexContent } from "./encode-index.ts";
import { BadIndex } from "./sections.ts";

/** An older temporary file was left by a process that died. */
const STALE_MS = 60_000;
/** Indexes that were not written for this long are removed. */
const UNUSED_MS = 60 * 86_400_000;

/** Each selection of roots has its own index. */
export function indexFileOf(indexFile: string, roots: readonly string[]): string {
  const key = shortName(roots.join("\0"));
  return indexFile.replace(/(\.[^.]+)?$/, (extension) => `-${key}${extension}`);
}

/**
 * @param writer the program's version
 * @returns false where another process is writing, the folder cannot be written to, or the index would be too large:
 * the next run reads more
 */
export function writeIndex(file: string, content: IndexContent, writer: string): boolean {
  try {
    const done = tryFileLock(`${file}.lock`, (lock) => {
      lock.replace(file, encodeIndex(content, writer), { durable: false });
      removeUnused(file);
      return true;
    });
    return done ?? false;
  } catch (error) {
    const isExpected = error instanceof LockLostError || error instanceof BadIndex;
    if (!isExpected && (error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** Removes unused indexes of other roots, and files that a crash left. */
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
