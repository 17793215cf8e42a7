/**
 * Each response once, over all files. Forks and resumes copy rows, background hand-offs rewrite their session:
 * the copy with the final usage gives the tokens, the earliest gives the time and the session that is billed.
 * The result does not depend on the order of the files.
 */

import {
  emptyColumns,
  FLAGS_OF_ROW,
  Flag,
  type IterationsByRow,
  pushRow,
  type ResponseColumns,
  type ResponseRow,
  type ResponseTable,
  rowAt,
} from "./columns.ts";
import { concatTables, copyRows, lastTimeIn, moveIterations, type Range, type United } from "./concat-tables.ts";
import { IdentityMap } from "./identity-map.ts";
import type { Origin } from "./origin.ts";
import { ARCHIVE_FILE, type FileScan } from "./scan.ts";
import type { Tokens } from "./tokens.ts";
import { type Copy, foldedRow, supersedesCopy } from "./winner.ts";

export type Resolved = {
  readonly table: ResponseTable;
  /** By session: rows of `table` of which the session's log holds a copy, billed to another session. */
  readonly copies: ReadonlyMap<string, readonly number[]>;
};

/**
 * A resolution with what was folded away, so that one file can be read again and the rest kept. The table has first
 * the responses that one file has alone, file by file, then the folded ones.
 */
export type Resolution = Resolved & {
  /** Origins of the table's codes as the logs have them; the table's own say who is billed. */
  readonly rawOrigins: readonly Origin[];
  /** Of each file, the rows of `table` that it has alone. */
  readonly own: readonly Range[];
  /** Of each file, its rows in `shared`. */
  readonly copied: readonly Range[];
  /** The rows, as read, of responses that several files have. Codes as in `table`. */
  readonly shared: RowsAside;
  /** Archived rows that are no better than what the logs hold of the same responses. Codes as in `table`. */
  readonly archivedCopies: RowsAside;
};

type RowsAside = { readonly columns: ResponseColumns; readonly iterationsByRow: IterationsByRow };

/** Where in the table the folded responses begin. */
export function foldedFrom({ own }: Pick<Resolution, "own">): number {
  return own.reduce((end, { to }) => Math.max(end, to), 0);
}

export function resolve(scans: readonly FileScan[]): Resolution {
  const order = rowOrder(scans);
  const resolution = resolveInOrder(order.map((i) => scans[i] as FileScan));
  const own: Range[] = [];
  const copied: Range[] = [];
  order.forEach((i, at) => {
    own[i] = resolution.own[at] as Range;
    copied[i] = resolution.copied[at] as Range;
  });
  return { ...resolution, own, copied };
}

/** Files whose rows follow each other in one table, one after the other: they are copied together. The archive is last. */
function rowOrder(scans: readonly FileScan[]): readonly number[] {
  /** Where each table would begin if they followed each other. */
  const starts = new Map<ResponseTable, number>();
  let rows = 0;
  for (const { slices } of scans) {
    for (const { table } of slices) {
      if (starts.has(table)) continue;
      starts.set(table, rows);
      rows += table.columns.length;
    }
  }
  const placeOf = ({ slices: [first], fileSession }: FileScan): number => {
    if (fileSession === ARCHIVE_FILE) return rows;
    return first ? (starts.get(first.table) as number) + first.from : 0;
  };
  // One number for each, which sorts fastest: the place, and the file's own number below it.
  const keys = Float64Array.from(scans, (scan, i) => placeOf(scan) * scans.length + i);
  return Array.from(keys.sort(), (key) => key % scans.length);
}

function resolveInOrder(scans: readonly FileScan[]): Resolution {
  const all = concatTables(scans);
  const parts = split(all, groupCopies(all));
  const rawOrigins = all.table.origins;
  const table = {
    ...all.table,
    columns: parts.columns,
    iterationsByRow: parts.iterationsByRow,
    origins: rawOrigins.map(billed),
  };
  return { table, rawOrigins, copies: copiesOf(table, rawOrigins, parts), ...parts.kept };
}

/** Rows of one response that several files have, and what they come to. */
type Group = { readonly rows: readonly number[]; readonly folded: Folded };

