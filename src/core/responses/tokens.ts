/** The five token classes of one response, named as in the API and in our JSON. Counts, never negative. */
export type Tokens = {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
};

export const TOKEN_CLASSES = ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];

export const NO_TOKENS: Tokens = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    cacheRead: a.cacheRead + b.cacheRead,
  };
}

export function totalTokens(t: Tokens): number {
  return t.input + t.output + t.cacheWrite5m + t.cacheWrite1h + t.cacheRead;
}

/** The tokens that the model read: everything but the output. The long-prompt band and the context's size use it. */
export function promptTokens(t: Tokens): number {
  return t.input + t.cacheWrite5m + t.cacheWrite1h + t.cacheRead;
}

/** Lifetimes of the prompt cache; milliseconds. */
export const CACHE_TTL_MS = { "5m": 300_000, "1h": 3_600_000 } as const;

/** Larger than any request: the largest window is a million tokens. A larger count is a broken row. */
export const MAX_REQUEST_TOKENS = 20_000_000;
/** Web searches of one request. */
export const MAX_SEARCHES = 10_000;
