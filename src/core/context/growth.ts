/** How fast a context grows. */

/** The average is over this many turns: older ones do not reflect the present work. */
const LAST_TURNS = 5;
/** One turn alone is not representative: it may have read one large file. */
const LEAST_TURNS = 2;

/**
 * Tokens that one turn adds, on average over the last few; null until two turns have added some. Turns in which the
 * context shrank (the client removes old tool results) are left out.
 * @param fills the context at the end of each turn since the last compaction, oldest first
 */
export function averageGrowth(fills: readonly number[]): number | null {
  const steps = fills.slice(1).map((fill, i) => fill - (fills[i] as number));
  const last = steps.filter((step) => step > 0).slice(-LAST_TURNS);
  return last.length < LEAST_TURNS ? null : last.reduce((a, b) => a + b, 0) / last.length;
}
