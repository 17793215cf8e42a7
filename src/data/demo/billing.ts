/** What a request is billed: simulates how the prompt cache fills, expires and is read again. */

import type { Tokens } from "../../core/responses/tokens.ts";
import type { Random } from "./random.ts";
import type { Billing } from "./usage-shape.ts";

/** Modifiers of a session's price. */
export type Terms = {
  readonly ttl: "5m" | "1h";
  readonly fast: boolean;
  readonly geoUs: boolean;
  readonly batch: boolean;
};

export const PLAIN_TERMS: Terms = { ttl: "5m", fast: false, geoUs: false, batch: false };

export function billingOf(model: string, tokens: Tokens, terms: Terms = PLAIN_TERMS): Billing {
  const { fast, geoUs, batch } = terms;
  return { model, tokens, thinkingTokens: 0, webSearches: 0, fast, geoUs, batch, iterations: null, advisor: null };
}

/** The context of one conversation, and how much of it is cached. */
export class PromptCache {
  /** Tokens that the next request sends. */
  context: number;
  readonly #prefix: number;
  #cached = 0;
  #warmUntilMs = 0;

  /** @param prefix tokens of the system prompt and the tools, shared by all sessions */
  constructor(prefix: number) {
    this.#prefix = prefix;
    this.context = prefix;
  }

  /** The tokens of a request made now; its answer becomes part of the context. */
  request(random: Random, timeMs: number, terms: Terms, output: number): Tokens {
    const isWarm = timeMs < this.#warmUntilMs;
    const shared = random.chance(0.6) ? Math.min(this.#prefix, this.context) : 0;
    const cacheRead = Math.min(this.context, isWarm ? this.#cached : shared);
    const input = Math.min(random.int(3, 12), this.context - cacheRead);
    const written = this.context - cacheRead - input;
    this.#cached = cacheRead + written;
    this.#warmUntilMs = timeMs + (terms.ttl === "1h" ? 3_600_000 : 300_000);
    this.context += output;
    // Even with a 1 h cache the newest part may be written for 5 minutes.
    const short = terms.ttl === "5m" ? written : random.chance(0.3) ? Math.min(written, 300) : 0;
    return { input, output, cacheRead, cacheWrite5m: short, cacheWrite1h: written - short };
  }

  /** After a compaction only the summary remains. */
  compact(summary: number): void {
    this.context = Math.min(this.context, this.#prefix + summary);
    this.#cached = Math.min(this.#cached, this.#prefix);
  }
}

/** A response that paused and continued: the second iteration reads all of the first from the cache. */
export function goOn(first: Tokens, terms: Terms, output: number): Tokens {
  const written = first.input + first.output;
  return {
    input: 3,
    output,
    cacheWrite5m: terms.ttl === "5m" ? written : 0,
    cacheWrite1h: terms.ttl === "1h" ? written : 0,
    cacheRead: first.cacheRead + first.cacheWrite5m + first.cacheWrite1h,
  };
}
