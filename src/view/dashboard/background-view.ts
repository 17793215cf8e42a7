/** Background: what Claude Code spends on its own behalf, by kind and session, and how certain that is. */

import { STATUSES } from "../../core/background/status.ts";
import type { BackgroundSum } from "../../core/background/sum.ts";
import type { BackgroundStatus } from "../../core/background/types.ts";
import type { DashboardData, DayRow } from "../../core/dashboard/dashboard-data.ts";
import type { Amount } from "../../core/pricing/amount.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { compactTokens, money, percent, wholeNumber } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, tableLines } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { boundMoney, STATUS_WORDS } from "../words/certainty.ts";
import type { Shape } from "./layout.ts";
import { howToKnow } from "./limits-view.ts";
import { listPane } from "./lists/list-pane.ts";
import { backgroundSessions, pickedSessions } from "./lists/lists-of.ts";
import { periodName } from "./lists/period-list.ts";
import { field, type Pane, type ViewContext } from "./pane.ts";
import { lastDaysPane } from "./panes/days-panes.ts";
import { periodChoiceName, pickedScope } from "./period-choice.ts";
import { EVERYTHING, type Scope, scopeKey } from "./places/place.ts";
import { periodStart, type Spend, spendBetween, spendIn } from "./spend.ts";
import type { UiState } from "./ui-state.ts";

export function backgroundPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  const known = data.background.costPico !== null;
  return [
    [
      summaryPane(data, ui, ctx),
      ...(known ? [kindsPane(data, ui, ctx)] : []),
      ...(known && shape === "wide" ? [daysPane(data, ui, ctx)] : []),
    ],
    known ? [sessionsPane(data, ui, ctx)] : [],
  ];
}

const SHORT_DAYS = 14;

function daysPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const { first, last } = pickedScope(ui, today) ?? EVERYTHING;
  const end = Math.min(last ?? today, today);
  // A lower bound is marked like a sum that lacks prices.
  const of = ({ backgroundPico: pico, backgroundStatus }: DayRow): Amount => ({
    pico,
    lacksPrices: pico > 0n && backgroundStatus !== "exact",
  });
  // Of a few days, bars only say something beside those of the days before.
  const isShort = first !== null && end - first < SHORT_DAYS;
  const look = isShort
    ? { title: `Background by day, to ${periodName("day", end)}`, of }
    : { title: "Background by day", of, first };
  return { ...lastDaysPane(data, end, ctx, look), isFiller: true };
}

const LABEL_WIDTH = 13;
/** Before its width is known. */
const USUAL_WIDTH = 60;

function summaryPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const counts = new Map<BackgroundStatus, number>();
  const today = ctx.zone.dayOf(ctx.nowMs);
  for (const s of pickedSessions(data, ui, today) ?? [])
    counts.set(s.backgroundStatus, (counts.get(s.backgroundStatus) ?? 0) + 1);
  const of = (status: BackgroundStatus): string => wholeNumber(counts.get(status) ?? 0);
  const share = (spend: Spend): Line => [
    span(boundMoney(spend.backgroundPico, spend.backgroundStatus, ctx.unicode, money).padStart(9), "text", true),
    span(`  ${percent(Number(spend.backgroundPico), Number(spend.totalPico))} of all`, "muted"),
  ];
  const sum = (kind: "day" | "week" | "month"): Line => share(spendBetween(data, periodStart(kind, today), today));
  const picked = pickedScope(ui, today);
  const sums =
    picked === null
      ? [
          field("today", sum("day"), LABEL_WIDTH),
          field("this week", sum("week"), LABEL_WIDTH),
          field("this month", sum("month"), LABEL_WIDTH),
        ]
      : [field("cost", share(spendIn(data, picked)), LABEL_WIDTH)];
  const known = data.background.costPico !== null;
  const listed = STATUSES.filter((status) => counts.has(status));
  const sessions = listed.map((status) => `${of(status)} ${STATUS_WORDS[status]}`).join(", ") || "none";
  const linesOf = (width: number): Line[] => {
    if (!known) return howToKnow("background", width);
    const wrapped = wrapWords(sessions, Math.max(1, width - LABEL_WIDTH));
    return [...sums, ...wrapped.map((text, i) => field(i === 0 ? "sessions" : "", [span(text)], LABEL_WIDTH))];
  };
  return {
    id: "summary",
    title: picked === null ? "Background" : `Background, ${periodChoiceName(ui.range, today)}`,
    aside: known ? "compaction, titles, summaries, checks" : "not recorded yet",
    priority: 1,
    minHeight: 4,
    idealHeight: 1 + linesOf(USUAL_WIDTH).length,
    heightAt: (width) => 1 + linesOf(width).length,
    grows: !known,
    draw: linesOf,
  };
}

const KIND_COLUMNS: readonly Column[] = [
  { header: "Kind", priority: 1, rule: "shrink", minWidth: 22, maxWidth: 30 },
  { header: "Requests", priority: 3, rule: "hard", align: "right", tone: "muted" },
  { header: "Tokens", priority: 4, rule: "hard", align: "right", floor: 6, tone: "muted" },
  { header: "Share", priority: 2, rule: "hard", align: "right", tone: "muted" },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 9 },
];

/** Of the days picked, else of all time; null = that is still being summed. */
function pickedBackground(data: DashboardData, scope: Scope | null): BackgroundSum | null {
  if (scope === null || scope === EVERYTHING) return data.background;
  return data.scope?.key === scopeKey(scope) ? data.scope.background : null;
}

function kindsPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const scope = pickedScope(ui, today);
  const sum = pickedBackground(data, scope);
  const { kinds, costPico } = sum ?? { kinds: [], costPico: null };
  const empty = sum === null ? "adding up" : "none in these days";
  const none = ctx.unicode ? "–" : "-";
  const rows = kinds.map((k) => [
    k.kind.replaceAll("_", " "),
    k.requests === null ? none : wholeNumber(k.requests),
    k.tokens === null ? none : compactTokens(totalTokens(k.tokens)),
    k.costPico === null ? none : percent(Number(k.costPico), Number(costPico ?? 0n)),
    k.costPico === null ? none : span(money(k.costPico), "text", true),
  ]);
  return {
    id: "kinds",
    title: "By kind",
    aside: costPico === null ? "" : `${periodChoiceName(ui.range ?? { unit: "all" }, today)} ${money(costPico)}`,
    priority: 2,
    minHeight: Math.min(4, 2 + Math.max(1, rows.length)),
    idealHeight: 2 + Math.max(1, rows.length),
    grows: true,
    mostHeight: 2 + Math.max(1, rows.length),
    draw: (width, height) =>
      rows.length === 0
        ? [[span(empty, "muted")]]
        : tableLines(KIND_COLUMNS, rows.slice(0, height - 1), width, { unicode: ctx.unicode }),
  };
}

function sessionsPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const list = backgroundSessions(data, ui, today);
  const empty = pickedSessions(data, ui, today) === null ? "adding up" : "none";
  const aside = list.sort === null ? "latest first" : "";
  return listPane(list, { title: "By session", aside, priority: 3, minHeight: 5, empty, scroll: ui.scroll }, ctx);
}
