/** The list of logs, which is only read again where a folder has changed. */

import { accessSync, constants } from "node:fs";
import { findLogFiles, type KnownFolders, type LogFiles } from "../../claude-code/logs/log-files.ts";
import type { RootChoice } from "../../claude-code/logs/roots.ts";
import type { FileNumbers } from "../../core/responses/log-files.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { attempt, tryFile } from "../../runtime/try-file.ts";
import { FilePlaces } from "./file-places.ts";

/** Folder times have a resolution that can be coarse: a change within it may not show. */
const GRAIN_MS = 3_000;
/** Not every file system updates the times of folders. */
const LONGEST_MS = 10 * 60_000;
const ABSENT = -1;

export type Listing = Pick<LogFiles, "numbers" | "unreadable">;

type Look = {
  readonly found: Listing;
  /** Whether the listing differs from that of the last call. */
  readonly isNew: boolean;
  /** The files to check: all, or those of the folders that changed. */
  readonly asked: readonly number[];
};

export class LogListing {
  readonly #roots: readonly RootChoice[];
  readonly #stamps = new Map<string, number>();
  #found: Listing | null = null;
  #listedMs = Number.NEGATIVE_INFINITY;

  constructor(roots: readonly RootChoice[]) {
    this.#roots = roots;
  }

  /** @param nowMs may jump, like any clock */
  look(nowMs: number): Look {
    const age = nowMs - this.#listedMs;
    const before = age >= 0 && age < LONGEST_MS ? this.#found : null;
    if (before !== null && this.#holds(before)) return { found: before, isNew: false, asked: [] };
    const found = findLogFiles(this.#roots, before === null ? undefined : knownFolders(before.numbers));
    this.#note(found);
    if (before === null) this.#listedMs = nowMs;
    return { found, isNew: true, asked: askedFiles(found.numbers, before?.numbers ?? null) };
  }

  /** Uses a listing that was just made. */
  take(found: LogFiles, nowMs: number): void {
    this.#listedMs = nowMs;
    this.#note(found);
  }

  /** Keeps only what is needed of it: it may contain an object for each log. */
  #note({ numbers, unreadable, askedMs }: LogFiles): void {
    // Uses the time of listing instead of the dashboard's clock, because it is compared with the file system's times.
    const sureMs = askedMs - GRAIN_MS;
    this.#found = { numbers, unreadable };
    this.#stamps.clear();
    for (const { path } of numbers.folders) {
      const stamp = stampOf(path);
      this.#stamps.set(path, stamp < sureMs ? stamp : Number.NaN);
    }
  }

  #holds({ unreadable }: Listing): boolean {
    for (const [folder, stamp] of this.#stamps) if (stampOf(folder) !== stamp) return false;
    return !unreadable.some(({ path }) => isReadable(path));
  }
}

/** An unchanged folder has the same files; whether they grew is checked elsewhere. */
function knownFolders({ stamps, places, length, folders, loose }: FileNumbers): KnownFolders {
  const byPath = new Map(folders.map((folder) => [folder.path, folder]));
  const files = new FilePlaces({ length, places, folders, loose });
  return {
    get: (path) => byPath.get(path),
    filesOf(path) {
      const range = files.filesOf(path);
      return range && { stamps, places, from: range.from, to: range.to };
    },
  };
}

function askedFiles({ length, places, folders }: FileNumbers, before: FileNumbers | null): readonly number[] {
  const known = new Set(before?.folders);
  const asked: number[] = [];
  for (let i = 0; i < length; i++) {
    const folder = folders[places[i * 2] as number];
    if (folder === undefined || !known.has(folder)) asked.push(i);
  }
  return asked;
}

function stampOf(folder: string): number {
  return tryFile(() => statIfAny(folder)?.mtimeMs ?? ABSENT, ABSENT);
}

function isReadable(path: string): boolean {
  return attempt(() => accessSync(path, constants.R_OK));
}
