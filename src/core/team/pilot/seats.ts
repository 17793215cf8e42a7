/** Seat plans compared with paying for every token, per developer and month. */

import type { Interval } from "./estimate.ts";

export type SeatPlan = { readonly id: string; readonly label: string; readonly feeUsd: number };

/** The vendor's list prices, paid monthly. */
const SEAT_PLANS: readonly SeatPlan[] = [
  { id: "api", label: "API or usage-based", feeUsd: 0 },
  { id: "team-standard", label: "Team, standard seat", feeUsd: 25 },
  { id: "team-premium", label: "Team, premium seat", feeUsd: 125 },
  { id: "max-5x", label: "Max 5x (own)", feeUsd: 100 },
  { id: "max-20x", label: "Max 20x (own)", feeUsd: 200 },
];

export type SeatComparison = SeatPlan & {
  /**
   * Per month: for the API its interval; for a seat from the fee alone, if it includes everything, to the fee plus
   * everything at API rates, if it includes nothing. What a seat includes is not published.
   */
  readonly lowUsd: number | null;
  readonly highUsd: number | null;
  /** Days of use per month from which the seat costs less than the API; null = no day costs anything. */
  readonly breakEvenActiveDays: number | null;
};

/**
 * @param monthUsd value of a developer's month at API rates; null = too few members
 * @param activeDayUsd null = no active day
 */
export function compareSeats(monthUsd: Interval | null, activeDayUsd: number | null): readonly SeatComparison[] {
  return SEAT_PLANS.map((plan) => {
    const isApi = plan.feeUsd === 0;
    return {
      ...plan,
      lowUsd: isApi ? (monthUsd?.low ?? null) : plan.feeUsd,
      highUsd: monthUsd === null ? null : isApi ? monthUsd.high : plan.feeUsd + monthUsd.estimate,
      breakEvenActiveDays: isApi || !activeDayUsd ? null : plan.feeUsd / activeDayUsd,
    };
  });
}
