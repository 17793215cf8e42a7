/** The columns that every CSV of totals has. */

import { type Pico, usdString } from "../../core/pricing/money.ts";
import type { Totals } from "../../core/reports/totals.ts";
import { TOKEN_CLASSES, totalTokens } from "../../core/responses/tokens.ts";

export const TOTALS_CSV_HEADER = ["requests", "webSearches", ...TOKEN_CLASSES, "costUsd"];

export function totalsCsvCells(totals: Totals): (string | number)[] {
  const tokens = TOKEN_CLASSES.map((name) => totals.tokens[name]);
  return [totals.requests, totals.webSearches, ...tokens, usdString(totals.costPico)];
}

/** What a row of a list came to, after what it is of. */
export const SPENT_CSV_HEADER = [...TOTALS_CSV_HEADER, "backgroundUsd", "totalUsd", "unpricedTokens"];

export type SpentCells = { readonly totals: Totals; readonly backgroundPico: Pico | null; readonly totalPico: Pico };

export function spentCsvCells({ totals, backgroundPico, totalPico }: SpentCells): (string | number)[] {
  return [
    ...totalsCsvCells(totals),
    backgroundPico === null ? "" : usdString(backgroundPico),
    usdString(totalPico),
    totalTokens(totals.unpriced.tokens),
  ];
}
