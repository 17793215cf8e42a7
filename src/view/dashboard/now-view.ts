/** Now: the session in use. */

import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import { joinedPath } from "../text/joined-path.ts";
import { type Line, span } from "../text/spans.ts";
import { amountText } from "../words/priced-amount.ts";
import type { Shape } from "./layout.ts";
import { listPane } from "./lists/list-pane.ts";
import { openList } from "./lists/lists-of.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { CAUSES_TITLE, causesPane } from "./panes/causes-pane.ts";
import { contextPane } from "./panes/context-pane.ts";
import { lastDaysPane } from "./panes/days-panes.ts";
import { hoursPane } from "./panes/hours-pane.ts";
import { windowsPane } from "./panes/windows-pane.ts";
import { followedSession, openSessions } from "./session-choice.ts";
import { sessionPanes } from "./session-panes.ts";
import { moneyName, periodStart, spendBetween, spentAmount } from "./spend.ts";
import type { UiState } from "./ui-state.ts";

export function nowPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  const session = followedSession(data, ui.pinnedId);
  if (!session) return [[emptyPane(data)], []];
  const detail = data.details.get(session.sessionId) ?? null;
  const hasTurns = (detail?.timeline?.turns.length ?? 0) > 0;
  const isWide = shape === "wide";
  const left = sessionPanes(session, data, ui, ctx, {
    title: ui.pinnedId === session.sessionId ? "Session, pinned" : "Session",
    turnsAside: hasTurns ? "newest first" : "",
    noTurns: detail ? "no turn yet" : `reading${ctx.unicode ? "…" : "..."}`,
    form: isWide ? "without-context" : shape === "narrow" ? "short" : "full",
  });
  const causes = detail?.causes ?? [];
  const { sessionId } = session;
  const causesLook = { title: CAUSES_TITLE, place: { kind: "causes", sessionId }, priority: 6 } as const;
  const windows = windowsPane(data.limits, ctx);
  const hours = { ...hoursPane(data, ctx), title: "Today by hour", reach: "2", priority: 7, idealHeight: 11 };
  const lastDays = { ...lastDaysPane(data, ctx.zone.dayOf(ctx.nowMs), ctx), reach: "2", priority: 9 };
  return [
    left,
    [
      ...(isWide ? [contextPane(session, detail?.context ?? null, ctx)] : []),
      ...(windows === null ? [] : [windows]),
      ...(isWide && causes.length > 0 ? [causesPane(causes, ui, causesLook, ctx)] : []),
    ],
    [openPane(data, ui, ctx), hours, spendPane(data, ctx), ...(isWide ? [lastDays] : [])],
  ];
}

export function emptyPane(data: DashboardData): Pane {
  const looked = data.roots.map(
    (r): Line => [
      span(`  ${joinedPath(r.path, "projects")}`, "muted"),
      span(r.found ? "  there, but without logs" : "  not there", "muted"),
    ],
  );
  return {
    id: "empty",
    title: "No sessions yet",
    priority: 1,
    minHeight: 4,
    idealHeight: 12,
    grows: true,
    draw: () => [
      [span("No Claude Code logs found. Looked in:")],
      ...looked,
      [],
      [span("Start "), span("claude", "accent"), span(" in a project and this comes alive by itself, or see")],
      [span("claude-cost watch --demo", "accent"), span(" for what it will look like.")],
    ],
  };
}

function spendPane(data: DashboardData, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const sum = (kind: "day" | "week" | "month"): string =>
    amountText(spentAmount(spendBetween(data, periodStart(kind, today), today)), ctx.unicode);
  return {
    id: "spend",
    title: moneyName(data),
    reach: "2",
    priority: 8,
    minHeight: 4,
    idealHeight: 4,
    grows: false,
    draw: () => [
      [span("today".padEnd(12), "muted"), span(sum("day").padStart(10), "text", true)],
      [span("this week".padEnd(12), "muted"), span(sum("week").padStart(10))],
      [span("this month".padEnd(12), "muted"), span(sum("month").padStart(10))],
    ],
  };
}

/** With more open sessions than this they are a list of their own. */
const MOST_OPEN = 8;

function openPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const hasOpen = openSessions(data.sessions).length > 0;
  const title = hasOpen ? "Open sessions" : "Latest sessions";
  return listPane(
    openList(data, ui),
    {
      title,
      thing: hasOpen ? "open session" : "session",
      priority: 5,
      grows: false,
      mostLines: 2 + MOST_OPEN,
      empty: "none",
    },
    ctx,
  );
}
