/** Forecasts what the rest of a month will cost, from the preceding weekdays. */

import { weekdayKind } from "../calendar/weekday.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";

/** The number of days that the forecast is based on: four whole weeks. */
const LOOK_BACK_DAYS = 28;
/** With fewer days of spend than this there is no forecast. */
const LEAST_DAYS = 3;

export type ForecastInputs = {
  readonly today: DayNumber;
  /** Last day of the period, inclusive. */
  readonly lastDay: DayNumber;
  readonly spentPico: Pico;
  readonly spentTodayPico: Pico;
  /** Spend of a day; 0 where nothing was spent. */
  readonly spendOf: (day: DayNumber) => Pico;
  /** The first day in the logs. */
  readonly firstDay: DayNumber;
};

/**
 * The amount spent so far, plus the usual amount for each remaining day (workdays and weekends separately, over the
 * last four weeks), plus what today still lacks to the usual amount.
 * @returns null where there are too few days
 */
export function forecastPeriod(inputs: ForecastInputs): Pico | null {
  const from = Math.max(inputs.firstDay, inputs.today - LOOK_BACK_DAYS);
  const usual = { work: { sum: 0n, days: 0n }, rest: { sum: 0n, days: 0n } };
  let active = 0;
  for (let day = from; day < inputs.today; day++) {
    const spent = inputs.spendOf(day);
    if (spent > 0n) active++;
    const kind = usual[weekdayKind(day)];
    kind.sum += spent;
    kind.days++;
  }
  if (active < LEAST_DAYS) return null;
  const expected = (day: DayNumber): Pico => {
    const { sum, days } = usual[weekdayKind(day)];
    return days === 0n ? 0n : sum / days;
  };
  let total = inputs.spentPico;
  const missing = expected(inputs.today) - inputs.spentTodayPico;
  if (missing > 0n) total += missing;
  for (let day = inputs.today + 1; day <= inputs.lastDay; day++) total += expected(day);
  return total;
}
