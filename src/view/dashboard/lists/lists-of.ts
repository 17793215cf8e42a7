/** The lists of what is open, in the order in which the selection moves through them. */

import type { DayNumber, Zone } from "../../../core/calendar/zone.ts";
import type { DashboardData, SessionDetail, SessionRow } from "../../../core/dashboard/dashboard-data.ts";
import type { Cause } from "../../../core/drivers/cause-sums.ts";
import { pickedScope } from "../period-choice.ts";
import { EVERYTHING, isOneDay, limitKey, type Scope, scopeKey } from "../places/place.ts";
import { followedSession, openFirst, openOrLatest, todayScope } from "../session-choice.ts";
import { daysOf, shares } from "../spend.ts";
import type { LiveState, UiState } from "../ui-state.ts";
import { ALL_PARTS, causeList } from "./cause-list.ts";
import { eventList } from "./event-list.ts";
import { limitList } from "./limit-list.ts";
import type { List, ListChoice } from "./list.ts";
import { periodList } from "./period-list.ts";
import { contentList, requestList } from "./request-list.ts";
import { backgroundList, sessionList } from "./session-list.ts";
import { modelList, projectList } from "./share-list.ts";
import { subagentList } from "./subagent-list.ts";
import { turnList } from "./turn-list.ts";
import { userList } from "./user-list.ts";

export type ListsState = Pick<LiveState, "data" | "ui" | "nowMs" | "zone">;

export function listsOf({ data, ui, nowMs, zone }: ListsState): readonly List[] {
  if (data === null) return [];
  const today = zone.dayOf(nowMs);
  const { place } = ui;
  switch (place.kind) {
    case "view":
      return listsOfView(data, ui, today);
    case "session":
      return listsOfSession(data, ui, place.sessionId, zone);
    case "causes":
      return [causeList(detailOf(data, place.sessionId)?.causes ?? [], firstPicked(ui), ALL_PARTS)];
    case "scope-causes":
      return [causeList(causesIn(data, place.scope) ?? [], firstPicked(ui), ALL_PARTS)];
    case "turn":
      return Object.values(turnLists(data, ui, place));
    case "scope":
      return scopeLists(data, ui, place.scope, today).all;
    case "limit":
      return data.limits.filter((l) => limitKey(l) === place.limitId).map((l) => userList(l, firstPicked(ui)));
  }
}

function listsOfView(data: DashboardData, ui: UiState, today: DayNumber): readonly List[] {
  switch (ui.view) {
    case "now":
      return nowLists(data, ui);
    case "today": {
      const { sessions, causes, projects, models } = todayLists(data, ui, today);
      return [sessions, causes, projects, models];
    }
    case "sessions":
      return [allSessionsList(data, ui, today)];
    case "history": {
      const { periods, projects, models } = historyLists(data, ui, today);
      return [periods, projects, models];
    }
    case "limits":
      return [limitList(data.limits, ui).list];
    case "background":
      return data.background.costPico === null ? [] : [backgroundSessions(data, ui, today)];
  }
}

/** Where a list is the top of the view, the selection starts at its first row. */
export const firstPicked = (ui: UiState): ListChoice => ({ ...ui, picksFirst: true });

export function allSessionsList(data: DashboardData, ui: UiState, today: DayNumber): List {
  return sessionList("sessions", openFirst(pickedSessions(data, ui, today) ?? []), firstPicked(ui));
}

export function backgroundSessions(data: DashboardData, ui: UiState, today: DayNumber): List {
  return backgroundList(pickedSessions(data, ui, today) ?? [], ui);
}

/** All sessions, or those of the selected days with what each spent in them; null = still being summed. */
export function pickedSessions(data: DashboardData, ui: UiState, today: DayNumber): readonly SessionRow[] | null {
  return sessionsIn(data, pickedScope(ui, today) ?? EVERYTHING);
}

/** Sessions of some days with what each spent in them; null = still being summed. */
export function sessionsIn(data: DashboardData, scope: Scope): readonly SessionRow[] | null {
  if (scope === EVERYTHING) return data.sessions;
  return data.scope?.key === scopeKey(scope) ? data.scope.sessions : null;
}

/** What the dollars of a scope were spent on; null = still being computed. */
export function causesIn(data: DashboardData, scope: Scope): readonly Cause[] | null {
  return data.causes?.key === scopeKey(scope) ? data.causes.causes : null;
}

/** Lists for the days that the Today view shows. */
export function todayLists(
  data: DashboardData,
  ui: UiState,
  today: DayNumber,
): { sessions: List; causes: List; projects: List; models: List } {
  const scope = todayScope(ui, today);
  return {
    sessions: sessionList("sessions", sessionsIn(data, scope) ?? [], ui),
    causes: scopeCauseList(data, ui, scope),
    ...shareLists(data, ui, scope),
  };
}

