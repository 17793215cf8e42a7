/** Finds the responses of a log that are new or have changed since an earlier scan. */

import { COLUMN_TYPES, type ResponseTable } from "../../core/responses/columns.ts";
import { lastTimeIn } from "../../core/responses/concat-tables.ts";
import type { Origin } from "../../core/responses/origin.ts";
import type { FileScan, Slice } from "../../core/responses/scan.ts";

export type RowChanges = {
  /** Rows that no other file has; they replace those of `gone`. */
  readonly own: readonly Slice[];
  readonly gone: readonly Slice[];
  /** Rows that are new. */
  readonly fresh: Slice;
  /** Sessions with a new or changed response. */
  readonly sessions: ReadonlySet<string>;
};

/** The changes where every row that was read is a new response. */
export function appendedRows({ slices }: FileScan): RowChanges {
  const [fresh] = slices as [Slice];
  const { table, from, to } = fresh;
  const codes = new Set(table.columns.origin.subarray(from, to));
  const sessions = new Set([...codes].map((code) => (table.origins[code] as Origin).sessionId));
  return { own: [fresh], gone: [], fresh, sessions };
}

/**
 * @param limitMs a response from this time on would change who is billed for shared ones
 * @param archivedUntilMs responses up to this time may be in the archive
 * @returns null where responses that other files or the archive may also have are changed
 */
export function rowChanges(
  earlier: FileScan | null,
  scan: FileScan,
  limitMs: number,
  archivedUntilMs: number,
): RowChanges | null {
  const [{ table, from, to }] = scan.slices as [Slice];
  const sessions = new Set<string>();
  const note = (i: number, of: ResponseTable = table): void => {
    sessions.add((of.origins[of.columns.origin[i] as number] as Origin).sessionId);
  };
  const [own, copied] = [earlier?.slices[0] ?? null, earlier?.slices[1] ?? null];
  const ownRows = own ? own.to - own.from : 0;
  const copiedRows = copied ? copied.to - copied.from : 0;
  // A log that was read from its start may have its rows in another order.
  const goesOn = own !== null && to - from >= ownRows + copiedRows && startsWith(own, table, from);
  if (copiedRows > 0 && !(goesOn && isSame(copied as Slice, table, from + ownRows))) return null;
  const freshFrom = goesOn ? from + ownRows + copiedRows : from;
  if (own && !goesOn) for (let i = own.from; i < own.to; i++) note(i, own.table);
  for (let k = 0; goesOn && k < ownRows; k++) {
    if (isSameRow(own, k, table, from + k)) continue;
    if ((table.columns.timeMs[from + k] as number) <= archivedUntilMs) return null;
    note(from + k);
  }
  for (let i = freshFrom; i < to; i++) note(i);
  const endsLater = copiedRows > 0 && lastTimeIn(table.columns.timeMs, { from, to }) > endOf(earlier as FileScan);
  if (endsLater && lastTimeIn(table.columns.timeMs, { from, to }) >= limitMs) return null;
  const fresh = { table, from: freshFrom, to };
  const alone = copiedRows > 0 ? [{ table, from, to: from + ownRows }, fresh] : [{ table, from, to }];
  return { own: alone, gone: own ? [own] : [], fresh, sessions };
}

function endOf({ slices }: FileScan): number {
  return Math.max(...slices.map(({ table, from, to }) => lastTimeIn(table.columns.timeMs, { from, to })));
}

function startsWith({ table, from, to }: Slice, now: ResponseTable, at: number): boolean {
  for (let k = 0; k < to - from; k++) {
    const isSameResponse =
      table.columns.idLo[from + k] === now.columns.idLo[at + k] &&
      table.columns.idHi[from + k] === now.columns.idHi[at + k];
    if (!isSameResponse) return false;
  }
  return true;
}

function isSame(slice: Slice, now: ResponseTable, at: number): boolean {
  for (let k = 0; k < slice.to - slice.from; k++) if (!isSameRow(slice, k, now, at + k)) return false;
  return true;
}

/** Prices are not compared, because one of the rows may have none yet; codes are compared by their values. */
function isSameRow({ table, from }: Slice, k: number, now: ResponseTable, i: number): boolean {
  const same = COLUMN_TYPES.every(
    ([name]) =>
      name === "costPico" ||
      name === "model" ||
      name === "origin" ||
      (table.columns[name][from + k] as number) === (now.columns[name][i] as number),
  );
  if (!same) return false;
  return table.models[table.columns.model[from + k] as number] === now.models[now.columns.model[i] as number];
}
