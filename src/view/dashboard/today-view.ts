/** Today: by the hour against the average day, then week and month with what they come to. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { glyphs, largest, shadedRows, sparkline } from "../text/charts.ts";
import { compactTokens, counted, money, percent, wholeNumber } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, type Row, tableLines } from "../text/table.ts";
import type { Shape } from "./layout.ts";
import type { List } from "./lists/list.ts";
import { listPane } from "./lists/list-pane.ts";
import { shareLists, todayScope } from "./lists/lists-of.ts";
import { type Pane, type ViewContext, words } from "./pane.ts";
import { lastDaysPane } from "./panes/days-panes.ts";
import { periodChoiceName, pickedScope } from "./period-choice.ts";
import {
  type AverageDay,
  averageDay,
  daysOf,
  forecast,
  moneyName,
  periodStart,
  type Spend,
  spendBetween,
  spendIn,
} from "./spend.ts";
import { columnRowsIn } from "./time-charts.ts";
import type { UiState } from "./ui-state.ts";

export function todayPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const scope = todayScope(ui, today);
  const { projects, models } = shareLists(data, ui, scope);
  const name = periodChoiceName(ui.range ?? { unit: "day", back: 0 }, today);
  const left = [periodsPane(data, ui, ctx), hoursPane(data, ctx, daysOf(data.days, scope))];
  const title = (what: string): string => (name === "today" ? `${what} today` : `${what}, ${name}`);
  const lastDays = shape === "wide" ? [lastDaysPane(data, today, ctx)] : [];
  // A list comes last, so that choosing its last row scrolls to the end.
  return [
    left,
    [...lastDays, sharePane(projects, title("Projects"), 3, ctx)],
    [sharePane(models, title("Models"), 4, ctx)],
  ];
}

export function sharePane(list: List, title: string, priority: number, ctx: ViewContext): Pane {
  return listPane(list, { title, priority, mostLines: 10, grows: false, empty: "nothing yet" }, ctx);
}

const AXIS_EVERY = 3;
/** Columns before the chart. */
const LABEL = 7;

type Days = { readonly first: DayNumber; readonly last: DayNumber };

/** @param days whose hours; of several the sums. null = today's */
export function hoursPane(data: DashboardData, ctx: ViewContext, days: Days | null = null): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const { first, last } = days ?? { first: today, last: today };
  // Of days that are over, every hour is known.
  const hourNow = last === today && first === last ? ctx.zone.hourOf(ctx.nowMs) : 24;
  const sums = hourSums(data, first, last);
  const hours = sums.map((sum, h) => (h > hourNow ? null : sum));
  const average = averageDay(data, first);
  const usual = first === last ? average.hours : [];
  const top = Math.max(largest(hours), largest(usual));
  const spent = Number(spendBetween(data, first, last).totalPico);
  const said = (width: number): Line =>
    first === last
      ? comparison(
          { average, spent, byNow: usualByNow(average.hours, hourNow, ctx), isOver: hourNow === 24 },
          width,
          ctx,
        )
      : [span(`the hours of ${counted(last - first + 1, "day")} together`, "muted")];
  return {
    id: "hours",
    title: `${moneyName(data)} by hour`,
    aside: `top ${money(BigInt(Math.round(top)))}`,
    priority: 2,
    minHeight: 7,
    idealHeight: 14,
    // The chart is as good in fewer rows: it is no reason to scroll.
    fullHeight: () => 7,
    grows: false,
    draw: (width, height) => {
      const each = Math.max(1, Math.min(4, Math.floor((width - 8) / 24)));
      const rows = Math.max(1, height - 3);
      const chart = columnRowsIn(hours.slice(0, hourNow + 1), rows, top, ctx);
      // The hours to come show what is usual.
      const ahead = columnRowsIn(usual.slice(hourNow + 1), rows, top, ctx);
      const widen = (glyph: string): string => glyph.repeat(Math.max(1, each - 1)) + (each > 1 ? " " : "");
      const wide = (row: string): string => [...row].map(widen).join("");
      return [
        ...shadedRows(chart.map(wide)).map(
          (row, i): Line => [span(" ".repeat(LABEL)), row, glyphs(wide(ahead[i] ?? ""), "track")],
        ),
        [span("hour   ", "muted"), glyphs(axis(each), "muted")],
        ...(usual.length === 0
          ? []
          : [[span("usual  ", "muted"), glyphs(wide(sparkline(usual, 24, ctx.unicode, top)), "muted")]]),
        said(width),
      ];
    },
  };
}

