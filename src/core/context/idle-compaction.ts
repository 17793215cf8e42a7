/**
 * Compaction of an idle session: Claude Code itself compacts a large context shortly before its 1-hour prompt cache
 * expires (seen with clients 2.1.330 and 2.1.332; not in 2.1.200).
 */

import type { Pico } from "../pricing/money.ts";
import { type CompactionInput, compactionCost, tokensAfter, writeRate } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";

export type IdleCompaction = {
  /** When the client will compact unless a prompt is sent before; epoch milliseconds. */
  readonly atMs: number;
  /** null = no price is known. */
  readonly costPico: Pico | null;
  /** What the next prompt saves after the cache has expired: it writes the summary instead of the whole context. */
  readonly savesPico: Pico | null;
};

const FIRST_VERSION = [2, 1, 330] as const;
/** Share of the cache's lifetime after which the client compacts. */
const AT_SHARE = 0.9;
const LIFETIME_MS = 3_600_000;
/** With an auto-compact window, the context must exceed what the session loads at its start by this much. */
const LEAST_GROWTH = 100_000;

/** @returns null where the client will not compact by itself while the session is idle */
export function idleCompaction(input: ContextInput, parts: CompactionInput): IdleCompaction | null {
  const { idle, cache, contextTokens, nowMs } = input;
  if (!input.autoCompact.automatic || !idle.settings.enabled || !isSince(idle.version)) return null;
  if (cache === null || cache.ttl !== "1h" || !cache.warm || idle.lastMs === null) return null;
  if (contextTokens < idle.settings.minTokens) return null;
  if (idle.isAutoWindow && contextTokens - input.baseTokens < LEAST_GROWTH) return null;
  const atMs = idle.lastMs + AT_SHARE * LIFETIME_MS;
  if (atMs <= nowMs) return null;
  if (input.rates === null) return { atMs, costPico: null, savesPico: null };
  const dropped = BigInt(Math.round(contextTokens - tokensAfter(parts)));
  const { costPico } = compactionCost(parts, input.rates);
  return { atMs, costPico, savesPico: dropped * writeRate(cache, input.rates) };
}

function isSince(version: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (parts === undefined) return false;
  const at = parts.findIndex((part, i) => part !== FIRST_VERSION[i]);
  return at < 0 || (parts[at] as number) > (FIRST_VERSION[at] as number);
}
