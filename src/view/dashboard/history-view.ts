/** History: days, weeks or months as bars, the year as a heat map, and what the money was spent on. */

import { dayKey, type PeriodKind, weekdayOf } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import { glyphs, heatLegend, heatRow, heatSteps, type Value } from "../text/charts.ts";
import { money } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { MONTHS } from "../text/time.ts";
import type { Shape } from "./layout.ts";
import type { List } from "./lists/list.ts";
import { listPane } from "./lists/list-pane.ts";
import { historyLists } from "./lists/lists-of.ts";
import { daysName, WEEKDAYS } from "./lists/period-list.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { lastPeriodsPane, weekdaysPane } from "./panes/days-panes.ts";
import { daysPanes, topDaysPane } from "./panes/fill-panes.ts";
import { usualHoursPane } from "./panes/hours-pane.ts";
import { periodChoiceName } from "./period-choice.ts";
import type { Scope } from "./places/place.ts";
import { daysOf } from "./spend.ts";
import { sharePane } from "./today-view.ts";
import type { UiState } from "./ui-state.ts";

export function historyPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const isWide = shape === "wide";
  const { periods, projects, models, shared } = historyLists(data, ui, today);
  const range = ui.range === null ? RANGES[ui.period] : periodChoiceName(ui.range, today);
  const title = { day: "Days", week: "Weeks", month: "Months" }[ui.period];
  const look = {
    title,
    thing: ui.period,
    priority: 1,
    minHeight: 6,
    mostLines: 14,
    empty: "nothing yet",
    scroll: ui.scroll,
  };
  return [
    [listPane(periods, look, ctx), ...(isWide ? chosenDaysPanes(data, periods, shared, ctx) : [])],
    [
      heatPane(data, today, ctx),
      ...(isWide ? [filler(lastPeriodsPane(data, ui.period === "month" ? "week" : "month", today, ctx))] : []),
      ...(isWide ? [topDaysPane(data, ctx)] : []),
      sharePane(projects, `Projects, ${range}`, 3, ctx),
    ],
    // The list comes last, so that selecting its last row scrolls to the end.
    [
      ...(isWide ? [weekdaysPane(data, today, ctx), filler(usualHoursPane(data, today, ctx))] : []),
      sharePane(models, `Models, ${range}`, 4, ctx),
    ],
  ];
}

/** Of the chosen row, or of the first one. @param shared the days of the projects and models beside it */
function chosenDaysPanes(data: DashboardData, periods: List, shared: Scope, ctx: ViewContext): readonly Pane[] {
  const place = periods.placeAt(Math.max(0, periods.chosenAt));
  if (place?.kind !== "scope") return [];
  const { first, last } = daysOf(data.days, place.scope);
  const today = ctx.zone.dayOf(ctx.nowMs);
  const beside = daysOf(data.days, shared);
  const hasWhose = first === beside.first && Math.min(last, today) === Math.min(beside.last, today);
  return daysPanes(data, { first, last, name: daysName({ first, last }) }, ctx, hasWhose);
}

const filler = (pane: Pane): Pane => ({ ...pane, isFiller: true });

const RANGES: Readonly<Record<PeriodKind, string>> = { day: "30 days", week: "13 weeks", month: "12 months" };

/** One column per week, Monday on top, the present week on the right. As many weeks as fit, at most a year. */
function heatPane(data: DashboardData, today: DayNumber, ctx: ViewContext): Pane {
  return {
    id: "heat",
    title: "The year",
    priority: 2,
    minHeight: 10,
    idealHeight: 10,
    grows: false,
    draw: (width) => {
      const monday = today - weekdayOf(today);
      const cell = width - 4 >= 104 ? 2 : 1;
      const weeks = Math.min(53, Math.floor((width - 4) / cell));
      const mondays = Array.from({ length: weeks }, (_, i) => monday - (weeks - 1 - i) * 7);
      const valueOn = (day: DayNumber): Value => (day > today ? null : Number(data.days.get(day)?.totalPico ?? 0n));
      const steps = heatSteps(mondays.flatMap((m) => WEEKDAYS.map((_, d) => valueOn(m + d))));
      const rows = WEEKDAYS.map(
        (name, d): Line => [
          span((d % 2 === 0 ? name : "").padEnd(4), "muted"),
          ...heatRow(
            mondays.map((m) => valueOn(m + d)),
            steps,
            ctx.unicode,
            cell,
          ),
        ],
      );
      const format = (value: number): string => money(BigInt(Math.round(value)));
      const legend = heatLegend(steps, { width, format, unicode: ctx.unicode });
      return [...rows, [span("    "), glyphs(monthAxis(mondays, cell), "muted")], legend];
    },
  };
}

/** Names of the months above the week in which each begins. */
function monthAxis(mondays: readonly DayNumber[], cell: number): string {
  let text = "";
  mondays.forEach((day, i) => {
    const month = Number(dayKey(day + 6).slice(5, 7)) - 1;
    const isFirst = Number(dayKey(day + 6).slice(8)) <= 7;
    if (isFirst && text.length <= i * cell) text = text.padEnd(i * cell) + MONTHS[month];
  });
  return text.padEnd(mondays.length * cell).slice(0, mondays.length * cell);
}