function hourSums(data: DashboardData, first: DayNumber, last: DayNumber): readonly number[] {
  const sums = Array.from({ length: 24 }, () => 0);
  for (const { day, hours } of data.days.values()) {
    if (day < first || day > last) continue;
    hours.forEach((pico, h) => {
      sums[h] = (sums[h] as number) + pico;
    });
  }
  return sums;
}

function axis(each: number): string {
  let text = "";
  for (let hour = 0; hour < 24; hour += AXIS_EVERY)
    text += String(hour)
      .padStart(2, "0")
      .padEnd(each * AXIS_EVERY);
  return text.slice(0, each * 24);
}

/** What is usually spent by this time of the day, the running hour in part. */
function usualByNow(hours: readonly number[], hourNow: number, ctx: ViewContext): number {
  const part = ((ctx.nowMs + ctx.zone.offsetMs(ctx.nowMs)) % 3_600_000) / 3_600_000;
  return hours.reduce((sum, pico, h) => (h < hourNow ? sum + pico : h === hourNow ? sum + pico * part : sum), 0);
}

type Compared = {
  readonly average: AverageDay;
  readonly spent: number;
  readonly byNow: number;
  /** The day is not today. */
  readonly isOver: boolean;
};

function comparison({ average, spent, byNow, isOver }: Compared, width: number, ctx: ViewContext): Line {
  if (average.days === 0) return [span("no earlier days to compare with", "muted")];
  const pico = (value: number): string => money(BigInt(Math.round(value)));
  const apart = spent - byNow;
  const sign = apart >= 0 ? "above" : "below";
  const parts = [
    span(`${pico(Math.abs(apart))} ${sign} the usual ${pico(byNow)}${isOver ? "" : " by now"}`, "text", true),
    span(`a day with use is ${pico(average.totalPico)}`, "muted"),
    span("last 4 weeks", "muted"),
  ];
  return words(parts, width, ctx.unicode);
}

const PERIOD_COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "hard", tone: "muted" },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 10 },
  { header: "Forecast", priority: 2, rule: "hard", align: "right", floor: 10, tone: "muted" },
  { header: "Background", priority: 3, rule: "hard", align: "right", floor: 9 },
  { header: "Requests", priority: 5, rule: "hard", align: "right", floor: 7, tone: "muted" },
  { header: "Tokens", priority: 4, rule: "hard", align: "right", floor: 6, tone: "muted" },
];

function periodsPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const picked = pickedScope(ui, today);
  const rows = [
    ...(picked === null ? [] : [periodRow(periodChoiceName(ui.range, today), spendIn(data, picked), null, ctx)]),
    ...(["day", "week", "month"] as const).map((kind) => {
      const spend = spendBetween(data, periodStart(kind, today), today);
      const expected = kind === "day" ? null : forecast(data, kind, today);
      return periodRow(kind === "day" ? "today" : `this ${kind}`, spend, expected, ctx);
    }),
  ];
  return {
    id: "periods",
    title: "So far",
    aside: "forecast from the last four weeks",
    priority: 1,
    minHeight: 2 + rows.length,
    idealHeight: 2 + rows.length,
    grows: false,
    draw: (width) => tableLines(PERIOD_COLUMNS, rows, width, { unicode: ctx.unicode, gap: 3 }),
  };
}

function periodRow(name: string, spend: Spend, expected: Pico | null, ctx: ViewContext): Row {
  const none = ctx.unicode ? "–" : "-";
  const { totalPico, backgroundPico } = spend;
  const share = percent(Number(backgroundPico), Number(totalPico)).padStart(4);
  return [
    name,
    span(money(totalPico), "text", true),
    expected === null ? none : money(expected),
    backgroundPico === 0n ? none : `${money(backgroundPico)} ${share}`,
    wholeNumber(spend.requests),
    compactTokens(spend.tokens),
  ];
}
