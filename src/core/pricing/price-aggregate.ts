/** Prices the usage of many requests together, where everything that affects the price is equal for all of them. */

import { TOKEN_CLASSES, type Tokens } from "../responses/tokens.ts";
import { divideHalfEven, type Pico } from "./money.ts";
import { bandOf, multiplierOf, WEB_SEARCH_PICO } from "./price-response.ts";
import type { RateEntry } from "./rate-card.ts";

export type Aggregate = {
  /** Sums over all requests. */
  readonly tokens: Tokens;
  readonly webSearches: number;
  /** Bits of `Flag`. */
  readonly flags: number;
  readonly regional: boolean;
  readonly generation: number;
  /** Whether the prompts were above the bound beyond which the model has other rates. */
  readonly isLongPrompt: boolean;
};

/** Exact for list rates; with a user's rate of many decimals the total is rounded once, half to even. */
export function priceAggregate(entry: RateEntry, aggregate: Aggregate): Pico {
  const { tokens, flags, regional, generation, isLongPrompt, webSearches } = aggregate;
  const rates = bandOf(entry, flags, isLongPrompt ? Number.POSITIVE_INFINITY : 0);
  const sum = TOKEN_CLASSES.reduce((pico, name) => pico + BigInt(tokens[name]) * BigInt(rates[name]), 0n);
  const [top, bottom] = multiplierOf(flags, regional, generation);
  return divideHalfEven(sum * BigInt(top), BigInt(bottom)) + BigInt(webSearches) * BigInt(WEB_SEARCH_PICO);
}
