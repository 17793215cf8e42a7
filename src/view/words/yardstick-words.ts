/** Compares the user's own average with the published ones. */

import type { Pico } from "../../core/pricing/money.ts";
import { PUBLISHED } from "../../core/team/pilot/yardsticks.ts";
import { counted, money } from "../text/format.ts";

/** `$9.80 an active day (23 days); published: $13, under $30 for 90 % of developers`. @param days at least 1 */
export function averageDayText(totalPico: Pico, days: number): string {
  const { perActiveDayUsd, p90PerActiveDayUsd } = PUBLISHED;
  const published = `published: $${perActiveDayUsd}, under $${p90PerActiveDayUsd} for 90 % of developers`;
  return `${money(totalPico / BigInt(days))} an active day (${counted(days, "day")}); ${published}`;
}
