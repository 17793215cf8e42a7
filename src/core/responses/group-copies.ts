/**
 * Finds rows of one response in several files, and the row that they are folded into: the best usage, with the time and
 * session of the copy that came first.
 */

import { FLAGS_OF_ROW, Flag, type ResponseRow, type ResponseTable, rowAt } from "./columns.ts";
import { type ConcatenatedTables, lastTimeIn, type RowRange } from "./concat-tables.ts";
import { IdentityMap } from "./identity-map.ts";
import type { Origin } from "./origin.ts";
import { ARCHIVE_FILE } from "./scan.ts";
import type { Tokens } from "./tokens.ts";
import { type Copy, foldedRow, supersedesCopy } from "./winner.ts";

/** Rows of one response in several files, and the row that they are folded into. */
export type Group = { readonly rows: readonly number[]; readonly folded: Folded };

/** What a row is: the only one of its response, one of a group, or an archived row that is no better than the logs' rows. */
export const Place = { own: 0, shared: 1, archivedCopy: 2 } as const;

export type Groups = {
  readonly list: readonly Group[];
  /** The `Place` of each row. */
  readonly places: Uint8Array;
  readonly archivedCopies: number;
};

/** @param all the archive, if any, is the last file; it has at most one row per response */
export function groupCopies(all: ConcatenatedTables): Groups {
  const { table, files, sessions } = all;
  const places = new Uint8Array(table.columns.length);
  let archivedCopies = 0;
  const leaveOut = (archived: number): void => {
    places[archived] = Place.archivedCopy;
    archivedCopies++;
  };
  const archivedFrom = sessions.at(-1) === ARCHIVE_FILE ? (files.at(-1) as RowRange).from : table.columns.length;
  const rowsByFirst = new Map<number, number[]>();
  const known = new IdentityMap(table.columns, table.columns.length);
  for (let i = 0; i < table.columns.length; i++) {
    const first = known.findOrAdd(i);
    if (first < 0) continue;
    const rows = rowsByFirst.get(first);
    if (i >= archivedFrom && isNoBetter(table, first, i, rows === undefined)) leaveOut(i);
    else if (rows) rows.push(i);
    else rowsByFirst.set(first, [first, i]);
  }
  const lastMs = new Map<number, number>();
  const list: Group[] = [];
  for (const rows of rowsByFirst.values()) {
    const folded = fold(all, lastMs, rows);
    const archived = rows.at(-1) as number;
    if (archived >= archivedFrom) {
      const logged = rows.slice(0, -1);
      const foldedLogs = fold(all, lastMs, logged);
      if (isSameFold(table, folded, foldedLogs)) {
        leaveOut(archived);
        if (logged.length > 1) list.push({ rows: logged, folded: foldedLogs });
        continue;
      }
    }
    list.push({ rows, folded });
  }
  for (const { rows } of list) for (const i of rows) places[i] = Place.shared;
  return { list, places, archivedCopies };
}

const PLAIN_FLAGS = 0xffff & ~(FLAGS_OF_ROW | Flag.iterations);

/** @param isOnly whether one log alone has the response, in its row `logged` */
function isNoBetter(table: ResponseTable, logged: number, archived: number, isOnly: boolean): boolean {
  const isImported = ((table.columns.flags[archived] as number) & Flag.imported) !== 0;
  return isImported || (isOnly && isSameCopy(table, logged, archived));
}

/**
 * Whether two rows of a response are equal, as nearly all archived ones are; false where only folding them shows it.
 */
function isSameCopy({ columns: c, origins }: ResponseTable, a: number, b: number): boolean {
  const isSame =
    c.timeMs[a] === c.timeMs[b] &&
    c.spanMs[a] === c.spanMs[b] &&
    c.output[a] === c.output[b] &&
    c.input[a] === c.input[b] &&
    c.cacheRead[a] === c.cacheRead[b] &&
    c.cacheWrite5m[a] === c.cacheWrite5m[b] &&
    c.cacheWrite1h[a] === c.cacheWrite1h[b] &&
    c.webSearches[a] === c.webSearches[b] &&
    c.requestHash[a] === c.requestHash[b] &&
    c.model[a] === c.model[b] &&
    ((c.flags[a] as number) & PLAIN_FLAGS) === ((c.flags[b] as number) & PLAIN_FLAGS) &&
    (((c.flags[a] as number) | (c.flags[b] as number)) & Flag.iterations) === 0;
  if (!isSame) return false;
  const [one, other] = [origins[c.origin[a] as number], origins[c.origin[b] as number]];
  return one?.sessionId === other?.sessionId;
}

