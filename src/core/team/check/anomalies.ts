/** Finds days that cost far more than usual, with a few rules that are robust against outliers. */

import { PICO_PER_USD, type Pico } from "../../pricing/money.ts";
import { coarsePico, coarsePicoBelow } from "../report/privacy.ts";

/** The number of days before the one that is checked. */
export const LOOK_BACK_DAYS = 28;
/** The team's days are compared with the same weekday of this many weeks. */
export const LOOK_BACK_WEEKS = 8;
/** With fewer active days than this, nothing is considered usual. */
export const LEAST_ACTIVE_DAYS = 10;
/** A smaller day is never reported. */
export const LEAST_PICO: Pico = 10n * PICO_PER_USD;
const MEDIAN_TIMES = 5n;
const MAD_TIMES = 4n;

export type Anomaly = {
  /** The day's spending. */
  readonly pico: Pico;
  /** The usual spending. */
  readonly usualPico: Pico;
  /** The threshold that the day exceeds. */
  readonly thresholdPico: Pico;
};

/**
 * Reports a member's day that is above five times the member's median active day, above the team's 90th percentile, and
 * above $10.
 * @param history the member's active days of the 28 days before
 * @param teamP90Pico of the members' average active days
 */
export function memberAnomaly(pico: Pico, history: readonly Pico[], teamP90Pico: Pico): Anomaly | null {
  if (history.length < LEAST_ACTIVE_DAYS) return null;
  const usualPico = median(history);
  const thresholdPico = largest(usualPico * MEDIAN_TIMES, teamP90Pico, LEAST_PICO);
  return pico > thresholdPico ? { pico, usualPico, thresholdPico } : null;
}

/** Rounds the usual amount to two digits, like any statistic of one person; the day stays above its threshold. */
export function roundedAnomaly({ pico, usualPico, thresholdPico }: Anomaly): Anomaly {
  return { pico, usualPico: coarsePico(usualPico), thresholdPico: coarsePicoBelow(thresholdPico) };
}

/**
 * Reports a day of the team that is above the median of the same weekdays by four times their median deviation, and by
 * $10.
 * @param sameWeekdays the team's spending on the same weekday of the weeks before, days without use as 0
 * @param activeDays days with use in those weeks, of any weekday
 */
export function teamAnomaly(pico: Pico, sameWeekdays: readonly Pico[], activeDays: number): Anomaly | null {
  if (activeDays < LEAST_ACTIVE_DAYS || sameWeekdays.length === 0) return null;
  const usualPico = median(sameWeekdays);
  const deviation = median(sameWeekdays.map((day) => (day > usualPico ? day - usualPico : usualPico - day)));
  const thresholdPico = usualPico + largest(deviation * MAD_TIMES, LEAST_PICO);
  return pico > thresholdPico ? { pico, usualPico, thresholdPico } : null;
}

/** The median; of two middle amounts the mean, rounded down to a pico-dollar. @param amounts at least one */
function median(amounts: readonly Pico[]): Pico {
  const sorted = [...amounts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const upper = sorted[sorted.length >> 1] as Pico;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] as Pico) + upper) / 2n;
}

function largest(first: Pico, ...others: readonly Pico[]): Pico {
  let most = first;
  for (const amount of others) if (amount > most) most = amount;
  return most;
}

/** What a day was spent on, with the usual amount. */
export type Cause = { readonly key: string; readonly pico: Pico; readonly usualPico: Pico };

/** The causes with the largest increases, without those that did not grow. */
export function largestIncreases(causes: readonly Cause[], most = 3): readonly Cause[] {
  return causes
    .filter(({ pico, usualPico }) => pico > usualPico)
    .sort((a, b) => {
      const difference = b.pico - b.usualPico - (a.pico - a.usualPico);
      return difference > 0n ? 1 : difference < 0n ? -1 : a.key < b.key ? -1 : 1;
    })
    .slice(0, most);
}
