/** Today: by hour compared with the average day, what it was spent on and by whom, week and month with forecasts. */

import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { compactTokens, money, percent, wholeNumber } from "../text/format.ts";
import { type Column, type Row, tableLines } from "../text/table.ts";
import { boundMoney } from "../words/certainty.ts";
import { amountCell } from "../words/priced-amount.ts";
import type { Shape } from "./layout.ts";
import type { List } from "./lists/list.ts";
import { listPane } from "./lists/list-pane.ts";
import { causesIn, sessionsIn, todayLists } from "./lists/lists-of.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { CAUSES_TITLE, causesPane } from "./panes/causes-pane.ts";
import { lastDaysPane } from "./panes/days-panes.ts";
import { hoursPane, usualHoursPane } from "./panes/hours-pane.ts";
import { periodChoiceName, pickedScope } from "./period-choice.ts";
import { todayScope } from "./session-choice.ts";
import { daysOf, forecast, periodStart, type Spend, spendBetween, spendIn, spentAmount } from "./spend.ts";
import type { UiState } from "./ui-state.ts";

/** A taller chart would be too heavy. */
const MOST_HOURS = 20;

export function todayPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const scope = todayScope(ui, today);
  const { sessions, projects, models } = todayLists(data, ui, today);
  const name = periodChoiceName(ui.range ?? { unit: "day", back: 0 }, today);
  const title = (what: string): string => (name === "today" ? `${what} today` : `${what}, ${name}`);
  const place = { kind: "scope-causes", scope } as const;
  const causesLook = { title: title(CAUSES_TITLE), place, priority: 2 };
  const empty = sessionsIn(data, scope) === null ? "adding up" : "none";
  return [
    [
      periodsPane(data, ui, ctx),
      { ...hoursPane(data, ctx, daysOf(data.days, scope)), grows: true, mostHeight: MOST_HOURS },
      ...(shape === "wide" ? [{ ...usualHoursPane(data, today, ctx), isFiller: true }] : []),
      listPane(sessions, { title: title("Sessions"), priority: 3, minHeight: 5, empty }, ctx),
    ],
    [causesPane(causesIn(data, scope), ui, causesLook, ctx)],
    // The list comes last, so that selecting its last row scrolls to the end.
    [
      ...(shape === "wide" ? [{ ...lastDaysPane(data, today, ctx), isFiller: true }] : []),
      sharePane(projects, title("Projects"), 3, ctx),
      sharePane(models, title("Models"), 4, ctx),
    ],
  ];
}

export function sharePane(list: List, title: string, priority: number, ctx: ViewContext): Pane {
  return listPane(list, { title, priority, mostLines: 10, empty: "nothing yet" }, ctx);
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
  const hasRow = ui.range === null || (ui.range.unit === "day" && ui.range.back === 0);
  const rows = [
    ...(picked === null || hasRow
      ? []
      : [periodRow(periodChoiceName(ui.range, today), spendIn(data, picked), null, ctx)]),
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
    amountCell(spentAmount(spend), ctx.unicode, { isBold: true, write: money }),
    expected === null ? none : money(expected),
    backgroundPico === 0n ? none : `${boundMoney(backgroundPico, spend.backgroundStatus, ctx.unicode, money)} ${share}`,
    wholeNumber(spend.requests),
    compactTokens(spend.tokens),
  ];
}
