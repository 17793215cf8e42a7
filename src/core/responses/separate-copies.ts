/** Separates the responses that one file has alone from those that several files have. */

import { emptyColumns, type IterationsByRow, pushRow, type ResponseColumns, rowAt } from "./columns.ts";
import { type ConcatenatedTables, copyRows, moveIterations, type RowRange } from "./concat-tables.ts";
import type { Groups } from "./group-copies.ts";

/** Rows out of a table; their codes are those of the table. */
export type RowsAside = { readonly columns: ResponseColumns; readonly iterationsByRow: IterationsByRow };

export type SeparatedRows = RowsAside & {
  /** Of each file, the rows that it has alone, at the start of `columns`. */
  readonly own: readonly RowRange[];
  /** Of each file, its rows in `shared`. */
  readonly copied: readonly RowRange[];
  /** The rows of all files, as read, of responses that several files have. */
  readonly shared: RowsAside;
  /** Archived rows that are no better than what the logs hold of the same responses. */
  readonly archivedCopies: RowsAside;
  /** Where in `columns` the folded responses begin, one for each group. */
  readonly foldedFrom: number;
  /** Of each group, the origins of its rows. */
  readonly groupOrigins: readonly (readonly number[])[];
};

/** Works in place: the columns of `all` become those of the result. */
export function separateCopies(all: ConcatenatedTables, { list, isArchivedCopy }: Groups): SeparatedRows {
  const { columns, iterationsByRow: allIterations } = all.table;
  const groupOrigins = list.map(({ rows }) => rows.map((i) => columns.origin[i] as number));
  const isAside = isArchivedCopy.slice();
  for (const { rows } of list) for (const i of rows) isAside[i] = 1;
  const shared = rowsAside(list.length * 2);
  const archivedCopies = rowsAside(1);
  const iterationsByRow: IterationsByRow = new Map();
  const own: RowRange[] = [];
  const copied: RowRange[] = [];
  let at = 0;
  for (const { from, to } of all.files) {
    const [ownFrom, copiedFrom] = [at, shared.columns.length];
    for (let i = from; i < to; ) {
      if (isAside[i] === 1) {
        const target = isArchivedCopy[i] === 1 ? archivedCopies : shared;
        moveIterations(allIterations, i, i + 1, target.iterationsByRow, target.columns.length);
        pushRow(target.columns, rowAt(columns, i));
        i++;
        continue;
      }
      const run = isAside.subarray(i, to).indexOf(1);
      const end = run < 0 ? to : i + run;
      if (at !== i) copyRows(columns, at, columns, i, end);
      moveIterations(allIterations, i, end, iterationsByRow, at);
      at += end - i;
      i = end;
    }
    own.push({ from: ownFrom, to: at });
    copied.push({ from: copiedFrom, to: shared.columns.length });
  }
  columns.length = at;
  for (const { folded } of list) {
    if (folded.iterations) iterationsByRow.set(columns.length, folded.iterations);
    pushRow(columns, folded.row);
  }
  return { columns, iterationsByRow, own, copied, shared, archivedCopies, foldedFrom: at, groupOrigins };
}

const rowsAside = (rows: number): RowsAside => ({
  columns: emptyColumns(Math.max(1, rows)),
  iterationsByRow: new Map(),
});
