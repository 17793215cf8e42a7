/** Now: the session that is worked in. */

import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import { money } from "../text/format.ts";
import { joinedPath } from "../text/joined-path.ts";
import { type Line, span } from "../text/spans.ts";
import { listPane } from "./lists/list-pane.ts";
import { openList } from "./lists/lists-of.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { followedSession } from "./session-choice.ts";
import { sessionPanes } from "./session-panes.ts";
import { moneyName, periodStart, spendBetween } from "./spend.ts";
import { hoursPane } from "./today-view.ts";
import type { UiState } from "./ui-state.ts";

export function nowPanes(data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const session = followedSession(data, ui.pinnedId);
  if (!session) return [[emptyPane(data)], []];
  const detail = data.details.get(session.sessionId) ?? null;
  const hasTurns = (detail?.timeline?.turns.length ?? 0) > 0;
  const left = sessionPanes(session, data, ui, ctx, {
    title: ui.pinnedId === session.sessionId ? "Session, pinned" : "Session",
    turnsAside: hasTurns ? "newest first" : "",
    noTurns: detail ? "no turn yet" : `reading${ctx.unicode ? "…" : "..."}`,
  });
  return [
    left,
    [spendPane(data, ctx), openPane(data, ui, ctx), { ...hoursPane(data, ctx), priority: 5, idealHeight: 11 }],
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
    money(spendBetween(data, periodStart(kind, today), today).totalPico);
  return {
    id: "spend",
    title: moneyName(data),
    priority: 4,
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

function openPane(data: DashboardData, ui: UiState, ctx: ViewContext): Pane {
  const hasOpen = data.sessions.some((s) => s.status !== "closed");
  const title = hasOpen ? "Open sessions" : "Latest sessions";
  return listPane(openList(data, ui), { title, priority: 3, grows: false, empty: "none" }, ctx);
}
