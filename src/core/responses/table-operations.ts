/** Work over all rows of a table: done here, or by what does the same faster where there are many. */

import { type UsageColumns, UsageFolder } from "../reports/usage-rollup.ts";
import type { ResponseColumns, ResponseTable } from "./columns.ts";
import type { Range } from "./concat-tables.ts";
import { IdentityMap } from "./identity-map.ts";

export type TableSums = {
  readonly columns: UsageColumns;
  /** Of each range, where its sums begin. */
  readonly starts: Uint32Array;
};

/** Rows by group, in their order: those of group `g` are `rows` from `starts[g]` to (not including) `starts[g + 1]`. */
export type GroupedRows = { readonly rows: Uint32Array; readonly starts: Uint32Array };

export type TableWork = {
  /** Rows whose identity an earlier row has, in order, each followed by the first that has it. */
  copies(columns: ResponseColumns): Uint32Array;
  /**
   * Sums the rows of each range by themselves, by quarter of an hour, model and origin.
   * @param eachFromMs responses from then on are not summed
   */
  sum(table: ResponseTable, ranges: readonly Range[], eachFromMs: number): TableSums;
  /** Replaces codes by others. */
  recode(column: Uint16Array | Uint32Array, codes: readonly number[]): void;
  /** @param groupOf by code; below zero = in none @param groups how many there are */
  group(column: Uint32Array, groupOf: Int32Array, groups: number): GroupedRows;
};

export const PLAIN_WORK: TableWork = {
  copies(columns) {
    const rows = new IdentityMap(columns, columns.length);
    const pairs: number[] = [];
    for (let i = 0; i < columns.length; i++) {
      const first = rows.findOrAdd(i);
      if (first >= 0) pairs.push(i, first);
    }
    return Uint32Array.from(pairs);
  },

  sum(table, ranges, eachFromMs) {
    const folder = new UsageFolder(table, eachFromMs, table.columns.length);
    const starts = Uint32Array.from(ranges, ({ from, to }) => folder.add(from, to));
    return { columns: folder.columns, starts };
  },

  recode(column, codes) {
    for (let i = 0; i < column.length; i++) column[i] = codes[column[i] as number] as number;
  },

  group(column, groupOf, groups) {
    const starts = new Uint32Array(groups + 1);
    for (const code of column) {
      const group = groupOf[code] as number;
      if (group >= 0) starts[group + 1] = (starts[group + 1] as number) + 1;
    }
    for (let g = 0; g < groups; g++) starts[g + 1] = (starts[g + 1] as number) + (starts[g] as number);
    const next = starts.slice();
    const rows = new Uint32Array(starts[groups] as number);
    for (let i = 0; i < column.length; i++) {
      const group = groupOf[column[i] as number] as number;
      if (group < 0) continue;
      const at = next[group] as number;
      rows[at] = i;
      next[group] = at + 1;
    }
    return { rows, starts };
  },
};
