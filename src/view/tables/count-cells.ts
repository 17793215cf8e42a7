/** The columns for requests and tokens that tables of totals share: Requests, In, Cached, Out. */

import type { Totals } from "../../core/reports/totals.ts";
import { compactTokens, wholeNumber } from "../text/format.ts";
import type { Column } from "../text/table.ts";

/** @param priority of the columns of tokens */
export function countColumns(priority: number): readonly Column[] {
  return [{ header: "Requests", priority: 3, rule: "hard", align: "right" }, ...tokenColumns(priority)];
}

export function tokenColumns(priority: number): readonly Column[] {
  return ["In", "Cached", "Out"].map((header) => ({ header, priority, rule: "hard", align: "right" }));
}

export function countCells({ requests, tokens: t }: Totals): string[] {
  return [
    wholeNumber(requests),
    compactTokens(t.input + t.cacheWrite5m + t.cacheWrite1h),
    compactTokens(t.cacheRead),
    compactTokens(t.output),
  ];
}
