/**
 * What compacting costs now and saves on every later turn. These are estimates, because the summary is not written yet.
 */

import type { Pico } from "../pricing/money.ts";

/** Pico-dollars for one token. */
export type ContextRates = {
  readonly output: Pico;
  readonly cacheWrite5m: Pico;
  readonly cacheWrite1h: Pico;
  readonly cacheRead: Pico;
};

export type CacheState = {
  /** False: the next request pays for writing the whole context again. */
  readonly warm: boolean;
  /** Epoch milliseconds; null = not known. */
  readonly expiresAtMs: number | null;
  readonly ttl: "5m" | "1h";
};

export type CompactionCost = {
  readonly costPico: Pico;
  readonly savesPerTurnPico: Pico;
  /** Turns until the savings exceed the cost; null = never. */
  readonly breakEvenTurns: number | null;
};

/** The assumed length of a summary in a session without an earlier one: the client asks for a detailed summary. */
const SUMMARY_TOKENS = 5_000;

export type CompactionInput = {
  readonly contextTokens: number;
  /** What every request of the session contains: system prompt, tools, CLAUDE.md. */
  readonly baseTokens: number;
  /** Length of the summary of the last compaction; null = there was none. */
  readonly lastSummaryTokens: number | null;
  readonly requestsPerTurn: number;
  readonly cache: CacheState;
};

/** The price of writing a token into a cache of that lifetime. */
export function writeRate({ ttl }: Pick<CacheState, "ttl">, rates: ContextRates): Pico {
  return ttl === "1h" ? rates.cacheWrite1h : rates.cacheWrite5m;
}

/** What is left in the context after compacting. */
export function tokensAfter(input: CompactionInput): number {
  return Math.min(input.contextTokens, input.baseTokens + (input.lastSummaryTokens ?? SUMMARY_TOKENS));
}

/**
 * Compacting reads the whole context once and writes a summary, which the next request writes into the cache. With a
 * cold cache the context must be written again in any case, so that cost is not counted against compacting in the
 * break-even.
 */
export function compactionCost(input: CompactionInput, rates: ContextRates): CompactionCost {
  const context = BigInt(Math.round(input.contextTokens));
  const after = BigInt(Math.round(tokensAfter(input)));
  const summary = BigInt(input.lastSummaryTokens ?? SUMMARY_TOKENS);
  const write = writeRate(input.cache, rates);
  const reading = context * (input.cache.warm ? rates.cacheRead : write);
  const costPico = reading + summary * rates.output + summary * write;
  const perRequest = (context - after) * rates.cacheRead;
  const savesPerTurnPico = (perRequest * BigInt(Math.round(input.requestsPerTurn * 100))) / 100n;
  const extra = input.cache.warm ? costPico : costPico - reading;
  const breakEvenTurns = savesPerTurnPico > 0n ? Number((extra + savesPerTurnPico - 1n) / savesPerTurnPico) : null;
  return { costPico, savesPerTurnPico, breakEvenTurns };
}

/** What `/clear` saves: the conversation is no longer read. The command itself costs nothing. */
export function clearingSaves(input: CompactionInput, rates: ContextRates): Pico {
  const dropped = BigInt(Math.max(0, Math.round(input.contextTokens - input.baseTokens)));
  return (dropped * rates.cacheRead * BigInt(Math.round(input.requestsPerTurn * 100))) / 100n;
}

/** What the next request pays only because the cache has expired. */
export function coldReadCost(input: CompactionInput, rates: ContextRates): Pico {
  const write = writeRate(input.cache, rates);
  return input.cache.warm ? 0n : BigInt(Math.round(input.contextTokens)) * (write - rates.cacheRead);
}
