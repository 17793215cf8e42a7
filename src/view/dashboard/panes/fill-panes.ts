/** Panes for what is left of a tall terminal. They repeat nothing that is beside them, and go where room is needed. */

import { dayKey, weekdayOf } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import type { Limit } from "../../../core/limits/limit.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { largest, shadedRows } from "../../text/charts.ts";
import { bareDuration, counted, money } from "../../text/format.ts";
import { projectLabel } from "../../text/project-label.ts";
import { type Line, span } from "../../text/spans.ts";
import { type Column, tableLines } from "../../text/table.ts";
import { when } from "../../text/time.ts";
import { limitName } from "../../words/limit-phrases.ts";
import { WEEKDAYS } from "../lists/period-list.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { type Share, shareTable } from "../share-table.ts";
import { isIdle, shares, spentAmount } from "../spend.ts";
import { columnRowsIn } from "../time-charts.ts";
import { lastDaysPane } from "./days-panes.ts";
import { hoursPane } from "./hours-pane.ts";

const LEAST_ROWS = 3;

/** @param shares most expensive first */
function sharesPane(id: string, title: string, all: readonly Share[], most: number, ctx: ViewContext): Pane {
  const least = 1 + Math.min(LEAST_ROWS, all.length);
  return {
    id,
    title,
    priority: 8,
    minHeight: least,
    idealHeight: least,
    fullHeight: () => least,
    mostHeight: 1 + Math.min(most, all.length),
    grows: true,
    isFiller: true,
    asideAt: (height) => (height > all.length ? "" : `${height - 1} of ${all.length}`),
    draw: (width, height) => shareTable(all.slice(0, height), width, height, ctx),
  };
}

const MOST_TOP_DAYS = 30;

/** Of all days with use, the most expensive. */
export function topDaysPane(data: Pick<DashboardData, "days">, ctx: ViewContext): Pane {
  const days = [...data.days.values()]
    .filter((day) => !isIdle(day))
    .sort((a, b) => (a.totalPico === b.totalPico ? b.day - a.day : b.totalPico > a.totalPico ? 1 : -1))
    .map((row): Share => [`${WEEKDAYS[weekdayOf(row.day)]} ${dayKey(row.day)}`, spentAmount(row)]);
  return sharesPane("top-days", "The most expensive days", days, MOST_TOP_DAYS, ctx);
}

export type DaysLook = {
  readonly first: DayNumber;
  readonly last: DayNumber;
  /** What these days are called, as in `By hour, 2026-11`. */
  readonly name: string;
};

const MOST_SHARES = 12;
const MOST_HOURS = 14;
const MOST_HOURS_OF_DAY = 20;

/**
 * Whose some days were, and how they were spread over days and hours.
 * @param hasWhose whether projects and models of the same days are already beside it
 */
export function daysPanes(data: DashboardData, look: DaysLook, ctx: ViewContext, hasWhose = false): readonly Pane[] {
  const isOne = look.first === look.last;
  return [
    ...(isOne ? [] : [byDayPane(data, look, ctx)]),
    ...(hasWhose ? [] : whosePanes(data, look, ctx)),
    byHourPane(data, look, ctx),
  ];
}

export function byDayPane(data: DashboardData, { first, last, name }: DaysLook, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const days = lastDaysPane(data, Math.min(last, today), ctx, { title: `By day, ${name}`, first });
  const { minHeight, mostHeight = minHeight } = days;
  return { ...days, id: "by-day", isFiller: true, idealHeight: mostHeight, fullHeight: () => minHeight };
}

export function byHourPane(data: DashboardData, { first, last, name }: DaysLook, ctx: ViewContext): Pane {
  return {
    ...hoursPane(data, ctx, { first, last }),
    id: "by-hour",
    title: `By hour, ${name}`,
    idealHeight: 7,
    grows: true,
    mostHeight: first === last ? MOST_HOURS_OF_DAY : MOST_HOURS,
    isFiller: true,
  };
}

