/**
 * Decides which dates a machine shares. Only dates that have ended, because an incomplete day would differ between two
 * machines with one home.
 */

import type { DayNumber } from "../calendar/zone.ts";
import type { Team } from "./team-file.ts";

/** Average of the Gregorian calendar. */
const DAYS_A_MONTH = 30.44;

/** First and last UTC date; the last may be before the first, where nothing can be shared yet. */
export type SharedDays = { readonly fromDay: DayNumber; readonly untilDay: DayNumber };

/** @param today the UTC date of now */
export function sharedDays({ from, to, retentionMonths }: Team, today: DayNumber): SharedDays {
  const oldest = today - Math.round(retentionMonths * DAYS_A_MONTH);
  return { fromDay: Math.max(from ?? oldest, oldest), untilDay: Math.min(to ?? today, today - 1) };
}
