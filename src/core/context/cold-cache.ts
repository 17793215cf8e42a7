/** An expired prompt cache, and what the next prompt has to write again because of it. */

import type { Pico } from "../pricing/money.ts";
import { writeRate } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";

export type ColdCache = ContextRewrite & {
  /** Epoch milliseconds; null = not known. */
  readonly expiredAtMs: number | null;
};

/** Writing the whole context into the cache again: what a prompt pays once the cache has expired. */
export type ContextRewrite = {
  readonly tokens: number;
  /** null = no price is known. */
  readonly costPico: Pico | null;
};

export function contextRewrite({ cache, rates, recacheTokens, contextTokens }: ContextInput): ContextRewrite {
  const tokens = recacheTokens ?? contextTokens;
  const rate = rates === null ? null : writeRate(cache ?? { ttl: "5m" }, rates);
  return { tokens, costPico: rate === null ? null : BigInt(Math.round(tokens)) * rate };
}

/** @returns null while the cache is warm, and where nothing is known about it */
export function coldCache(input: ContextInput): ColdCache | null {
  const { cache } = input;
  return cache === null || cache.warm ? null : { ...contextRewrite(input), expiredAtMs: cache.expiresAtMs };
}
