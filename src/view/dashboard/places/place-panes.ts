/** The panes of what is open: a session, its causes, a turn, the days and sessions of a scope, a limit. */

import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import { money, wholeNumber } from "../../text/format.ts";
import { type Line, span } from "../../text/spans.ts";
import { boundMoney } from "../../words/certainty.ts";
import { amountCell, isUnpricedAmount } from "../../words/priced-amount.ts";
import { ALL_PARTS, causeList } from "../lists/cause-list.ts";
import { listPane } from "../lists/list-pane.ts";
import { causesIn, detailOf, firstPicked, scopeLists } from "../lists/lists-of.ts";
import { daysName } from "../lists/period-list.ts";
import { field, type Pane, type ViewContext } from "../pane.ts";
import { CAUSES_TITLE, causesPane } from "../panes/causes-pane.ts";
import { type DaysLook, daysPanes, whosePanes } from "../panes/fill-panes.ts";
import { sessionCard } from "../panes/session-card.ts";
import { turnChart } from "../session-panes.ts";
import { sessionDetailPanes } from "../sessions-view.ts";
import { daysOf, daysSum, spentAmount } from "../spend.ts";
import type { UiState } from "../ui-state.ts";
import { limitPlacePanes } from "./limit-place.ts";
import { type Place, type Scope, scopeKey } from "./place.ts";
import { placeName } from "./place-name.ts";
import { turnPlacePanes } from "./turn-place.ts";

export function placePanes(data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const { place } = ui;
  switch (place.kind) {
    case "session":
      return sessionPlace(place.sessionId, data, ui, ctx);
    case "causes":
      return causesPlace(place, data, ui, ctx);
    case "scope-causes":
      return scopeCausesPlace(place.scope, data, ui, ctx);
    case "turn":
      return turnPlacePanes(place, data, ui, ctx);
    case "scope":
      return scopePlace(place.scope, data, ui, ctx);
    case "limit":
      return limitPlacePanes(place.limitId, data, ui, ctx);
    case "view":
      return [];
  }
}

/** Shown where what was open no longer exists: its log was deleted, its limit was removed. */
export function gonePane(what: string): Pane {
  const draw = (): Line[] => [[span(`${what} is not there any more`, "muted")], [span("Esc goes back")]];
  return { id: "gone", title: what, priority: 1, minHeight: 3, idealHeight: 3, grows: true, draw };
}

function sessionPlace(sessionId: string, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const session = data.sessions.find((s) => s.sessionId === sessionId);
  return session ? sessionDetailPanes(session, data, ui, ctx) : [[gonePane(placeName(ui.place, data))], []];
}

function causesPlace(
  place: Extract<Place, { kind: "causes" }>,
  data: DashboardData,
  ui: UiState,
  ctx: ViewContext,
): Pane[][] {
  const detail = detailOf(data, place.sessionId);
  const session = data.sessions.find(({ sessionId }) => sessionId === place.sessionId);
  const causes = detail?.causes ?? [];
  const total = causes.reduce((sum, { costPico }) => sum + costPico, 0n);
  const look = {
    title: CAUSES_TITLE,
    aside: `${money(total)}, ~ is about`,
    priority: 1,
    empty:
      detail === null
        ? "reading"
        : session && isUnpricedAmount(spentAmount(session))
          ? "nothing in it has a price"
          : "nothing was billed",
  };
  const card =
    session === undefined
      ? []
      : [...sessionCard(session, data, ctx, "The session").map(asFiller), ...turnChart(detail, ctx)];
  return [[listPane(causeList(causes, firstPicked(ui), ALL_PARTS), look, ctx)], card];
}

const asFiller = (pane: Pane): Pane => ({ ...pane, isFiller: true });

function scopeCausesPlace(scope: Scope, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const causes = causesIn(data, scope);
  const total = (causes ?? []).reduce((sum, { costPico }) => sum + costPico, 0n);
  const look = {
    title: CAUSES_TITLE,
    aside: causes === null ? "" : `${money(total)}, ~ is about`,
    priority: 1,
    empty: causes === null ? "working it out" : "nothing was billed",
  };
  const isWhole = scope.project === null && scope.model === null;
  const beside = isWhole ? daysPanes(data, lookOf(scope, data.days), ctx) : [];
  return [[listPane(causeList(causes ?? [], firstPicked(ui), ALL_PARTS), look, ctx)], [...beside]];
}

function scopePlace(scope: Scope, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const { days, sessions } = scopeLists(data, ui, scope, ctx.zone.dayOf(ctx.nowMs));
  const empty = data.scope?.key === scopeKey(scope) ? "none" : "adding up";
  const sessionsPane = listPane(sessions, { title: "Sessions", priority: 2, minHeight: 5, empty }, ctx);
  const sum = sumPane(scope, data, ui, ctx);
  const place = { kind: "scope-causes", scope } as const;
  const causes = causesPane(causesIn(data, scope), ui, { title: CAUSES_TITLE, place }, ctx);
  const own = data.scope?.key === scopeKey(scope) ? data.scope.days : null;
  if (days === null) return [[sum, sessionsPane, ...oneDayPanes(scope, own, data, ctx)], [causes]];
  const daysPane = listPane(days, { title: "Days", priority: 3, mostLines: 12, empty }, ctx);
  return [
    [sum, daysPane, causes],
    [sessionsPane, ...(own === null ? [] : whosePanes({ days: own }, lookOf(scope, own), ctx))],
  ];
}

function lookOf(scope: Scope, days: DashboardData["days"]): DaysLook {
  return { ...daysOf(days, scope), name: daysName(scope) || "all time" };
}

/** Hours are compared with the usual day, which is of all projects and models. */
function oneDayPanes(
  scope: Scope,
  own: DashboardData["days"] | null,
  data: DashboardData,
  ctx: ViewContext,
): readonly Pane[] {
  if (own === null) return [];
  const isWhole = scope.project === null && scope.model === null;
  const look = lookOf(scope, own);
  return isWhole ? daysPanes(data, look, ctx) : whosePanes({ days: own }, look, ctx);
}

const LABEL_WIDTH = 12;

function sumPane(scope: Scope, data: DashboardData, ui: UiState, { unicode }: ViewContext): Pane {
  const sums = data.scope?.key === scopeKey(scope) ? data.scope : null;
  const spend = daysSum(sums?.days.values() ?? []);
  const { totalPico, backgroundPico, backgroundStatus, requests, unpriced } = spend;
  const logged = { pico: totalPico - backgroundPico, lacksPrices: unpriced > 0 };
  const unpricedLine = unpriced === 0 ? [] : [span(`  ${wholeNumber(unpriced)} unpriced`, "warn")];
  const lines: Line[] = [
    field("Cost", [amountCell(spentAmount(spend), unicode, { isBold: true, write: money })], LABEL_WIDTH),
    field("logged", [amountCell(logged, unicode, { write: money })], LABEL_WIDTH),
    field("background", [span(boundMoney(backgroundPico, backgroundStatus, unicode, money))], LABEL_WIDTH),
    field("requests", [span(wholeNumber(requests)), ...unpricedLine], LABEL_WIDTH),
  ];
  return {
    id: "sum",
    title: placeName(ui.place, data),
    priority: 1,
    minHeight: 1 + lines.length,
    lowHeight: 2,
    idealHeight: 1 + lines.length,
    grows: false,
    draw: () => lines,
  };
}
