/** The columns that every CSV of totals has. */

import { usdString } from "../../core/pricing/money.ts";
import type { Totals } from "../../core/reports/totals.ts";
import { TOKEN_CLASSES } from "../../core/responses/tokens.ts";

export const TOTALS_CSV_HEADER = ["requests", "webSearches", ...TOKEN_CLASSES, "costUsd"];

export function totalsCsvCells(totals: Totals): (string | number)[] {
  const tokens = TOKEN_CLASSES.map((name) => totals.tokens[name]);
  return [totals.requests, totals.webSearches, ...tokens, usdString(totals.costPico)];
}
