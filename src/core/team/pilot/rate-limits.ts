/** The rate limits that the publisher recommends requesting: per user, and lower for larger teams. */

type Band = {
  /** The largest team in the band. */
  readonly upTo: number;
  readonly tokens: readonly [low: number, high: number];
  readonly requests: readonly [low: number, high: number];
};

const BANDS: readonly Band[] = [
  { upTo: 5, tokens: [200_000, 300_000], requests: [5, 7] },
  { upTo: 20, tokens: [100_000, 150_000], requests: [2.5, 3.5] },
  { upTo: 50, tokens: [50_000, 75_000], requests: [1.25, 1.75] },
  { upTo: 100, tokens: [25_000, 35_000], requests: [0.62, 0.87] },
  { upTo: 500, tokens: [15_000, 20_000], requests: [0.37, 0.47] },
  { upTo: Number.POSITIVE_INFINITY, tokens: [10_000, 15_000], requests: [0.25, 0.35] },
];

export type RateLimits = {
  /** For the whole organisation, because limits are set for it. */
  readonly tokensPerMinute: readonly [low: number, high: number];
  readonly requestsPerMinute: readonly [low: number, high: number];
};

/** @param members at least 1 */
export function rateLimitsFor(members: number): RateLimits {
  const band = BANDS.find(({ upTo }) => members <= upTo) as Band;
  const [low, high] = band.requests;
  return {
    tokensPerMinute: [band.tokens[0] * members, band.tokens[1] * members],
    requestsPerMinute: [Math.ceil(low * members), Math.ceil(high * members)],
  };
}
