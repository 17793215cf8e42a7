/**
 * Prices a pilot's tokens at today's prices, and at another model's: a what-if of a rollout with that model as the
 * default.
 */

import { priceAggregate } from "../../pricing/price-aggregate.ts";
import type { PriceBook } from "../../pricing/price-book.ts";
import { Flag } from "../../responses/columns.ts";
import { isBackground } from "../cell.ts";
import type { SumRow } from "../sums.ts";
import { totalOf } from "../sums.ts";

/** The dimensions of sums that are priced again. */
export const PRICE_DIMENSIONS = ["model", "speed", "geo", "kind"] as const;

export type RepricedSums = {
  /** For what has a price at both: the original dollars, at today's prices, and at the other model's. */
  readonly sharedPico: bigint;
  readonly todayPico: bigint;
  readonly otherPico: bigint;
};

/**
 * Background is not changed, because the client chooses its models. Prompts above the bound of a long-prompt price are
 * priced without it, because sums do not contain their lengths.
 * @param rows sums by `PRICE_DIMENSIONS`
 * @param model any spelling of a model with a price
 */
export function repriceSums(rows: readonly SumRow[], book: PriceBook, model: string, nowMs: number): RepricedSums {
  let [sharedPico, todayPico, otherPico] = [0n, 0n, 0n];
  for (const row of rows) {
    const [own = "", speed = "", geo = "", kind = ""] = row.keys;
    const today = priceAs(row, book, { model: own, speed, geo }, nowMs);
    const other = isBackground({ kind }) ? today : priceAs(row, book, { model, speed, geo }, nowMs);
    if (today === null || other === null) continue;
    sharedPico += totalOf(row);
    todayPico += today;
    otherPico += other;
  }
  return { sharedPico, todayPico, otherPico };
}

function priceAs(
  { tokens, webSearches }: SumRow,
  book: PriceBook,
  { model, speed, geo }: { readonly model: string; readonly speed: string; readonly geo: string },
  nowMs: number,
): bigint | null {
  const found = book.find(model);
  const entry = book.entry(model, nowMs);
  if (!found || !entry) return null;
  const flags =
    (speed === "fast" ? Flag.fast : 0) | (speed === "batch" ? Flag.batch : 0) | (geo === "us" ? Flag.geoUs : 0);
  return priceAggregate(entry, {
    tokens,
    webSearches,
    flags,
    regional: geo === "regional",
    generation: found.card.generation,
    isLongPrompt: false,
  });
}
