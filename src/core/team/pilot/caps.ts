/** Suggests a monthly cap per developer that most would never reach. */

import { quantile } from "./estimate.ts";

export type Cap = {
  /** The 90th percentile of the developers' months, rounded up. */
  readonly perMemberUsd: number;
  /** The share of the spending above the cap, in whole percent, because it may be one developer's. */
  readonly shareBlocked: number;
  /** The number of developers whose month is above it. */
  readonly membersAbove: number;
};

/** @param monthsUsd dollars per month of each member with use. @returns null for none */
export function suggestCap(monthsUsd: readonly number[]): Cap | null {
  const p90 = quantile(
    [...monthsUsd].sort((a, b) => a - b),
    0.9,
  );
  if (p90 === null) return null;
  const perMemberUsd = roundUp(p90);
  const total = monthsUsd.reduce((sum, x) => sum + x, 0);
  const above = monthsUsd.filter((x) => x > perMemberUsd);
  const blocked = above.reduce((sum, x) => sum + x - perMemberUsd, 0);
  const shareBlocked = total === 0 ? 0 : Math.round((blocked / total) * 100) / 100;
  return { perMemberUsd, shareBlocked, membersAbove: above.length };
}

/** Rounded up to the next $5 below $100, $10 below $500, $50 above. */
function roundUp(usd: number): number {
  const step = usd < 100 ? 5 : usd < 500 ? 10 : 50;
  return Math.max(step, Math.ceil(usd / step) * step);
}
