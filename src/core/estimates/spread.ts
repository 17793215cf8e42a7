/** The usual cost of things of one kind: the median, and the range that contains four in five of them. */

import type { Pico } from "../pricing/money.ts";

/** At least this share of the costs is between `lowPico` and `highPico`, both included. */
export const SPREAD_PERCENT = 80;

export type Spread = {
  readonly count: number;
  readonly lowPico: Pico;
  readonly medianPico: Pico;
  readonly highPico: Pico;
};

/** By the nearest rank, so that each figure is a cost that occurred. @returns null for an empty list */
export function spreadOf(costs: readonly Pico[]): Spread | null {
  const sorted = [...costs].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (percent: number): Pico | undefined => sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  const outside = (100 - SPREAD_PERCENT) / 2;
  const [lowPico, medianPico, highPico] = [at(outside), at(50), at(100 - outside)];
  if (lowPico === undefined || medianPico === undefined || highPico === undefined) return null;
  return { count: sorted.length, lowPico, medianPico, highPico };
}
