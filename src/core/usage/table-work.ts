/** Work over all rows of a table: done here, or by what does the same faster where there are many. */

import type { ResponseColumns, ResponseTable } from "./columns.ts";
import { IdentityMap } from "./identity-map.ts";
import type { Range } from "./unite.ts";
import { type UsageColumns, UsageFolder } from "./usage-table.ts";

export type TableSums = {
  readonly columns: UsageColumns;
  /** Of each range, where its sums begin. */
  readonly starts: Uint32Array;
};

export type TableWork = {
  /** Rows whose identity an earlier row has, in order, each followed by the first that has it. */
  copies(columns: ResponseColumns): Uint32Array;
  /**
   * Sums the rows of each range by themselves, by quarter of an hour, model and origin.
   * @param eachFromMs responses from then on are not summed
   */
  sum(table: ResponseTable, ranges: readonly Range[], eachFromMs: number): TableSums;
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
};