type Groups = {
  readonly list: readonly Group[];
  /** Has 1 for archived rows that are no better than the logs' rows of the same response. */
  readonly isArchivedCopy: Uint8Array;
};

/** The archive comes last, with at most one row of a response. */
function groupCopies(all: United): Groups {
  const { table, files, sessions } = all;
  const isArchivedCopy = new Uint8Array(table.columns.length);
  const archivedFrom = sessions.at(-1) === ARCHIVE_FILE ? (files.at(-1) as Range).from : table.columns.length;
  const rowsByFirst = new Map<number, number[]>();
  const known = new IdentityMap(table.columns, table.columns.length);
  for (let i = 0; i < table.columns.length; i++) {
    const first = known.findOrAdd(i);
    if (first < 0) continue;
    const rows = rowsByFirst.get(first);
    if (i >= archivedFrom && isNoBetter(table, first, i, rows === undefined)) isArchivedCopy[i] = 1;
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
        isArchivedCopy[archived] = 1;
        if (logged.length > 1) list.push({ rows: logged, folded: foldedLogs });
        continue;
      }
    }
    list.push({ rows, folded });
  }
  return { list, isArchivedCopy };
}

const PLAIN_FLAGS = 0xffff & ~(FLAGS_OF_ROW | Flag.iterations);

/** @param isOnly whether one log alone has the response, in its row `logged` */
function isNoBetter(table: ResponseTable, logged: number, archived: number, isOnly: boolean): boolean {
  const isImported = ((table.columns.flags[archived] as number) & Flag.imported) !== 0;
  return isImported || (isOnly && isSameCopy(table, logged, archived));
}

/** Whether two rows of a response say the same, as nearly all archived ones do; false where that takes a closer look. */
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

type Parts = {
  readonly columns: ResponseColumns;
  readonly iterationsByRow: IterationsByRow;
  readonly kept: Pick<Resolution, "own" | "copied" | "shared" | "archivedCopies">;
  /** Rows that were folded: from here on in `columns`, group by group. */
  readonly foldedFrom: number;
  readonly groups: readonly (readonly number[])[];
  readonly originOf: (row: number) => number;
};

/** Moves what one file has alone together, what several have aside, and adds the folded responses at the end. */
function split(all: United, { list, isArchivedCopy }: Groups): Parts {
  const { columns, iterationsByRow: allIterations } = all.table;
  const groups = list.map(({ rows }) => rows);
  const shared: RowsAside = { columns: emptyColumns(Math.max(1, list.length * 2)), iterationsByRow: new Map() };
  const archivedCopies: RowsAside = { columns: emptyColumns(1), iterationsByRow: new Map() };
  if (list.length === 0 && !isArchivedCopy.includes(1)) {
    const copied = all.files.map(() => ({ from: 0, to: 0 }));
    const kept = { own: all.files, copied, shared, archivedCopies };
    return { columns, iterationsByRow: allIterations, kept, foldedFrom: columns.length, groups, originOf: () => 0 };
  }
  const inGroup = isArchivedCopy.slice();
  for (const rows of groups) for (const i of rows) inGroup[i] = 1;
  const iterationsByRow: IterationsByRow = new Map();
  const origins = columns.origin.slice(0, columns.length);
  const own: Range[] = [];
  const copied: Range[] = [];
  /** Rows before the one at hand that several files have. */
  let aside = 0;
  for (const { from, to } of all.files) {
    const before = aside;
    const copiedFrom = shared.columns.length;
    for (let i = from; i < to; i++) {
      if (inGroup[i] === 0) continue;
      aside++;
      const target = isArchivedCopy[i] === 1 ? archivedCopies : shared;
      moveIterations(allIterations, i, i + 1, target.iterationsByRow, target.columns.length);
      pushRow(target.columns, rowAt(columns, i));
    }
    own.push({ from: from - before, to: to - aside });
    copied.push({ from: copiedFrom, to: shared.columns.length });
  }
  const at = closeUp(columns, inGroup, allIterations, iterationsByRow);
  columns.length = at;
  for (const { folded } of list) {
    if (folded.iterations) iterationsByRow.set(columns.length, folded.iterations);
    pushRow(columns, folded.row);
  }
  const kept = { own, copied, shared, archivedCopies };
  return { columns, iterationsByRow, kept, foldedFrom: at, groups, originOf: (row) => origins[row] as number };
}

