/** Sessions: all of them as a list, or the details of one. */

import type { DashboardData, SessionDetail, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import type { Shape } from "./layout.ts";
import { listPane } from "./lists/list-pane.ts";
import { allSessionsList, pickedSessions, sessionLists } from "./lists/lists-of.ts";
import { emptyPane } from "./now-view.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { CAUSES_TITLE, causesPane } from "./panes/causes-pane.ts";
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
  // They are of the session that is chosen: another choice beside it would take that away.
  return causes.length === 0 ? [] : [causesPane(causes, null, { title: CAUSES_TITLE, place: null }, ctx)];
}

/** The details of one session: its turns, its subagents, what its dollars were spent on, and its events. */
export function sessionDetailPanes(session: SessionRow, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const { sessionId } = session;
  const detail = data.details.get(sessionId) ?? null;
  const left = sessionPanes(session, data, ui, ctx, {
    title: `Session ${sessionId.slice(0, 8)}`,
    turnsAside: turnsAside(detail, detail?.timeline?.turns.length ?? 0),
    form: "full",
    noTurns: "its log is not there any more, or not read yet",
  });
  const { subagents, events } = sessionLists(session, detail, ui, ctx.zone);
  const causes = detail?.causes ?? [];
  const look = { title: CAUSES_TITLE, place: { kind: "causes", sessionId } } as const;
  return [
    left,
    [
      ...(subagents.total === 0 ? [] : [listPane(subagents, SUBAGENTS_LOOK, ctx)]),
      ...(causes.length === 0 ? [] : [causesPane(causes, ui, look, ctx)]),
      listPane(events, EVENTS_LOOK, ctx),
    ],
  ];
}

const SUBAGENTS_LOOK = { title: "Subagents", priority: 3, mostLines: 12, grows: false, empty: "none" } as const;
const EVENTS_LOOK = { title: "What happened", priority: 5, minHeight: 5, empty: "nothing", hasHeader: false } as const;

function turnsAside(detail: SessionDetail | null, count: number): string {
  const dropped = detail?.timeline?.droppedTurns ?? 0;
  if (count === 0) return "";
  return dropped > 0 || detail?.timeline?.fromMiddle ? `the last ${count}, newest first` : "newest first";
}
