/** The value of a row in dollars: the cost that its source reports, or its tokens at our own prices. */

import type { Pico } from "../pricing/money.ts";
import { priceAggregate } from "../pricing/price-aggregate.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import type { RateEntry } from "../pricing/rate-card.ts";
import { Flag } from "../responses/columns.ts";
import type { Tokens } from "../responses/tokens.ts";
import type { OrgRow } from "./org-row.ts";

/** The tokens of a row; cache writes of unknown lifetime count as five minutes, the cheaper one. */
export function tokensOf(row: OrgRow): Tokens {
  return {
    input: row.input,
    output: row.output,
    cacheWrite5m: row.cacheWrite5m + row.cacheWriteUntold,
    cacheWrite1h: row.cacheWrite1h,
    cacheRead: row.cacheRead,
  };
}

/** The API's name for prompts above 200,000 tokens; all others are in one class. */
const LONG_PROMPT = "200k-1M";
const SHORT_PROMPT = "0-200k";
const LONG_FROM_TOKENS = 200_000;

export type Value = {
  readonly pico: Pico;
  /** The row lacks a value that affects the price: it may have cost more. */
  readonly isAtLeast: boolean;
};

/**
 * Prices the tokens of a row at API rates of its day.
 * @returns null where its model has no price, or the row has no tokens
 */
export function pricedTokens(row: OrgRow, book: PriceBook): Value | null {
  const found = row.model === "" ? null : book.find(row.model);
  const entry = found ? book.entry(row.model, Date.parse(`${row.date}T12:00:00Z`)) : null;
  if (found === null || entry === null) return null;
  const isBatch = row.serviceTier === "batch";
  const flags =
    (row.speed === "fast" ? Flag.fast : 0) | (row.geo === "us" ? Flag.geoUs : 0) | (isBatch ? Flag.batch : 0);
  const pico = priceAggregate(entry, {
    tokens: tokensOf(row),
    webSearches: row.webSearches,
    flags,
    regional: found.regional,
    generation: found.card.generation,
    isLongPrompt: row.contextWindow === LONG_PROMPT,
  });
  return { pico, isAtLeast: row.cacheWriteUntold > 0 || mayBeLonger(entry, row) };
}

/** Whether some of a row's prompts may have been longer than the bound above which its model costs more. */
function mayBeLonger({ longPrompt }: RateEntry, { contextWindow }: OrgRow): boolean {
  if (longPrompt === null || contextWindow === LONG_PROMPT) return false;
  return contextWindow !== SHORT_PROMPT || longPrompt.abovePromptTokens < LONG_FROM_TOKENS;
}

/** Reports of tokens with both cache lifetimes and without cost: they are valued at our own prices. */
const PRICED_BY_US: ReadonlySet<string> = new Set(["messages", "analytics-usage", "console-usage"]);

export const isPricedByUs = ({ report }: Pick<OrgRow, "report">): boolean => PRICED_BY_US.has(report);

/** @returns null where a row has no price, or its cost is not in dollars */
export function rowValue(row: OrgRow, book: PriceBook): Value | null {
  if (isPricedByUs(row)) return pricedTokens(row, book);
  return row.costPico === null || row.currency !== "USD" ? null : { pico: row.costPico, isAtLeast: false };
}
