/** The columns for requests and tokens that tables of totals share: Requests, In, Cached, Out. */

import type { Totals } from "../../core/reports/totals.ts";
import { compactTokens, wholeNumber } from "../text/format.ts";

export function countCells({ requests, tokens: t }: Totals): string[] {
  return [
    wholeNumber(requests),
    compactTokens(t.input + t.cacheWrite5m + t.cacheWrite1h),
    compactTokens(t.cacheRead),
    compactTokens(t.output),
  ];
}
