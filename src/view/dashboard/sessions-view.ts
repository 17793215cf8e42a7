/** Sessions: all of them as a list, or one of them in full. */

import type { DashboardData, SessionDetail, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { compactTokens, money } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, tableLines } from "../text/table.ts";
import { clock } from "../text/time.ts";
import type { Shape } from "./layout.ts";
import { listPane } from "./lists/list-pane.ts";
import { allSessionsList, pickedSessions } from "./lists/lists-of.ts";
import { emptyPane } from "./now-view.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { causesPane } from "./panes/causes-pane.ts";
import { sessionCard } from "./panes/session-card.ts";
import { sessionPanes } from "./session-panes.ts";
import type { UiState } from "./ui-state.ts";

export function sessionsPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  if (data.sessions.length === 0) return [[emptyPane(data)], []];
  const today = ctx.zone.dayOf(ctx.nowMs);
  const list = allSessionsList(data, ui, today);
  const empty = pickedSessions(data, ui, today) === null ? "adding up" : "none in these days";
  const aside = list.sort === null ? "open first, then latest" : "";
  const chosenId = list.chosenAt < 0 ? null : list.idAt(list.chosenAt);
  const chosen = shape === "wide" ? data.sessions.find((s) => s.sessionId === chosenId) : undefined;
  return [
    [listPane(list, { title: "Sessions", aside, priority: 1, empty }, ctx)],
    chosen === undefined ? [] : [...sessionCard(chosen, data, ctx), ...chosenCauses(chosen, data, ctx)],
  ];
}

/** Empty until its log has been read for them. */
function chosenCauses({ sessionId }: SessionRow, data: DashboardData, ctx: ViewContext): Pane[] {
  const causes = data.details.get(sessionId)?.causes ?? [];
  return causes.length === 0 ? [] : [causesPane(causes, "What it was spent on", ctx)];
}

/** One session in full: its turns, its subagents, what its dollars were spent on, and what happened in it. */
export function sessionDetailPanes(session: SessionRow, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const detail = data.details.get(session.sessionId) ?? null;
  const left = sessionPanes(session, data, ui, ctx, {
    title: `Session ${session.sessionId.slice(0, 8)}`,
    turnsAside: turnsAside(detail, detail?.timeline?.turns.length ?? 0),
    form: "full",
    noTurns: "its log is not there any more, or not read yet",
  });
  const hasSubagents = detail?.timeline?.turns.some((t) => t.subagents.length > 0) ?? false;
  const causes = detail?.causes ?? [];
  const why = causes.length === 0 ? [] : [causesPane(causes, "Why it cost that", ctx)];
  return [left, [...(hasSubagents ? [subagentPane(detail, ctx)] : []), ...why, eventsPane(session, detail, ctx)]];
}

function turnsAside(detail: SessionDetail | null, count: number): string {
  const dropped = detail?.timeline?.droppedTurns ?? 0;
  if (count === 0) return "";
  return dropped > 0 || detail?.timeline?.fromMiddle ? `the last ${count}, newest first` : "newest first";
}

const SUBAGENT_COLUMNS: readonly Column[] = [
  { header: "Subagent", priority: 2, rule: "shrink", minWidth: 8, maxWidth: 20 },
  { header: "Task", priority: 3, rule: "grow", minWidth: 10, cut: "end", tone: "muted" },
  { header: "Requests", priority: 5, rule: "hard", align: "right", tone: "muted" },
  { header: "Out", priority: 4, rule: "hard", align: "right", tone: "muted" },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 8 },
];

function subagentPane(detail: SessionDetail | null, ctx: ViewContext): Pane {
  const runs = (detail?.timeline?.turns ?? [])
    .flatMap((t) => t.subagents)
    .sort((a, b) => (b.costPico > a.costPico ? 1 : -1));
  const total = runs.reduce((sum, r) => sum + r.costPico, 0n);
  return {
    id: "subagents",
    title: "Subagents",
    aside: `${runs.length}, ${money(total)}`,
    priority: 3,
    minHeight: 4,
    idealHeight: Math.min(12, 2 + runs.length),
    grows: false,
    draw: (width, height) => {
      const rows = runs
        .slice(0, height - 1)
        .map((r) => [
          r.agentType || "subagent",
          r.description,
          String(r.requests),
          compactTokens(r.tokens.output),
          money(r.costPico),
        ]);
      return tableLines(SUBAGENT_COLUMNS, rows, width, { unicode: ctx.unicode });
    },
  };
}

/** What interrupted or changed the session: compactions, errors, and where the money went besides. */
function eventsPane(session: SessionRow, detail: SessionDetail | null, ctx: ViewContext): Pane {
  const turns = detail?.timeline?.turns ?? [];
  const compactions = turns.flatMap((t) => t.compactions);
  const toolErrors = turns.reduce((sum, t) => sum + t.toolErrors, 0);
  const mostExpensive = turns.reduce<(typeof turns)[number] | null>(
    (top, t) => (top === null || t.costPico > top.costPico ? t : top),
    null,
  );
  const lines: Line[] = [
    [span("models".padEnd(13), "muted"), span(session.models.join(", ") || "–")],
    [
      span("subagents".padEnd(13), "muted"),
      span(`${money(session.subagentsPico)} of ${money(session.costPico)} logged`),
    ],
    [span("tool errors".padEnd(13), "muted"), span(String(toolErrors))],
    [span("API errors".padEnd(13), "muted"), span(session.apiErrors === 0 ? "0" : `${session.apiErrors}, not billed`)],
  ];
  if (mostExpensive && mostExpensive.costPico > 0n) {
    lines.push([
      span("top turn".padEnd(13), "muted"),
      span(`${money(mostExpensive.costPico)} ${mostExpensive.prompt}`),
    ]);
  }
  for (const c of compactions) {
    const left = c.postTokens === null ? "" : ` to ${compactTokens(c.postTokens)}`;
    const at = Number.isNaN(c.atMs) ? "" : ` at ${clock(c.atMs, ctx.zone)}`;
    lines.push([
      span("compaction".padEnd(13), "muted"),
      span(`${c.trigger}, ${compactTokens(c.preTokens)}${left} tokens${at}`),
    ]);
  }
  return {
    id: "events",
    title: "What happened",
    priority: 5,
    minHeight: 5,
    idealHeight: 1 + lines.length,
    mostHeight: 1 + lines.length,
    grows: true,
    draw: () => lines,
  };
}
