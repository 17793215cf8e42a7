import type { PriceBook } from "../pricing/price-book.ts";
import { bandOf, multiplierOf } from "../pricing/price-response.ts";
import type { ContextRates } from "./compaction-cost.ts";

/** What a token costs in a session of that model and context, now; null where the model has no price. */
export function contextRates(
  book: PriceBook,
  model: string,
  contextTokens: number,
  flags: number,
  nowMs: number,
): ContextRates | null {
  const found = book.find(model);
  const entry = book.entry(model, nowMs);
  if (entry === null) return null;
  const rates = bandOf(entry, flags, contextTokens);
  const [top, bottom] = multiplierOf(flags, found?.regional ?? false, found?.card.generation ?? 0);
  const pico = (rate: number): bigint => BigInt(Math.round((rate * top) / bottom));
  return {
    output: pico(rates.output),
    cacheWrite5m: pico(rates.cacheWrite5m),
    cacheWrite1h: pico(rates.cacheWrite1h),
    cacheRead: pico(rates.cacheRead),
  };
}
