/** Which logs are not as the index has them, and what reading them gave. */

import type { LogFiles } from "../../claude-code/logs/log-files.ts";
import type { LogFile } from "../../core/responses/log-files.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import type { GrownLog } from "../../store/index/journal.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import type { RowChanges } from "./row-changes.ts";

/** A log that the index does not have as it is now. */
export type Change = {
  readonly file: LogFile;
  /** Its place among the files that there are now. */
  readonly order: number;
  /** Its place in the index; -1 = it is new. */
  readonly place: number;
  /** How far the index has it, or what stands beside it. */
  readonly fromBytes: number;
  /** What it was since the index was written; null = nothing is known of that. */
  readonly since: GrownLog | null;
};

/** Logs as they were since the index was written, by path; read when first asked for. */
export type IndexTail = () => ReadonlyMap<string, GrownLog>;

export const NO_TAIL: IndexTail = () => new Map();

export type Changes = {
  readonly list: readonly Change[];
  /** Gives the place among the files that there are now of one in the index. */
  readonly orderOf: (place: number) => number;
};

/** @returns null where a log is gone that the index has */
export function findChanges(index: LogIndex, found: LogFiles, tail: IndexTail): Changes | null {
  const changed = index.files.changed(found.numbers);
  if (changed === null) return findAmongOthers(index, found.files, tail);
  const list = changed.map((place) => changeOf(index, tail, found.file(place), place, place));
  return { list, orderOf: (place) => place };
}

/** The same where other logs have come. */
function findAmongOthers(index: LogIndex, files: readonly LogFile[], tail: IndexTail): Changes | null {
  const places = new Map(Array.from({ length: index.files.length }, (_, i) => [index.files.path(i), i]));
  const orders = new Int32Array(index.files.length).fill(-1);
  const list: Change[] = [];
  for (const [order, file] of files.entries()) {
    const place = places.get(file.path) ?? -1;
    if (place >= 0) orders[place] = order;
    if (place < 0 || !index.files.holds(place, file)) list.push(changeOf(index, tail, file, order, place));
  }
  return orders.includes(-1) ? null : { list, orderOf: (place) => orders[place] as number };
}

export function changeOf(index: LogIndex, tail: IndexTail, file: LogFile, order: number, place: number): Change {
  const since = tail().get(file.path) ?? null;
  const goesOn = since?.file.dev === file.dev && since.file.ino === file.ino && since.file.sizeBytes <= file.sizeBytes;
  if (goesOn) return { file, order, place, fromBytes: since.file.sizeBytes, since };
  const isLonger = place >= 0 && index.files.mayBeLonger(place, file);
  return { file, order, place, fromBytes: isLonger ? index.files.sizeBytes(place) : 0, since: null };
}

/** Nothing has come to it since what stands beside the index was written. */
export function isAsKnown({ file, since }: Change): boolean {
  return since?.file.mtimeMs === file.mtimeMs && since.file.sizeBytes === file.sizeBytes;
}

/** A changed log with what it gave before and gives now. */
export type Grown = Change & {
  readonly earlier: FileScan | null;
  readonly scan: FileScan;
  readonly rows: RowChanges;
  /** Whether the rows of `scan` are only those that have come. */
  readonly isAdded: boolean;
};