const scopeCauseList = (data: DashboardData, ui: UiState, scope: Scope): List =>
  causeList(causesIn(data, scope) ?? [], ui, { place: { kind: "scope-causes", scope }, parts: "none" });

const sessionCauseList = (detail: SessionDetail | null, ui: UiState, sessionId: string): List =>
  causeList(detail?.causes ?? [], ui, { place: { kind: "causes", sessionId }, parts: "none" });

function listsOfSession(data: DashboardData, ui: UiState, sessionId: string, zone: Zone): readonly List[] {
  const detail = detailOf(data, sessionId);
  const turns = turnList(sessionId, detail, firstPicked(ui));
  const session = data.sessions.find((s) => s.sessionId === sessionId);
  if (session === undefined) return [turns];
  const { subagents, events } = sessionLists(session, detail, ui, zone);
  return [turns, subagents, sessionCauseList(detail, ui, sessionId), events];
}

/** What a session has lists of beside its turns and causes. */
export function sessionLists(
  session: SessionRow,
  detail: SessionDetail | null,
  ui: UiState,
  zone: Zone,
): { subagents: List; events: List } {
  return {
    subagents: subagentList(session.sessionId, detail, ui),
    events: eventList(session, detail, ui, zone),
  };
}

export const detailOf = (data: DashboardData, sessionId: string): SessionDetail | null =>
  data.details.get(sessionId) ?? null;

function nowLists(data: DashboardData, ui: UiState): readonly List[] {
  const session = followedSession(data, ui.pinnedId);
  if (session === null) return [];
  const { sessionId } = session;
  const detail = detailOf(data, sessionId);
  return [turnList(sessionId, detail, ui), sessionCauseList(detail, ui, sessionId), openList(data, ui)];
}

export function openList(data: DashboardData, ui: UiState): List {
  return sessionList("open", openOrLatest(data.sessions), ui);
}

/** Projects and models of some days. */
export function shareLists(data: DashboardData, ui: UiState, scope: Scope): { projects: List; models: List } {
  const { first, last } = daysOf(data.days, scope);
  return {
    projects: projectList(
      shares(data, first, last, (day) => day.projects),
      scope,
      ui,
    ),
    models: modelList(
      shares(data, first, last, (day) => day.models),
      scope,
      ui,
    ),
  };
}

const LOOKED_BACK = { day: 29, week: 90, month: 364 } as const;

/** Days, weeks or months, and who spent most recently. */
/** `shared`: the days of the projects and models. */
export function historyLists(
  data: DashboardData,
  ui: UiState,
  today: DayNumber,
): { periods: List; projects: List; models: List; shared: Scope } {
  const picked = pickedScope(ui, today);
  const lately: Scope = { ...EVERYTHING, first: today - LOOKED_BACK[ui.period], last: today };
  const scope = picked ?? EVERYTHING;
  const last = scope.last === null ? null : Math.min(scope.last, today);
  const of = { id: "periods", days: data.days, kind: ui.period, today, scope: { ...scope, last } } as const;
  const shared = picked ?? lately;
  return { periods: periodList(of, ui), ...shareLists(data, ui, shared), shared };
}

export function turnLists(
  data: DashboardData,
  ui: UiState,
  { sessionId, turn }: { readonly sessionId: string; readonly turn: number },
): { requests: List; content: List } {
  const open = detailOf(data, sessionId)?.turn ?? null;
  const own = open?.number === turn ? open : null;
  return { requests: requestList(own, firstPicked(ui)), content: contentList(own, ui) };
}

export type ScopeLists = {
  /** null = it is a single day. */
  readonly days: List | null;
  readonly sessions: List;
  readonly all: readonly List[];
};

/** Empty until the scope is summed. */
export function scopeLists(data: DashboardData, ui: UiState, scope: Scope, today: DayNumber): ScopeLists {
  const sums = data.scope?.key === scopeKey(scope) ? data.scope : null;
  const found = sums?.sessions ?? [];
  const causes = scopeCauseList(data, ui, scope);
  if (isOneDay(scope)) {
    const sessions = sessionList("sessions", found, firstPicked(ui));
    return { days: null, sessions, all: [sessions, causes] };
  }
  const sessions = sessionList("sessions", found, ui);
  const used = new Map([...(sums?.days ?? [])].filter(([, day]) => day.requests > 0 || day.totalPico > 0n));
  const days = periodList({ id: "days", days: used, kind: "day", today, scope, onlyUsed: true }, firstPicked(ui));
  return { days, sessions, all: [days, causes, sessions] };
}
