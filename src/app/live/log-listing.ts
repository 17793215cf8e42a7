/** What logs there are, listed again only when a folder changed. */

import { accessSync, constants } from "node:fs";
import { findLogFiles, type LogFiles } from "../../claude-code/logs/log-files.ts";
import type { RootChoice } from "../../claude-code/logs/roots.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { attempt, tryFile } from "../../runtime/try-file.ts";

/** A folder's time says nothing of what comes within the same grain of it, and grains can be coarse. */
const GRAIN_MS = 3_000;
/** Not every file system keeps the times of its folders. */
const LONGEST_MS = 10 * 60_000;
const ABSENT = -1;

export class LogListing {
  readonly #roots: readonly RootChoice[];
  readonly #stamps = new Map<string, number>();
  #found: LogFiles | null = null;
  #listedMs = Number.NEGATIVE_INFINITY;

  constructor(roots: readonly RootChoice[]) {
    this.#roots = roots;
  }

  /** @param nowMs may jump, as clocks do */
  look(nowMs: number): { readonly found: LogFiles; readonly isNew: boolean } {
    const age = nowMs - this.#listedMs;
    if (this.#found !== null && age >= 0 && age < LONGEST_MS && this.#holds(this.#found)) {
      return { found: this.#found, isNew: false };
    }
    const found = findLogFiles(this.#roots);
    this.take(found, nowMs);
    return { found, isNew: true };
  }

  /** Goes by a listing that was just made. */
  take(found: LogFiles, nowMs: number): void {
    // Not the dashboard's clock: it is held against the file system's.
    const sureMs = found.askedMs - GRAIN_MS;
    this.#listedMs = nowMs;
    this.#found = found;
    this.#stamps.clear();
    for (const { path } of found.numbers.folders) {
      const stamp = stampOf(path);
      this.#stamps.set(path, stamp < sureMs ? stamp : Number.NaN);
    }
  }

  #holds({ unreadable }: LogFiles): boolean {
    for (const [folder, stamp] of this.#stamps) if (stampOf(folder) !== stamp) return false;
    return !unreadable.some(({ path }) => isReadable(path));
  }
}

function stampOf(folder: string): number {
  return tryFile(() => statIfAny(folder)?.mtimeMs ?? ABSENT, ABSENT);
}

function isReadable(path: string): boolean {
  return attempt(() => accessSync(path, constants.R_OK));
}
