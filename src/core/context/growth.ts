/** How fast a context grows. */

/** Of so many turns: one alone says little, and old ones say little of the present work. */
const LAST_TURNS = 5;

/**
 * Tokens that one step adds, on average over the last few; null until two fills are known. What shrank (an edit of
 * the context by the client) is no growth and is left out.
 * @param fills the context after each step since the last compaction, oldest first
 * @param fillsPerTurn steps in a turn
 */
export function averageGrowth(fills: readonly number[], fillsPerTurn: number): number | null {
  const steps: number[] = [];
  for (let i = 1; i < fills.length; i++) {
    const step = (fills[i] as number) - (fills[i - 1] as number);
    if (step > 0) steps.push(step);
  }
  const last = steps.slice(-Math.round(LAST_TURNS * Math.max(1, fillsPerTurn)));
  return last.length === 0 ? null : last.reduce((a, b) => a + b, 0) / last.length;
}
