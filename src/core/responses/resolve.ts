/**
 * Each response once, over all files. Forks and resumes copy rows, background hand-offs change their session: the copy
 * with the final usage gives the tokens, the earliest gives the time and the session that is billed. The result is
 * independent of the order of the files.
 */

import type { ResponseTable } from "./columns.ts";
import { concatTables, type RowRange } from "./concat-tables.ts";
import { groupCopies } from "./group-copies.ts";
import type { Origin } from "./origin.ts";
import { ARCHIVE_FILE, type FileScan } from "./scan.ts";
import { type SeparatedRows, separateCopies } from "./separate-copies.ts";

export type Resolved = {
  readonly table: ResponseTable;
  /** By session: rows of `table` that its log contains as copies and that another session is billed for. */
  readonly copies: ReadonlyMap<string, readonly number[]>;
};

/**
 * A resolution with the rows that were folded, so that one file can be read again without the others. The table first
 * contains the responses that only one file has, file by file, then the folded ones.
 */
export type Resolution = Resolved &
  Pick<SeparatedRows, "own" | "copied" | "shared" | "archivedCopies"> & {
    /** Origins of the table's codes as in the logs; the table's own origins contain who is billed. */
    readonly rawOrigins: readonly Origin[];
  };

/** Where in the table the folded responses begin. */
export function foldedFrom({ own }: Pick<Resolution, "own">): number {
  return own.reduce((end, { to }) => Math.max(end, to), 0);
}

export function resolve(scans: readonly FileScan[]): Resolution {
  const order = rowOrder(scans);
  const resolution = resolveInOrder(order.map((i) => scans[i] as FileScan));
  const own: RowRange[] = [];
  const copied: RowRange[] = [];
  order.forEach((i, at) => {
    own[i] = resolution.own[at] as RowRange;
    copied[i] = resolution.copied[at] as RowRange;
  });
  return { ...resolution, own, copied };
}

/**
 * The files in the order of their rows in the tables, so that whole runs of rows are copied at once. The archive is
 * last.
 */
function rowOrder(scans: readonly FileScan[]): readonly number[] {
  /** Where each table would begin if the tables were joined. */
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
  // Numbers sort faster than objects: the row, and the file's own number below it.
  const keys = Float64Array.from(scans, (scan, i) => placeOf(scan) * scans.length + i);
  return Array.from(keys.sort(), (key) => key % scans.length);
}

function resolveInOrder(scans: readonly FileScan[]): Resolution {
  const all = concatTables(scans);
  const separated = separateCopies(all, groupCopies(all));
  const { columns, iterationsByRow, own, copied, shared, archivedCopies } = separated;
  const rawOrigins = all.table.origins;
  const table = { columns, iterationsByRow, models: all.table.models, origins: rawOrigins.map(billed) };
  return { table, rawOrigins, copies: copiesOf(separated, rawOrigins), own, copied, shared, archivedCopies };
}

/** The origin in a resolved table: in the log of the session that is billed. */
export function billed(origin: Origin): Origin {
  return origin.loggedIn === origin.sessionId ? origin : { ...origin, loggedIn: origin.sessionId };
}

/** By session: rows that its log contains as copies and that another session is billed for. */
function copiesOf(
  { columns, foldedFrom, groupOrigins }: SeparatedRows,
  origins: readonly Origin[],
): ReadonlyMap<string, readonly number[]> {
  const copies = new Map<string, Set<number>>();
  const add = (session: string, row: number): void => {
    const rows = copies.get(session);
    if (rows) rows.add(row);
    else copies.set(session, new Set([row]));
  };
  const isForeign = origins.map((o) => o.loggedIn !== o.sessionId);
  if (isForeign.includes(true)) {
    for (let i = 0; i < foldedFrom; i++) {
      const code = columns.origin[i] as number;
      if (isForeign[code]) add((origins[code] as Origin).loggedIn, i);
    }
  }
  groupOrigins.forEach((codes, k) => {
    const row = foldedFrom + k;
    const { sessionId } = origins[columns.origin[row] as number] as Origin;
    for (const code of codes) {
      const { loggedIn } = origins[code] as Origin;
      if (loggedIn !== sessionId) add(loggedIn, row);
    }
  });
  return new Map([...copies].map(([session, rows]) => [session, [...rows]]));
}
