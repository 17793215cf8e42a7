/** Spend by hour: of a day compared with the usual one, of several days together, or of the usual day alone. */

import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import { glyphs, largest, shadedRows, sparkline, type Value } from "../../text/charts.ts";
import { counted, money } from "../../text/format.ts";
import { type Line, span } from "../../text/spans.ts";
import { type Pane, type ViewContext, words } from "../pane.ts";
import { type AverageDay, averageDay, moneyName, spendBetween } from "../spend.ts";
import { columnRowsIn } from "../time-charts.ts";

const AXIS_EVERY = 3;
/** Of a pane with a chart: its title and three rows of the chart. */
const LEAST_ROWS = 4;
/** Columns for labels before the chart. */
const LABEL = 7;

type Days = { readonly first: DayNumber; readonly last: DayNumber };

/** @param days whose hours are shown; for several days their sums. null = today's */
export function hoursPane(data: DashboardData, ctx: ViewContext, days: Days | null = null): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const { first, last } = days ?? { first: today, last: today };
  // For past days, every hour is known.
  const hourNow = last === today && first === last ? ctx.zone.hourOf(ctx.nowMs) : 24;
  const sums = hourSums(data, first, last);
  const hours = sums.map((sum, h) => (h > hourNow ? null : sum));
  const average = averageDay(data, first);
  const usual = first === last ? average.hours : [];
  const top = Math.max(largest(hours), largest(usual));
  const spent = Number(spendBetween(data, first, last).totalPico);
  const legend = usual.slice(hourNow + 1).some((pico) => pico > 0) ? `, ${aheadGlyph(ctx.unicode)} usual` : "";
  // The axis, what is usual, the comparison.
  const below = usual.length === 0 ? 2 : 3;
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
    aside: `top ${money(BigInt(Math.round(top)))}${legend}`,
    priority: 2,
    minHeight: LEAST_ROWS + below,
    idealHeight: 14,
    // Fewer rows are sufficient for the chart, so it does not cause scrolling.
    fullHeight: () => LEAST_ROWS + below,
    grows: false,
    draw: (width, height) => {
      const known = hours.slice(0, hourNow + 1);
      // For future hours the usual spend is shown.
      const ahead = usual.slice(hourNow + 1);
      const line = sparkline(usual, 24, ctx.unicode, top);
      return [
        ...hourColumns({ known, ahead, top }, width, Math.max(1, height - below), ctx),
        ...(usual.length === 0 ? [] : [[span("usual  ", "muted"), glyphs(widened(line, width), "muted")]]),
        said(width),
      ];
    },
  };
}

/** The average spend of each hour on days with use. */
export function usualHoursPane(data: DashboardData, today: DayNumber, ctx: ViewContext): Pane {
  const { days, hours } = averageDay(data, today);
  const top = largest(hours);
  return {
    id: "usual-hours",
    title: "The usual day",
    aside: days === 0 ? "" : `top ${money(BigInt(Math.round(top)))}`,
    priority: 6,
    minHeight: 5,
    idealHeight: 9,
    fullHeight: () => 9,
    grows: true,
    mostHeight: 16,
    draw: (width, height) => {
      if (days === 0) return [[span("no earlier days yet", "muted")]];
      return [
        ...hourColumns({ known: hours, ahead: [], top }, width, Math.max(1, height - 2), ctx),
        [span(`mean of ${counted(days, "day")} with use, last 4 weeks`, "muted")],
      ];
    },
  };
}

/** A bar of the usual spend of an hour to come, in a character of its own, so that it differs without colour too. */
const aheadGlyph = (unicode: boolean): string => (unicode ? "░" : "|");
/** Everything but blanks and the marks for nothing. */
const BARS = /[^\s·_\u2800]/g;

type HourColumns = {
  readonly known: readonly Value[];
  /** For the later hours, in a pale tone. */
  readonly ahead: readonly Value[];
  readonly top: number;
};

/** Columns by hour, with the axis below. */
function hourColumns({ known, ahead, top }: HourColumns, width: number, rows: number, ctx: ViewContext): Line[] {
  const chart = columnRowsIn(known, rows, top, ctx);
  const pale = columnRowsIn(ahead, rows, top, ctx).map((row) => row.replace(BARS, aheadGlyph(ctx.unicode)));
  return [
    ...shadedRows(chart.map((row) => widened(row, width))).map(
      (row, i): Line => [span(" ".repeat(LABEL)), row, glyphs(widened(pale[i] ?? "", width), "track")],
    ),
    [span("hour   ", "muted"), glyphs(axis(eachHour(width)), "muted")],
  ];
}

/** Screen columns per hour. */
const eachHour = (width: number): number => Math.max(1, Math.min(4, Math.floor((width - LABEL - 1) / 24)));

/** A glyph as wide as each hour, with a gap where there is room. */
function widened(glyphsOfHours: string, width: number): string {
  const each = eachHour(width);
  const widen = (glyph: string): string => glyph.repeat(Math.max(1, each - 1)) + (each > 1 ? " " : "");
  return [...glyphsOfHours].map(widen).join("");
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

/** What is usually spent by this time of the day, including part of the present hour. */
function usualByNow(hours: readonly number[], hourNow: number, ctx: ViewContext): number {
  const part = ((ctx.nowMs + ctx.zone.offsetMs(ctx.nowMs)) % 3_600_000) / 3_600_000;
  return hours.reduce((sum, pico, h) => (h < hourNow ? sum + pico : h === hourNow ? sum + pico * part : sum), 0);
}

type Compared = {
  readonly average: AverageDay;
  readonly spent: number;
  readonly byNow: number;
  /** The day is in the past. */
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
