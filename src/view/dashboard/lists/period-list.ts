/** Days, weeks or months as a list with bars, newest first. */

import { dayKey, type PeriodKind, periodKey, weekdayOf } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import { plainBar } from "../../text/charts.ts";
import { compactTokens, money, wholeNumber } from "../../text/format.ts";
import { span } from "../../text/spans.ts";
import { amountCell, isUnpricedAmount } from "../../words/priced-amount.ts";
import type { Scope } from "../places/place.ts";
import { isIdle, periodDays, periodStart, type Spend, spendBetween, spentAmount } from "../spend.ts";
import type { ListId } from "../ui-state.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

const MOST_PERIODS = 400;
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export type PeriodsOf = {
  readonly id: ListId;
  readonly days: DashboardData["days"];
  readonly kind: PeriodKind;
  readonly today: DayNumber;
  /** The listed days; null on either side = as far as there are days. */
  readonly scope: Scope;
  /** Leaves out periods without a request and without a cost. */
  readonly onlyUsed?: boolean;
};

type Period = { readonly first: DayNumber; readonly last: DayNumber; readonly spend: Spend };

export function periodList(periodsOfList: PeriodsOf, choice: ListChoice): List {
  const { id, kind, scope } = periodsOfList;
  const periods = periodsOf(periodsOfList);
  const largest = Math.max(1, ...periods.map(({ spend }) => Number(spend.totalPico)));
  return makeList(
    {
      id,
      items: periods,
      columns: columnsOf(kind),
      idOf: ({ first }) => dayKey(first),
      searchOf: ({ first }) => periodName(kind, first),
      rowOf: ({ first, spend }, ctx) => [
        periodName(kind, first),
        (width) => plainBar(Number(spend.totalPico) / largest, width, ctx.unicode),
        isIdle(spend)
          ? span(ctx.unicode ? "–" : "-", "muted")
          : amountCell(spentAmount(spend), ctx.unicode, { isBold: true, write: money }),
        spend.requests === 0 ? "" : wholeNumber(spend.requests),
        spend.tokens === 0 ? "" : compactTokens(spend.tokens),
      ],
      placeOf: ({ first, last }) => ({ kind: "scope", scope: { ...scope, first, last } }),
    },
    choice,
  );
}

/** Newest first, down to the first day with use. The first and the last may be cut by the scope. */
function periodsOf({ days, kind, scope, today, onlyUsed = false }: PeriodsOf): readonly Period[] {
  const end = scope.last ?? today;
  const earliest = scope.first ?? Math.min(end, ...days.keys());
  const periods: Period[] = [];
  for (let day = periodStart(kind, end); periods.length < MOST_PERIODS; day = periodStart(kind, day - 1)) {
    const first = Math.max(day, scope.first ?? day);
    const last = Math.min(day + periodDays(kind, day) - 1, scope.last ?? Number.MAX_SAFE_INTEGER);
    periods.push({ first, last, spend: spendBetween({ days }, first, last) });
    if (day <= earliest) break;
  }
  return onlyUsed ? periods.filter(({ spend }) => spend.requests > 0 || spend.totalPico > 0n) : periods;
}

function columnsOf(kind: PeriodKind): readonly ListColumn<Period>[] {
  const header = { day: "Day", week: "Week", month: "Month" }[kind];
  return [
    {
      header,
      priority: 1,
      rule: "hard",
      tone: "muted",
      value: ({ first }) => first,
      written: ({ first }) => periodKey(kind, first),
    },
    { header: "", priority: 3, rule: "grow", minWidth: 8 },
    {
      header: "Cost",
      priority: 1,
      rule: "hard",
      align: "right",
      floor: 10,
      value: ({ spend }) => (isUnpricedAmount(spentAmount(spend)) ? null : spend.totalPico),
    },
    {
      header: "Requests",
      priority: 5,
      rule: "hard",
      align: "right",
      tone: "muted",
      value: ({ spend }) => spend.requests,
    },
    {
      header: "Tokens",
      priority: 4,
      rule: "hard",
      align: "right",
      floor: 6,
      tone: "muted",
      value: ({ spend }) => spend.tokens,
    },
  ];
}

export function periodName(kind: PeriodKind, day: DayNumber): string {
  if (kind === "day") return `${WEEKDAYS[weekdayOf(day)]} ${dayKey(day)}`;
  return periodKey(kind, day);
}

/** The days of a scope, in a few words. */
export function daysName({ first, last }: Pick<Scope, "first" | "last">): string {
  if (first === null || last === null) return "";
  if (first === last) return periodName("day", first);
  for (const kind of ["week", "month"] as const) {
    if (periodStart(kind, first) === first && last - first + 1 === periodDays(kind, first))
      return periodKey(kind, first);
  }
  return `${dayKey(first)}..${dayKey(last)}`;
}
