/** Sums of the true figures, as the program should report them. */

import type { TruthItem } from "../../src/data/demo/types.ts";
import { type Decimal, plus, ZERO } from "./decimal.ts";
import { oracleUsd } from "./price.ts";

export type Totals = {
  requests: number;
  webSearches: number;
  tokens: { input: number; output: number; cacheWrite5m: number; cacheWrite1h: number; cacheRead: number };
  usd: Decimal;
  unpricedRequests: number;
};

export function emptyTotals(): Totals {
  const tokens = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  return { requests: 0, webSearches: 0, tokens, usd: ZERO, unpricedRequests: 0 };
}

export function addItem(totals: Totals, item: TruthItem): void {
  const isRequest = item.kind !== "search" && item.kind !== "advisor";
  const usd = oracleUsd(item);
  if (isRequest) totals.requests++;
  totals.webSearches += item.webSearches;
  for (const key of Object.keys(totals.tokens) as (keyof Totals["tokens"])[]) totals.tokens[key] += item[key];
  if (usd) totals.usd = plus(totals.usd, usd);
  else if (isRequest) totals.unpricedRequests++;
}

/** Totals of what the logs contain, by any key. */
export function loggedBy(items: readonly TruthItem[], key: (item: TruthItem) => string): Map<string, Totals> {
  const out = new Map<string, Totals>();
  for (const item of items) {
    if (!item.logged) continue;
    const totals = out.get(key(item)) ?? emptyTotals();
    out.set(key(item), totals);
    addItem(totals, item);
  }
  return out;
}

export function loggedTotals(items: readonly TruthItem[]): Totals {
  return loggedBy(items, () => "").get("") ?? emptyTotals();
}
