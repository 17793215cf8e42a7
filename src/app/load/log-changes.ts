/** Which logs differ from the index, and the results of reading them. */

import type { LogFiles } from "../../claude-code/logs/log-files.ts";
import type { LogFile } from "../../core/responses/log-files.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import type { JournalEntry } from "../../store/index/journal.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import type { RowChanges } from "./row-changes.ts";

/** A log that is new, or differs from the index. */
export type LogChange = {
  readonly file: LogFile;
  /** Its index among the present files. */
  readonly order: number;
  /** Its index in the log index; -1 = it is new. */
  readonly place: number;
  /** How many of its bytes the index and the journal include. */
  readonly fromBytes: number;
  /** Its entry in the journal; null = none. */
  readonly journaled: JournalEntry | null;
};

/** Returns the journal's entries by path. Reads it at the first call. */
export type ReadJournal = () => ReadonlyMap<string, JournalEntry>;

export const NO_JOURNAL: ReadJournal = () => new Map();

export type LogChanges = {
  readonly list: readonly LogChange[];
  /** Returns a file's index among the present files, from its index in the log index. */
  readonly orderOf: (place: number) => number;
};

/** @returns null where a log of the index no longer exists */
export function findChanges(index: LogIndex, found: LogFiles, journal: ReadJournal): LogChanges | null {
  const changed = index.files.changed(found.numbers);
  if (changed === null) return findAmongOthers(index, found.files, journal);
  const list = changed.map((place) => changeOf(index, journal, found.file(place), place, place));
  return { list, orderOf: (place) => place };
}

/** The same where there are new logs. */
function findAmongOthers(index: LogIndex, files: readonly LogFile[], journal: ReadJournal): LogChanges | null {
  const places = new Map(Array.from({ length: index.files.length }, (_, i) => [index.files.path(i), i]));
  const orders = new Int32Array(index.files.length).fill(-1);
  const list: LogChange[] = [];
  for (const [order, file] of files.entries()) {
    const place = places.get(file.path) ?? -1;
    if (place >= 0) orders[place] = order;
    if (place < 0 || !index.files.holds(place, file)) list.push(changeOf(index, journal, file, order, place));
  }
  return orders.includes(-1) ? null : { list, orderOf: (place) => orders[place] as number };
}

export function changeOf(
  index: LogIndex,
  journal: ReadJournal,
  file: LogFile,
  order: number,
  place: number,
): LogChange {
  const entry = journal().get(file.path);
  const isSameFile = entry?.file.dev === file.dev && entry.file.ino === file.ino;
  if (entry && isSameFile && entry.file.sizeBytes <= file.sizeBytes) {
    return { file, order, place, fromBytes: entry.file.sizeBytes, journaled: entry };
  }
  const isLonger = place >= 0 && index.files.mayBeLonger(place, file);
  return { file, order, place, fromBytes: isLonger ? index.files.sizeBytes(place) : 0, journaled: null };
}

/** Whether the journal contains all of the log. */
export function isInJournal({ file, journaled }: LogChange): boolean {
  const known = journaled?.file;
  return known?.ctimeMs === file.ctimeMs && known.mtimeMs === file.mtimeMs && known.sizeBytes === file.sizeBytes;
}

/** A changed log that was read: its earlier and its present contents. */
export type ReadChange = LogChange & {
  readonly earlier: FileScan | null;
  readonly scan: FileScan;
  readonly rows: RowChanges;
  /** Whether `scan` contains only the rows that were appended. */
  readonly isAppended: boolean;
};
