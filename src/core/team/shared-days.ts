/** Which dates a machine shares. Only those that have ended: a day that two machines with one home share half differs. */

import type { DayNumber } from "../calendar/zone.ts";
import type { Team } from "./team-file.ts";

/** Of the Gregorian calendar, on average. */
const DAYS_A_MONTH = 30.44;

/** First and last UTC date; the last may be before the first, where nothing is to be shared yet. */
export type SharedDays = { readonly fromDay: DayNumber; readonly untilDay: DayNumber };

/** @param today the UTC date of now */
export function sharedDays({ from, to, retentionMonths }: Team, today: DayNumber): SharedDays {
  const oldest = today - Math.round(retentionMonths * DAYS_A_MONTH);
  return { fromDay: Math.max(from ?? oldest, oldest), untilDay: Math.min(to ?? today, today - 1) };
}