/** Moves the rows that one file has alone together; returns their number. */
function closeUp(
  columns: ResponseColumns,
  inGroup: Uint8Array,
  allIterations: IterationsByRow,
  iterationsByRow: IterationsByRow,
): number {
  const stretches: Stretch[] = [];
  let at = 0;
  for (let i = 0; i < inGroup.length; ) {
    const next = inGroup.indexOf(1, i);
    const end = next < 0 ? inGroup.length : next;
    if (end > i) {
      stretches.push({ from: i, to: end, at });
      if (at !== i) copyRows(columns, at, columns, i, end);
    }
    at += end - i;
    i = end + 1;
  }
  for (const [row, iterations] of allIterations) {
    if (inGroup[row] === 1) continue;
    const stretch = stretches[rangeAt(stretches, row)] as Stretch;
    iterationsByRow.set(stretch.at + row - stretch.from, iterations);
  }
  return at;
}

/** Rows, and where they are moved. */
type Stretch = Range & { readonly at: number };

/** Who had a response first. */
type Claim = {
  readonly timeMs: number;
  readonly isArchived: boolean;
  readonly foreign: boolean;
  readonly fileLastMs: number;
  readonly sessionId: string;
};

function isBetterClaim(a: Claim, b: Claim): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs;
  // The archive remembers who paid when the log of that session was still there.
  if (a.isArchived !== b.isArchived) return a.isArchived;
  if (a.foreign !== b.foreign) return !a.foreign;
  if (a.fileLastMs !== b.fileLastMs) return a.fileLastMs < b.fileLastMs;
  return a.sessionId < b.sessionId;
}

type Folded = { readonly row: ResponseRow; readonly iterations: readonly Tokens[] | undefined };

function fold(all: United, lastMs: Map<number, number>, group: readonly number[]): Folded {
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

/** @param lastMs the last time in each file, as far as it was asked for */
function claimOf({ table, files, sessions }: United, lastMs: Map<number, number>, i: number): Claim {
  const file = rangeAt(files, i);
  const { sessionId } = table.origins[table.columns.origin[i] as number] as Origin;
  let fileLastMs = lastMs.get(file);
  if (fileLastMs === undefined) {
    fileLastMs = lastTimeIn(table.columns.timeMs, files[file] as Range);
    lastMs.set(file, fileLastMs);
  }
  const isUnplaced = ((table.columns.flags[i] as number) & (Flag.search | Flag.stopped)) === Flag.search;
  const foreign = sessionId !== sessions[file] || isUnplaced;
  const isArchived = sessions[file] === ARCHIVE_FILE;
  return { timeMs: table.columns.timeMs[i] as number, isArchived, foreign, fileLastMs, sessionId };
}

/** Which of the ranges, in order, has the row. */
function rangeAt(ranges: readonly Range[], row: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as Range).to > row) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** In a resolved table every origin is held by the session that pays. */
export function billed(origin: Origin): Origin {
  return origin.loggedIn === origin.sessionId ? origin : { ...origin, loggedIn: origin.sessionId };
}

function copiesOf(table: ResponseTable, raw: readonly Origin[], parts: Parts): ReadonlyMap<string, readonly number[]> {
  const copies = new Map<string, Set<number>>();
  const hold = (session: string, row: number): void => {
    const held = copies.get(session);
    if (held) held.add(row);
    else copies.set(session, new Set([row]));
  };
  const isForeign = raw.map((o) => o.loggedIn !== o.sessionId);
  if (isForeign.includes(true)) {
    for (let i = 0; i < parts.foldedFrom; i++) {
      const code = table.columns.origin[i] as number;
      if (isForeign[code]) hold((raw[code] as Origin).loggedIn, i);
    }
  }
  parts.groups.forEach((group, k) => {
    const row = parts.foldedFrom + k;
    const payer = (raw[table.columns.origin[row] as number] as Origin).sessionId;
    for (const member of group) {
      const { loggedIn } = raw[parts.originOf(member)] as Origin;
      if (loggedIn !== payer) hold(loggedIn, row);
    }
  });
  return new Map([...copies].map(([session, rows]) => [session, [...rows]]));
}
