/** Days as bars: the last week day by day, and what each day of the week takes of some weeks. */

import { dayKey, weekdayOf } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import type { Pico } from "../../../core/pricing/money.ts";
import { WEEKDAYS } from "../lists/period-list.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { shareTable } from "../share-table.ts";

const DAYS = 7;
const WEEKS = 12;

/** Today and the six days before it, newest first. */
export function lastDaysPane(data: DashboardData, today: DayNumber, ctx: ViewContext): Pane {
  const rows = Array.from({ length: DAYS }, (_, i) => today - i).map(
    (day) => [`${weekdayName(day)} ${dayKey(day).slice(5)}`, spentOn(data, day)] as const,
  );
  return barsPane("last-days", "The last 7 days", rows, ctx);
}

/** The running week is left out: its days are not over. */
export function weekdaysPane(data: DashboardData, today: DayNumber, ctx: ViewContext): Pane {
  const monday = today - weekdayOf(today);
  const rows = WEEKDAYS.map((name, weekday) => {
    const days = Array.from({ length: WEEKS }, (_, week) => monday - (week + 1) * 7 + weekday);
    return [name, days.reduce((sum, day) => sum + spentOn(data, day), 0n)] as const;
  });
  return barsPane("weekdays", `By weekday, ${WEEKS} weeks`, rows, ctx);
}

function barsPane(id: string, title: string, rows: readonly (readonly [string, Pico])[], ctx: ViewContext): Pane {
  return {
    id,
    title,
    priority: 5,
    minHeight: 1 + rows.length,
    idealHeight: 1 + rows.length,
    grows: false,
    draw: (width, height) => shareTable(rows, width, height, ctx),
  };
}

const spentOn = (data: DashboardData, day: DayNumber): Pico => data.days.get(day)?.totalPico ?? 0n;
const weekdayName = (day: DayNumber): string => WEEKDAYS[weekdayOf(day)] as string;
