/** Today: by the hour against the average day, then week and month with what they come to. */

import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import { columnRows, glyphs, largest, shadedRows, sparkline } from "../text/charts.ts";
import { compactTokens, money, percent, wholeNumber } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, tableLines } from "../text/table.ts";
import type { List } from "./lists/list.ts";
import { listPane } from "./lists/list-pane.ts";
import { shareLists } from "./lists/lists-of.ts";
import { type Pane, type ViewContext, words } from "./pane.ts";
import { EVERYTHING } from "./places/place.ts";
import { averageDay, forecast, moneyName, periodStart, spendBetween } from "./spend.ts";
import type { UiState } from "./ui-state.ts";

export function todayPanes(data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const { projects, models } = shareLists(data, ui, { ...EVERYTHING, first: today, last: today });
  const left = [periodsPane(data, ctx), hoursPane(data, ctx)];
  const right = [sharePane(projects, "Projects today", 3, ctx), sharePane(models, "Models today", 4, ctx)];
  return [left, right];
}

export function sharePane(list: List, title: string, priority: number, ctx: ViewContext): Pane {
  return listPane(list, { title, priority, mostLines: 10, grows: false, empty: "nothing yet" }, ctx);
}

const AXIS_EVERY = 3;
/** Columns before the chart. */
const LABEL = 7;

export function hoursPane(data: DashboardData, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const hourNow = ctx.zone.hourOf(ctx.nowMs);
  const line = data.days.get(today);
  const hours = Array.from({ length: 24 }, (_, h) => (h > hourNow ? null : (line?.hours[h] ?? 0)));
  const average = averageDay(data, today);
  const top = Math.max(largest(hours), largest(average.hours));
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
      const chart = columnRows(hours, Math.max(1, height - 3), ctx.unicode, top);
      const widen = (glyph: string): string => glyph.repeat(Math.max(1, each - 1)) + (each > 1 ? " " : "");
      const wide = (row: string): string => [...row].map(widen).join("");
      return [
        ...shadedRows(chart.map(wide)).map((row): Line => [span(" ".repeat(LABEL)), row]),
        [span("hour   ", "muted"), glyphs(axis(each), "muted")],
        [span("usual  ", "muted"), glyphs(wide(sparkline(average.hours, 24, ctx.unicode, top)), "muted")],
        comparison(
          average.days,
          average.totalPico,
          Number(line?.totalPico ?? 0n),
          usualByNow(average.hours, hourNow, ctx),
          width,
          ctx,
        ),
      ];
    },
  };
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

function comparison(days: number, usual: number, spent: number, byNow: number, width: number, ctx: ViewContext): Line {
  if (days === 0) return [span("no earlier days to compare with", "muted")];
  const pico = (value: number): string => money(BigInt(Math.round(value)));
  const apart = spent - byNow;
  const sign = apart >= 0 ? "above" : "below";
  const parts = [
    span(`${pico(Math.abs(apart))} ${sign} the usual ${pico(byNow)} by now`, "text", true),
    span(`a day with use is ${pico(usual)}`, "muted"),
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

function periodsPane(data: DashboardData, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const none = ctx.unicode ? "–" : "-";
  const rows = (["day", "week", "month"] as const).map((kind) => {
    const spend = spendBetween(data, periodStart(kind, today), today);
    const expected = kind === "day" ? null : forecast(data, kind, today);
    const side =
      spend.backgroundPico === 0n
        ? none
        : `${money(spend.backgroundPico)} ${percent(Number(spend.backgroundPico), Number(spend.totalPico)).padStart(4)}`;
    return [
      kind === "day" ? "today" : `this ${kind}`,
      span(money(spend.totalPico), "text", true),
      expected === null ? none : money(expected),
      side,
      wholeNumber(spend.requests),
      compactTokens(spend.tokens),
    ];
  });
  return {
    id: "periods",
    title: "So far",
    aside: "forecast from the last four weeks",
    priority: 1,
    minHeight: 5,
    idealHeight: 5,
    grows: false,
    draw: (width) => tableLines(PERIOD_COLUMNS, rows, width, { unicode: ctx.unicode, gap: 3 }),
  };
}