/** Whether two folds bill the same usage at the same time to the same session. */
function isSameFold({ origins }: ResponseTable, a: Folded, b: Folded): boolean {
  const names = Object.keys(a.row) as (keyof ResponseRow)[];
  const isSame = names.every((name) => name === "origin" || name === "flags" || a.row[name] === b.row[name]);
  const isSameUsage = ((a.row.flags ^ b.row.flags) & ~FLAGS_OF_ROW) === 0;
  const isSamePayer = origins[a.row.origin]?.sessionId === origins[b.row.origin]?.sessionId;
  return isSame && isSameUsage && isSamePayer && JSON.stringify(a.iterations) === JSON.stringify(b.iterations);
}

/** Decides which copy of a response is billed: the one that had it first. */
type Claim = {
  readonly timeMs: number;
  readonly isArchived: boolean;
  readonly foreign: boolean;
  /** In a subagent's log: a forked subagent's log begins with copies of the main conversation, marked as its own. */
  readonly isSidechain: boolean;
  readonly fileLastMs: number;
  readonly sessionId: string;
};

function isBetterClaim(a: Claim, b: Claim): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs;
  // The archive recorded who was billed while the log of that session still existed.
  if (a.isArchived !== b.isArchived) return a.isArchived;
  if (a.foreign !== b.foreign) return !a.foreign;
  if (a.isSidechain !== b.isSidechain) return b.isSidechain;
  if (a.fileLastMs !== b.fileLastMs) return a.fileLastMs < b.fileLastMs;
  return a.sessionId < b.sessionId;
}

export type Folded = { readonly row: ResponseRow; readonly iterations: readonly Tokens[] | undefined };

function fold(all: ConcatenatedTables, lastMs: Map<number, number>, group: readonly number[]): Folded {
  const [first, ...others] = group as [number, ...number[]];
  let usage = copyAt(all.table, first);
  let owner = usage.row;
  let claim = claimOf(all, lastMs, first);
  for (const i of others) {
    const fresh = copyAt(all.table, i);
    const rival = claimOf(all, lastMs, i);
    if (isBetterClaim(rival, claim)) {
      claim = rival;
      owner = fresh.row;
    }
    if (supersedesCopy(usage, fresh)) usage = fresh;
  }
  return { row: foldedRow(usage.row, owner), iterations: usage.iterations };
}

function copyAt({ columns, models, iterationsByRow }: ResponseTable, i: number): Copy {
  const row = rowAt(columns, i);
  return { row, model: models[row.model] as string, iterations: iterationsByRow.get(i) };
}

/** @param lastMs the last time in each file; filled when first needed */
function claimOf({ table, files, sessions }: ConcatenatedTables, lastMs: Map<number, number>, i: number): Claim {
  const file = rangeAt(files, i);
  const { sessionId } = table.origins[table.columns.origin[i] as number] as Origin;
  let fileLastMs = lastMs.get(file);
  if (fileLastMs === undefined) {
    fileLastMs = lastTimeIn(table.columns.timeMs, files[file] as RowRange);
    lastMs.set(file, fileLastMs);
  }
  const flags = table.columns.flags[i] as number;
  // Searches in a file without the response that made them.
  const isUnplaced = (flags & (Flag.search | Flag.stopped)) === Flag.search;
  const foreign = sessionId !== sessions[file] || isUnplaced;
  const isArchived = sessions[file] === ARCHIVE_FILE;
  const isSidechain = (flags & Flag.sidechain) !== 0;
  return { timeMs: table.columns.timeMs[i] as number, isArchived, foreign, isSidechain, fileLastMs, sessionId };
}

/** Which of the sorted ranges contains the row. */
export function rangeAt(ranges: readonly RowRange[], row: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as RowRange).to > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
