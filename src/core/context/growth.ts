/** How fast a context grows. */

const LAST_STEPS = 5;

/**
 * Tokens that one step adds, on average over the last few; null until two fills are known. What shrank (an edit of
 * the context by the client) is no growth and is left out.
 * @param fills the context after each step since the last compaction, oldest first
 */
export function averageGrowth(fills: readonly number[]): number | null {
  const steps: number[] = [];
  for (let i = 1; i < fills.length; i++) {
    const step = (fills[i] as number) - (fills[i - 1] as number);
    if (step > 0) steps.push(step);
  }
  const last = steps.slice(-LAST_STEPS);
  return last.length === 0 ? null : last.reduce((a, b) => a + b, 0) / last.length;
}
