/** Which sessions are listed, in which order, and which one is meant. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { DashboardData, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { pickedScope } from "./period-choice.ts";
import { EVERYTHING, type Scope, scopeKey } from "./places/place.ts";
import type { LiveState, UiState } from "./ui-state.ts";

const isOpen = (s: SessionRow): boolean => s.status !== "closed";

const OPEN = new WeakMap<readonly SessionRow[], readonly SessionRow[]>();

/**
 * Running sessions in the order of the list, which is searched once.
 * @param most their number, where known: they are near the beginning
 */
export function openSessions(sessions: readonly SessionRow[], most = Number.POSITIVE_INFINITY): readonly SessionRow[] {
  const known = OPEN.get(sessions);
  if (known) return known;
  const open: SessionRow[] = [];
  for (const session of sessions) {
    if (open.length >= most) break;
    if (isOpen(session)) open.push(session);
  }
  OPEN.set(sessions, open);
  return open;
}

/** Open sessions first, then the latest. */
export function openFirst(sessions: readonly SessionRow[]): readonly SessionRow[] {
  return [...openSessions(sessions), ...sessions.filter((s) => !isOpen(s))];
}

/** The running sessions or, where there are none, the latest few. */
export function openOrLatest(sessions: readonly SessionRow[]): readonly SessionRow[] {
  const open = openSessions(sessions);
  return open.length > 0 ? open : sessions.slice(0, LATEST);
}

const LATEST = 8;

/** The pinned session, else the most recently active open one, else the most recently active one. */
export function followedSession(data: Pick<DashboardData, "sessions">, pinnedId: string | null): SessionRow | null {
  const pinned = pinnedId === null ? undefined : data.sessions.find((s) => s.sessionId === pinnedId);
  return pinned ?? firstListed(data.sessions);
}

/** The session shown beside the list of all; null = none, or the first in the list is not known. */
export function chosenSession(
  data: Pick<DashboardData, "sessions"> | null,
  { view, place, chosen, filter, sorts, range }: UiState,
): SessionRow | null {
  if (data === null || view !== "sessions" || place.kind !== "view") return null;
  if (chosen?.list === "sessions") return data.sessions.find(({ sessionId }) => sessionId === chosen.id) ?? null;
  const isOwnOrder = filter === "" && sorts.sessions === undefined && range === null;
  return isOwnOrder ? firstListed(data.sessions) : null;
}

/** The first session where open ones come first. */
function firstListed(sessions: readonly SessionRow[]): SessionRow | null {
  return openSessions(sessions)[0] ?? sessions[0] ?? null;
}

/** The scope to sum for the present view; null = only the whole is shown. */
export function wantedScope(ui: UiState, today: DayNumber): Scope | null {
  if (ui.place.kind === "scope") return ui.place.scope;
  const shown = isToday(ui) ? todayScope(ui, today) : null;
  const picked = ui.view === "sessions" || ui.view === "background" ? pickedScope(ui, today) : shown;
  return picked === EVERYTHING ? null : picked;
}

const isToday = ({ view, place }: UiState): boolean => view === "today" && place.kind === "view";

/** The days that the Today view shows. */
export function todayScope(ui: UiState, today: DayNumber): Scope {
  return pickedScope(ui, today) ?? { ...EVERYTHING, first: today, last: today };
}

/** The responses whose causes are shown; null = none, or only a session's. */
export function wantedCauses(ui: UiState, today: DayNumber): Scope | null {
  const { place } = ui;
  if (place.kind === "scope" || place.kind === "scope-causes") return place.scope;
  return isToday(ui) ? todayScope(ui, today) : null;
}

/** Changes when other data is needed: of the followed session, of what is open, of a scope. */
export function wantedKey({ data, ui, nowMs, zone }: LiveState): string {
  const followed = data === null ? null : followedSession(data, ui.pinnedId)?.sessionId;
  const scope = wantedScope(ui, zone.dayOf(nowMs));
  const causes = wantedCauses(ui, zone.dayOf(nowMs));
  const chosen = chosenSession(data, ui)?.sessionId ?? null;
  return JSON.stringify([
    followed,
    ui.place,
    chosen,
    ...[scope, causes].map((of) => (of === null ? null : scopeKey(of))),
  ]);
}
