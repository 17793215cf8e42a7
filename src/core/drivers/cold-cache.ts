/** Finds pauses after which the prompt cache had expired, so that the whole context was written again. */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { bandOf, multiplierOf } from "../pricing/price-response.ts";
import { Flag, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import { CACHE_TTL_MS, promptTokens } from "../responses/tokens.ts";

/** Smaller contexts are ignored. */
const LEAST_TOKENS = 10_000;

export type ColdCache = {
  readonly times: number;
  readonly tokens: number;
  /** The cost of the rewrites above the cost of reading the same tokens from a warm cache. */
  readonly extraPico: Pico;
};

/**
 * Finds main requests after a pause of more than five minutes that wrote most of their prompt to the cache again,
 * though it was cached by the request before.
 * @param rows in order of time
 */
export function coldCache(table: ResponseTable, book: PriceBook, rows: readonly number[]): ColdCache {
  const { columns, origins } = table;
  const before = new Map<string, { timeMs: number; prompt: number }>();
  let times = 0;
  let tokens = 0;
  let extraPico = 0n;
  for (const i of rows) {
    if (((columns.flags[i] as number) & (Flag.sidechain | Flag.search | Flag.part)) !== 0) continue;
    const session = (origins[columns.origin[i] as number] as Origin).sessionId;
    const usage = tokensAt(columns, i);
    const timeMs = columns.timeMs[i] as number;
    const last = before.get(session);
    before.set(session, { timeMs, prompt: promptTokens(usage) });
    const written = usage.cacheWrite5m + usage.cacheWrite1h;
    const rewritten = last ? Math.min(written, last.prompt - usage.cacheRead) : 0;
    if (!last || timeMs - last.timeMs <= CACHE_TTL_MS["5m"] || rewritten < LEAST_TOKENS || rewritten < last.prompt / 2)
      continue;
    times++;
    tokens += rewritten;
    extraPico += rewriteCost(table, book, i, rewritten);
  }
  return { times, tokens, extraPico };
}

function rewriteCost({ columns, models }: ResponseTable, book: PriceBook, i: number, rewritten: number): Pico {
  const logged = models[columns.model[i] as number] as string;
  const entry = book.entry(logged, columns.timeMs[i] as number);
  const found = book.find(logged);
  if (!entry || !found) return 0n;
  const usage = tokensAt(columns, i);
  const flags = columns.flags[i] as number;
  const rates = bandOf(entry, flags, promptTokens(usage));
  const rate = usage.cacheWrite1h > usage.cacheWrite5m ? rates.cacheWrite1h : rates.cacheWrite5m;
  const [top, bottom] = multiplierOf(flags, found.regional, found.card.generation);
  return (BigInt(rewritten) * BigInt(rate - rates.cacheRead) * BigInt(top)) / BigInt(bottom);
}
