/** Days, weeks and months as bars, and the share of each weekday in some weeks. */

import { dayKey, periodKey, weekdayOf } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { DashboardData, DayRow } from "../../../core/dashboard/dashboard-data.ts";
import { type Amount, addAmounts, priced } from "../../../core/pricing/amount.ts";
import { counted } from "../../text/format.ts";
import { WEEKDAYS } from "../lists/period-list.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { type Share, shareTable } from "../share-table.ts";
import { periodDays, periodStart, spendBetween, spentAmount } from "../spend.ts";

const DAYS = 7;
const MOST_DAYS = 42;
const WEEKS = 12;
const MONTHS = 12;

/**
 * Days, newest first: a week, and more where there is room.
 * @param today the last of them
 */
export function lastDaysPane(
  data: DashboardData,
  today: DayNumber,
  ctx: ViewContext,
  {
    title = "The last days",
    of = spentAmount,
    first = null,
  }: { title?: string; of?: (row: DayRow) => Amount; first?: DayNumber | null } = {},
): Pane {
  const count = first === null ? MOST_DAYS : Math.max(0, Math.min(MOST_DAYS, today - first + 1));
  const rows = Array.from({ length: count }, (_, i) => today - i).map((day): Share => {
    const row = data.days.get(day);
    return [`${weekdayName(day)} ${dayKey(day).slice(5)}`, row === undefined ? priced(0n) : of(row)];
  });
  return {
    ...barsPane("last-days", title, rows, ctx),
    minHeight: 1 + Math.min(DAYS, rows.length),
    idealHeight: 1 + Math.min(DAYS, rows.length),
    grows: true,
    mostHeight: 1 + rows.length,
    asideAt: (height) => counted(Math.min(rows.length, height - 1), "day"),
    draw: (width, height) => shareTable(rows.slice(0, height), width, height, ctx),
  };
}

/** The present month or week and those before it, as bars. */
export function lastPeriodsPane(data: DashboardData, kind: "week" | "month", today: DayNumber, ctx: ViewContext): Pane {
  const rows: Share[] = [];
  for (let day = periodStart(kind, today); rows.length < MONTHS; day = periodStart(kind, day - 1)) {
    rows.push([periodKey(kind, day), spentAmount(spendBetween(data, day, day + periodDays(kind, day) - 1))]);
  }
  return barsPane(`last-${kind}s`, kind === "week" ? "The last 12 weeks" : "The last 12 months", rows, ctx);
}

/** Without the present week, which is incomplete. */
export function weekdaysPane(data: DashboardData, today: DayNumber, ctx: ViewContext): Pane {
  const monday = today - weekdayOf(today);
  const rows = WEEKDAYS.map((name, weekday) => {
    const days = Array.from({ length: WEEKS }, (_, week) => monday - (week + 1) * 7 + weekday);
    return [name, days.map((day) => spentOn(data, day)).reduce(addAmounts, priced(0n))] as const;
  });
  return barsPane("weekdays", `By weekday, ${WEEKS} weeks`, rows, ctx);
}

function barsPane(id: string, title: string, rows: readonly Share[], ctx: ViewContext): Pane {
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

function spentOn(data: DashboardData, day: DayNumber): Amount {
  const row = data.days.get(day);
  return row === undefined ? priced(0n) : spentAmount(row);
}

const weekdayName = (day: DayNumber): string => WEEKDAYS[weekdayOf(day)] as string;
