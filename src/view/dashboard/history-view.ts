/** History: days, weeks or months as bars, the year as a heat map, and where the money went. */

import { dayKey, type PeriodKind, periodKey, weekdayOf } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { modelLabel } from "../tables/model-label.ts";
import { glyphs, heatLegend, heatRow, heatSteps, plainBar, type Value } from "../text/charts.ts";
import { compactTokens, money, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, tableLines } from "../text/table.ts";
import { MONTHS } from "../text/time.ts";
import { type Pane, type ViewContext, windowOf } from "./pane.ts";
import { periodDays, periodStart, shares, spendBetween } from "./spend.ts";
import { sharePane } from "./today-view.ts";
import type { UiState } from "./ui-state.ts";

const MOST_PERIODS = 400;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export function historyPanes(data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const starts = periodStarts(data, ui.period, today);
  const first = today - LOOKED_BACK[ui.period];
  const projects = shares(data, first, today, (d) => d.projects);
  const models = shares(data, first, today, (d) => d.models);
  const paths = projects.map(([path]) => path);
  const range = RANGES[ui.period];
  return [
    [periodsPane(data, ui, starts, ctx)],
    [
      heatPane(data, today, ctx),
      sharePane(
        "projects",
        `Projects, ${range}`,
        projects.map(([path, pico]) => [projectLabel(path, paths), pico] as const),
        3,
        ctx,
      ),
      sharePane(
        "models",
        `Models, ${range}`,
        models.map(([name, pico]) => [modelLabel(name), pico] as const),
        4,
        ctx,
      ),
    ],
  ];
}

const LOOKED_BACK: Readonly<Record<PeriodKind, number>> = { day: 29, week: 90, month: 364 };
const RANGES: Readonly<Record<PeriodKind, string>> = { day: "30 days", week: "13 weeks", month: "12 months" };

/** Newest first, down to the first day with use. */
function periodStarts(data: DashboardData, kind: PeriodKind, today: DayNumber): readonly DayNumber[] {
  const earliest = Math.min(today, ...data.days.keys());
  const starts: DayNumber[] = [];
  for (let day = periodStart(kind, today); starts.length < MOST_PERIODS; day = periodStart(kind, day - 1)) {
    starts.push(day);
    if (day <= earliest) break;
  }
  return starts;
}

const COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "hard", tone: "muted" },
  { header: "", priority: 3, rule: "grow", minWidth: 8 },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 10 },
  { header: "Requests", priority: 5, rule: "hard", align: "right", tone: "muted" },
  { header: "Tokens", priority: 4, rule: "hard", align: "right", floor: 6, tone: "muted" },
];

function periodsPane(data: DashboardData, ui: UiState, starts: readonly DayNumber[], ctx: ViewContext): Pane {
  const spends = starts.map((day) => spendBetween(data, day, day + periodDays(ui.period, day) - 1));
  const largest = Math.max(1, ...spends.map((s) => Number(s.totalPico)));
  const name = { day: "Days", week: "Weeks", month: "Months" }[ui.period];
  return {
    id: "periods",
    title: name,
    aside: `${starts.length}, longest bar ${money(BigInt(largest === 1 ? 0 : Math.round(largest)))}`,
    priority: 1,
    minHeight: 6,
    idealHeight: 2 + Math.min(12, starts.length),
    fullHeight: () => 2 + starts.length,
    grows: true,
    draw: (width, height) => {
      const from = windowOf(starts.length, height - 1, ui.scroll, null);
      const rows = starts.slice(from, from + height - 1).map((day, i) => {
        const spend = spends[from + i] as (typeof spends)[number];
        return [
          periodName(ui.period, day),
          (w: number) => plainBar(Number(spend.totalPico) / largest, w, ctx.unicode),
          moneyOrNone(spend.totalPico, ctx),
          spend.requests === 0 ? "" : wholeNumber(spend.requests),
          spend.tokens === 0 ? "" : compactTokens(spend.tokens),
        ];
      });
      return tableLines(COLUMNS, rows, width, { unicode: ctx.unicode });
    },
  };
}

function moneyOrNone(pico: Pico, ctx: ViewContext) {
  return pico === 0n ? span(ctx.unicode ? "–" : "-", "muted") : span(money(pico), "text", true);
}

function periodName(kind: PeriodKind, day: DayNumber): string {
  if (kind === "day") return `${WEEKDAYS[weekdayOf(day)]} ${dayKey(day)}`;
  return periodKey(kind, day);
}

/** One column a week, Monday on top, the running week at the right. As many weeks as fit, a year at most. */
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

/** Names of the months over the week in which each begins. */
function monthAxis(mondays: readonly DayNumber[], cell: number): string {
  let text = "";
  mondays.forEach((day, i) => {
    const month = Number(dayKey(day + 6).slice(5, 7)) - 1;
    const isFirst = Number(dayKey(day + 6).slice(8)) <= 7;
    if (isFirst && text.length <= i * cell) text = text.padEnd(i * cell) + MONTHS[month];
  });
  return text.padEnd(mondays.length * cell).slice(0, mondays.length * cell);
}
