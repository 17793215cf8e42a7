/** An expired prompt cache: what the next prompt writes again. */

import type { Pico } from "../pricing/money.ts";
import { writeRate } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";

export type ColdCache = {
  /** Tokens that the next prompt writes into the cache again. */
  readonly tokens: number;
  /** For writing them; null = no price is known. */
  readonly costPico: Pico | null;
  /** Epoch milliseconds; null = not known. */
  readonly expiredAtMs: number | null;
};

/** @returns null while the cache is warm, and where nothing is known of it */
export function coldCache({ cache, rates, recacheTokens, contextTokens }: ContextInput): ColdCache | null {
  if (cache === null || cache.warm) return null;
  const tokens = recacheTokens ?? contextTokens;
  const costPico = rates === null ? null : BigInt(Math.round(tokens)) * writeRate(cache, rates);
  return { tokens, costPico, expiredAtMs: cache.expiresAtMs };
}
