/** Separates the responses that only one file has from those that several files have. */

import { emptyColumns, type IterationsByRow, pushRow, type ResponseColumns } from "./columns.ts";
import { type ConcatenatedTables, copyRows, type RowRange } from "./concat-tables.ts";
import { type Groups, Place, rangeAt } from "./group-copies.ts";

/** Rows moved out of a table; their codes are those of the table. */
export type RowsAside = { readonly columns: ResponseColumns; readonly iterationsByRow: IterationsByRow };

export type SeparatedRows = RowsAside & {
  /** For each file, the rows that only it has, at the start of `columns`. */
  readonly own: readonly RowRange[];
  /** For each file, its rows in `shared`. */
  readonly copied: readonly RowRange[];
  /** The rows of all files, as read, of responses that several files have. */
  readonly shared: RowsAside;
  /** Archived rows that are no better than the logs' rows of the same responses. */
  readonly archivedCopies: RowsAside;
  /** Where in `columns` the folded responses begin, one for each group. */
  readonly foldedFrom: number;
  /** For each group, the origins of its rows. */
  readonly groupOrigins: readonly (readonly number[])[];
};

/** Rows that follow each other and go to one place, from `at` on. */
type Run = RowRange & { readonly target: RowsAside; readonly at: number };

/** Works in place: the columns of `all` become those of the result. */
export function separateCopies(
  all: ConcatenatedTables,
  { list, places, archivedCopies: count }: Groups,
): SeparatedRows {
  const { columns, iterationsByRow: allIterations } = all.table;
  const groupOrigins = list.map(({ rows }) => rows.map((i) => columns.origin[i] as number));
  const shared = rowsAside(list.reduce((sum, { rows }) => sum + rows.length, 0));
  const archivedCopies = rowsAside(count);
  const ownRows: RowsAside = { columns: { ...columns, length: 0 }, iterationsByRow: new Map() };
  const targets = { [Place.own]: ownRows, [Place.shared]: shared, [Place.archivedCopy]: archivedCopies };
  const own: RowRange[] = [];
  const copied: RowRange[] = [];
  const runs: Run[] = [];
  for (const { from, to } of all.files) {
    const [ownFrom, copiedFrom] = [ownRows.columns.length, shared.columns.length];
    for (let i = from; i < to; ) {
      const place = places[i] as keyof typeof targets;
      let end = i + 1;
      while (end < to && places[end] === place) end++;
      const target = targets[place];
      runs.push({ from: i, to: end, target, at: target.columns.length });
      copyRows(target.columns, target.columns.length, columns, i, end);
      target.columns.length += end - i;
      i = end;
    }
    own.push({ from: ownFrom, to: ownRows.columns.length });
    copied.push({ from: copiedFrom, to: shared.columns.length });
  }
  for (const [i, iterations] of allIterations) {
    const { from, at, target } = runs[rangeAt(runs, i)] as Run;
    target.iterationsByRow.set(at + i - from, iterations);
  }
  // Prices belong to responses, not to their copies.
  for (const aside of [shared, archivedCopies]) aside.columns.costPico.fill(Number.NaN);
  const { columns: folded, iterationsByRow } = ownRows;
  const foldedFrom = folded.length;
  for (const group of list) {
    if (group.folded.iterations) iterationsByRow.set(folded.length, group.folded.iterations);
    pushRow(folded, group.folded.row);
  }
  return { columns: folded, iterationsByRow, own, copied, shared, archivedCopies, foldedFrom, groupOrigins };
}

const rowsAside = (rows: number): RowsAside => ({
  columns: emptyColumns(Math.max(1, rows)),
  iterationsByRow: new Map(),
});
