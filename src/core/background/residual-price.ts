/**
 * Prices tokens of which only a sum is known. Tokens are priced at our rates. Where one sum of tokens can have several
 * prices (a long prompt, fast mode, US inference, a change of rates within the period), the client's own dollars decide
 * which, and are used as they are if they lie between two of them; any other difference comes from the client's own
 * prices and is only reported.
 */

import type { PriceBook } from "../pricing/price-book.ts";
import { multiplierOf } from "../pricing/price-response.ts";
import type { RateEntry, Rates } from "../pricing/rate-card.ts";
import { Flag } from "../responses/columns.ts";
import { promptTokens, TOKEN_CLASSES, type Tokens } from "../responses/tokens.ts";

export type ResidualPrice = {
  /** null = the model has no price. */
  readonly costPico: number | null;
  /** The client's dollars less ours, where no price band or date explains the difference; 0 = they agree. */
  readonly differencePico: number;
};

export type PriceQuestion = {
  readonly model: string;
  readonly tokens: Tokens;
  /** The client's own price of these tokens, without searches; null = not known. */
  readonly clientPico: number | null;
  /** When they were spent; epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Bits of `Flag` that the requests may have had (`fast`, `geoUs`). */
  readonly mayFlags: number;
  /** A single request rather than a sum: its price band is known. */
  readonly single: boolean;
};

/** Rounding noise of a long sum of binary floats: 1e-9 dollars, plus a fraction of the amount. */
export function isNoise(differencePico: number, amountPico: number): boolean {
  return Math.abs(differencePico) <= 1_000 + Math.abs(amountPico) * 1e-11;
}

export function priceResidual(book: PriceBook, q: PriceQuestion): ResidualPrice {
  const prices = possiblePrices(book, q);
  const standard = prices[0];
  if (standard === undefined) return { costPico: null, differencePico: 0 };
  if (q.clientPico === null) return { costPico: standard, differencePico: 0 };
  const client = q.clientPico;
  const match = prices.find((price) => isNoise(client - price, client));
  if (match !== undefined) return { costPico: match, differencePico: 0 };
  const between = client > Math.min(...prices) && client < Math.max(...prices);
  if (between && !q.single) return { costPico: Math.round(client), differencePico: 0 };
  return { costPico: standard, differencePico: client - standard };
}

/**
 * Computes how many of the cache writes with unknown lifetime live for an hour: those cost more, so the client's
 * dollars give their number.
 * @param q its tokens count all writes as writes of five minutes
 * @returns 0 where the dollars match none, null where no number matches
 */
export function writesOfAnHour(book: PriceBook, q: PriceQuestion): number | null {
  const client = q.clientPico;
  if (client === null) return null;
  const writes = q.tokens.cacheWrite5m;
  let solved: number | null = null;
  for (const price of pricesOf(book, q)) {
    const standard = price(q.tokens);
    if (isNoise(client - standard, client)) return 0;
    const moved = { ...q.tokens, cacheWrite5m: writes - 1, cacheWrite1h: q.tokens.cacheWrite1h + 1 };
    const count = Math.round((client - standard) / (price(moved) - standard));
    if (!(count > 0 && count <= writes)) continue;
    const all = { ...q.tokens, cacheWrite5m: writes - count, cacheWrite1h: q.tokens.cacheWrite1h + count };
    if (isNoise(client - price(all), client)) solved ??= count;
  }
  return solved;
}

/** Every possible price of the tokens, the most likely first; empty = unpriced. */
function possiblePrices(book: PriceBook, q: PriceQuestion): readonly number[] {
  return [...new Set(pricesOf(book, q).map((price) => price(q.tokens)))];
}

/** Every way to price the tokens, the most likely first; empty = unpriced. */
function pricesOf(book: PriceBook, q: PriceQuestion): readonly ((tokens: Tokens) => number)[] {
  const found = book.find(q.model);
  const entries = [book.entry(q.model, q.toMs), book.entry(q.model, q.fromMs)].filter((entry) => entry !== null);
  const prices: ((tokens: Tokens) => number)[] = [];
  for (const entry of entries) {
    for (const rates of possibleRates(entry, q)) {
      for (const flags of (q.mayFlags & Flag.geoUs) !== 0 ? [0, Flag.geoUs] : [0]) {
        const [top, bottom] = multiplierOf(flags, found?.regional ?? false, found?.card.generation ?? 0);
        prices.push((tokens) => Math.round((cost(tokens, rates) * top) / bottom));
      }
    }
  }
  return prices;
}

function possibleRates(entry: RateEntry, q: PriceQuestion): readonly Rates[] {
  const { longPrompt, fast, rates } = entry;
  const isLong = longPrompt !== null && promptTokens(q.tokens) > longPrompt.abovePromptTokens;
  const possible = isLong && q.single ? [longPrompt.rates] : isLong ? [rates, longPrompt.rates] : [rates];
  return fast && (q.mayFlags & Flag.fast) !== 0 ? (q.single ? [fast] : [...possible, fast]) : possible;
}

function cost(tokens: Tokens, rates: Rates): number {
  return TOKEN_CLASSES.reduce((sum, name) => sum + tokens[name] * rates[name], 0);
}
