/** Spend by calendar periods, and forecasts for the present ones. */

import { weakest } from "../../core/background/status.ts";
import type { BackgroundStatus } from "../../core/background/types.ts";
import { daysInMonth, firstOfMonth, type PeriodKind, weekdayOf } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { DashboardData, DayRow, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import type { Turn } from "../../core/dashboard/turn.ts";
import { type Amount, addAmounts } from "../../core/pricing/amount.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { forecastPeriod } from "../../core/reports/forecast.ts";
import type { Scope } from "./places/place.ts";

/** The number of days that "the average day" is computed from. */
const LOOK_BACK_DAYS = 28;

export type Spend = {
  readonly totalPico: Pico;
  readonly backgroundPico: Pico;
  readonly requests: number;
  readonly tokens: number;
  readonly unpriced: number;
  readonly backgroundStatus: BackgroundStatus;
};

/** The whole amount, for its cell. */
export const spentAmount = ({ totalPico, unpriced }: Pick<Spend, "totalPico" | "unpriced">): Amount => ({
  pico: totalPico,
  lacksPrices: unpriced > 0,
});

export const loggedCost = ({ costPico, unpriced }: Pick<Turn | SessionRow, "costPico" | "unpriced">): Amount => ({
  pico: costPico,
  lacksPrices: unpriced > 0,
});

/** Days without any use and cost, which have no amount. */
export const isIdle = ({ totalPico, unpriced }: Pick<Spend, "totalPico" | "unpriced">): boolean =>
  totalPico === 0n && unpriced === 0;

export function spendBetween(data: Pick<DashboardData, "days">, first: DayNumber, last: DayNumber): Spend {
  return daysSum(daysBetween(data.days, first, last));
}

function* daysBetween(days: DashboardData["days"], first: DayNumber, last: DayNumber): Generator<DayRow> {
  if (last - first > days.size) {
    for (const row of days.values()) if (row.day >= first && row.day <= last) yield row;
    return;
  }
  for (let day = first; day <= last; day++) {
    const row = days.get(day);
    if (row) yield row;
  }
}

/** What some days cost; of a scope only its days are used. */
export function spendIn(data: Pick<DashboardData, "days">, scope: Pick<Scope, "first" | "last">): Spend {
  const { first, last } = daysOf(data.days, scope);
  return spendBetween(data, first, last);
}

/** From the first to the last day; where the scope has no bound, as far as there are days. */
export function daysOf(
  days: DashboardData["days"],
  { first, last }: Pick<Scope, "first" | "last">,
): { readonly first: DayNumber; readonly last: DayNumber } {
  return { first: first ?? Math.min(...days.keys()), last: last ?? Math.max(...days.keys()) };
}

export function daysSum(days: Iterable<DayRow>): Spend {
  const sum = { totalPico: 0n, backgroundPico: 0n, requests: 0, tokens: 0, unpriced: 0 };
  const statuses: BackgroundStatus[] = [];
  for (const line of days) {
    sum.totalPico += line.totalPico;
    sum.backgroundPico += line.backgroundPico;
    sum.requests += line.requests;
    sum.tokens += line.tokens;
    sum.unpriced += line.unpriced;
    statuses.push(line.backgroundStatus);
  }
  return { ...sum, backgroundStatus: weakest(statuses) };
}

export function periodStart(kind: PeriodKind, day: DayNumber): DayNumber {
  if (kind === "day") return day;
  return kind === "week" ? day - weekdayOf(day) : firstOfMonth(day);
}

export function periodDays(kind: PeriodKind, day: DayNumber): number {
  if (kind === "day") return 1;
  return kind === "week" ? 7 : daysInMonth(day);
}

/** What the present week or month will probably cost; null where there are too few days for a forecast. */
export function forecast(data: DashboardData, kind: "week" | "month", today: DayNumber): Pico | null {
  const first = periodStart(kind, today);
  return forecastPeriod({
    today,
    lastDay: first + periodDays(kind, today) - 1,
    spentPico: spendBetween(data, first, today).totalPico,
    spentTodayPico: data.days.get(today)?.totalPico ?? 0n,
    spendOf: (day) => data.days.get(day)?.totalPico ?? 0n,
    firstDay: Math.min(today, ...data.days.keys()),
  });
}

/** The mean of the days with use in the four weeks before today. */
export type AverageDay = { readonly days: number; readonly totalPico: number; readonly hours: readonly number[] };

export function averageDay(data: DashboardData, today: DayNumber): AverageDay {
  const used: DayRow[] = [];
  for (let day = today - LOOK_BACK_DAYS; day < today; day++) {
    const line = data.days.get(day);
    if (line && line.totalPico > 0n) used.push(line);
  }
  const count = Math.max(1, used.length);
  const hours = Array.from({ length: 24 }, (_, h) => used.reduce((sum, d) => sum + (d.hours[h] as number), 0) / count);
  return { days: used.length, totalPico: used.reduce((sum, d) => sum + Number(d.totalPico), 0) / count, hours };
}

/** Sums by name over some days, most expensive first, those of which nothing has a price last. */
export function shares(
  data: Pick<DashboardData, "days">,
  first: DayNumber,
  last: DayNumber,
  of: (day: DayRow) => ReadonlyMap<string, Amount>,
): readonly (readonly [name: string, amount: Amount])[] {
  const sums = new Map<string, Amount>();
  for (const line of data.days.values()) {
    if (line.day < first || line.day > last) continue;
    for (const [name, amount] of of(line)) {
      const known = sums.get(name);
      sums.set(name, known ? addAmounts(known, amount) : amount);
    }
  }
  return [...sums]
    .filter(([, { pico, lacksPrices }]) => pico !== 0n || lacksPrices)
    .sort(([, { pico: a }], [, { pico: b }]) => (a === b ? 0 : b > a ? 1 : -1));
}

/** The meaning of dollars, as a title. */
export function moneyName({ money: meaning }: Pick<DashboardData, "money">): string {
  return meaning === "value at API rates" ? "Value at API rates" : "Spend";
}