/** Projects and models of some days; where there is but one of them, it says nothing that the sum does not. */
export function whosePanes(
  data: Pick<DashboardData, "days">,
  { first, last, name }: DaysLook,
  ctx: ViewContext,
): readonly Pane[] {
  const projects = shares(data, first, last, (day) => day.projects);
  const paths = projects.map(([path]) => path);
  const named = (of: readonly Share[], label: (name: string) => string): Share[] => of.map(([n, p]) => [label(n), p]);
  const models = shares(data, first, last, (day) => day.models);
  const panes: readonly (readonly [string, string, readonly Share[]])[] = [
    ["of-projects", "Projects", named(projects, (path) => projectLabel(path, paths) || "(no project)")],
    ["of-models", "Models", named(models, modelLabel)],
  ];
  return panes
    .filter(([, , all]) => all.length > 1)
    .map(([id, what, all]) => sharesPane(id, `${what}, ${name}`, all, MOST_SHARES, ctx));
}

const COMING_COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "hard" },
  { header: "", priority: 2, rule: "hard", align: "right", tone: "muted" },
  { header: "", priority: 1, rule: "grow", minWidth: 12, cut: "end" },
];

/** When limits are likely to be used up and when they are reset, the next one first. */
export function comingPane(limits: readonly Limit[], { nowMs, zone, unicode }: ViewContext): Pane {
  const events = limits
    .flatMap((limit) => [
      { atMs: limit.runsOut?.atMs ?? Number.NaN, text: `${limitName(limit)} runs out`, isWarning: true },
      { atMs: limit.resetsAtMs ?? Number.NaN, text: `${limitName(limit)} resets`, isWarning: false },
    ])
    .filter(({ atMs }) => atMs > nowMs)
    .sort((a, b) => a.atMs - b.atMs);
  const rows = events.map(({ atMs, text, isWarning }) => [
    when(atMs, nowMs, zone),
    `in ${bareDuration(Math.max(60_000, atMs - nowMs))}`,
    span(text, isWarning ? "warn" : "text"),
  ]);
  return {
    id: "coming",
    title: "What comes next",
    aside: counted(rows.length, "time"),
    priority: 8,
    minHeight: 1 + Math.max(1, rows.length),
    idealHeight: 1 + Math.max(1, rows.length),
    grows: false,
    isFiller: true,
    draw: (width) => tableLines(COMING_COLUMNS, rows, width, { unicode, header: false }),
  };
}

export type ColumnsLook = {
  readonly id: string;
  readonly title: string;
  /** Oldest first. */
  readonly values: readonly number[];
  /** Of the largest value: `$3.43`. */
  format(value: number): string;
  /** What a column is: `turn`. */
  readonly thing: string;
};

/** A sum that was made for drawing. */
export const drawnMoney = (pico: number): string => money(BigInt(Math.round(pico)));

const LEAST_CHART = 6;
const MOST_CHART = 16;
const MOST_COLUMN_WIDTH = 6;

/** A column for each value, the newest at the right; null = too few to compare. */
export function columnsPane({ id, title, values, format, thing }: ColumnsLook, ctx: ViewContext): Pane | null {
  if (values.length < 2) return null;
  return {
    id,
    title,
    aside: `top ${format(largest(values))}`,
    priority: 9,
    minHeight: LEAST_CHART,
    idealHeight: LEAST_CHART,
    fullHeight: () => LEAST_CHART,
    grows: true,
    mostHeight: MOST_CHART,
    isFiller: true,
    draw: (width, height) => {
      const shown = values.slice(-width);
      const each = Math.max(1, Math.min(MOST_COLUMN_WIDTH, Math.floor(width / shown.length)));
      const widened = (row: string): string =>
        [...row].map((glyph) => glyph.repeat(Math.max(1, each - 1)) + (each > 1 ? " " : "")).join("");
      const rows = columnRowsIn(shown, Math.max(1, height - 1), largest(shown), ctx);
      const label = `the last ${counted(shown.length, thing)}, the newest at the right`;
      return [...shadedRows(rows.map(widened)).map((row): Line => [row]), [span(label, "muted")]];
    },
  };
}
