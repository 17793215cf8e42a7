/** Navigation: opening and leaving places, and selecting rows of the visible lists. */

import type { SeenHeaders } from "./click-target.ts";
import type { List } from "./lists/list.ts";
import { type ListsState, listsOf } from "./lists/lists-of.ts";
import { limitKey, openSessionId, type Place, type Scope, VIEW } from "./places/place.ts";
import { followedSession, wantedCauses } from "./session-choice.ts";
import type { ListId, LiveState, Spot, UiState, ViewName } from "./ui-state.ts";

/** What was visible when a key was pressed; undefined = not known. */
export type Seen = {
  /** How far the view can be scrolled. */
  readonly scrollEnd?: number;
  /** Lists that have a pane at this size. */
  readonly lists?: readonly ListId[];
  /** Of lists with a line of headers, those of the columns that there was room for. */
  readonly headers?: SeenHeaders;
};

export function withUi<S extends { readonly ui: UiState }>(state: S, change: Partial<UiState>): S {
  return { ...state, ui: { ...state.ui, ...change } };
}

/** Switches to another view, at its top. */
export function show(state: LiveState, view: ViewName): LiveState {
  return withUi(state, {
    view,
    place: VIEW,
    back: [],
    chosen: null,
    filter: "",
    scroll: 0,
    helpPage: null,
    showsAlerts: false,
    output: null,
  });
}

/** Opens a place; Esc returns to the present one. */
export function go(state: LiveState, place: Place): LiveState {
  const { view, place: from, chosen, filter, scroll, showsAlerts, alertAt } = state.ui;
  const spot: Spot = { view, place: from, chosen, filter, scroll, showsAlerts, alertAt };
  return withUi(state, {
    place,
    back: [...state.ui.back, spot],
    chosen: null,
    filter: "",
    scroll: 0,
    showsAlerts: false,
  });
}

export function back(state: LiveState): LiveState {
  const { ui } = state;
  if (ui.helpPage !== null) return withUi(state, { helpPage: null });
  if (ui.output !== null) return withUi(state, { output: null, scroll: 0 });
  if (ui.showsAlerts) return withUi(state, { showsAlerts: false });
  if (ui.filter !== "") return withUi(state, { filter: "", chosen: null });
  const spot = ui.back.at(-1);
  if (spot !== undefined) return withUi(state, { ...spot, back: ui.back.slice(0, -1) });
  return withUi(state, { chosen: null, scroll: 0 });
}

/** Opens what the selected row or alert refers to; without a selection the followed session, or the first row. */
export function open(state: LiveState, seen: Seen): LiveState {
  const place = placeToOpen(state, seenLists(state, seen));
  return place === null ? state : go(state, place);
}

/** What Enter opens; null = nothing. @param lists those that are seen */
export function placeToOpen({ ui, data }: ListsState, lists: readonly List[]): Place | null {
  if (data === null) return null;
  if (ui.showsAlerts) {
    const about = data.alerts[ui.alertAt]?.about;
    if (about === undefined) return null;
    return about.kind === "session" ? about : { kind: "limit", limitId: limitKey(about) };
  }
  const chosen = lists.find((list) => list.chosenAt >= 0);
  if (chosen === undefined && ui.view === "now" && ui.place.kind === "view") {
    const followed = followedSession(data, ui.pinnedId);
    return followed === null ? null : { kind: "session", sessionId: followed.sessionId };
  }
  return chosen ? chosen.placeAt(chosen.chosenAt) : (lists[0]?.placeAt(0) ?? null);
}

/** The causes of the selected session, else of the selected or open days, project or model; null = nothing is selected. */
export function placeOfCauses(state: ListsState, lists = listsOf(state)): Place | null {
  const { place, chosen } = state.ui;
  // An open scope takes precedence over the row that happens to be first in it.
  const isScopeItself = place.kind === "scope" && chosen === null;
  const sessionId = isScopeItself ? null : chosenSessionId(state, lists);
  if (sessionId !== null) return { kind: "causes", sessionId };
  const scope = chosenScope(state, lists);
  return scope === null ? null : { kind: "scope-causes", scope };
}

/** The session that a key acts on: the open one, else the selected one, else the one that Now follows. */
export function chosenSessionId(state: ListsState, lists = listsOf(state)): string | null {
  const { data, ui } = state;
  if (data === null) return null;
  const openId = openSessionId(ui.place);
  if (openId !== null) return openId;
  const list = lists.find(({ chosenAt }) => chosenAt >= 0);
  const place = list?.placeAt(list.chosenAt);
  if (place?.kind === "session") return place.sessionId;
  return ui.view === "now" ? (followedSession(data, ui.pinnedId)?.sessionId ?? null) : null;
}

/**
 * Days, a project or a model: the selected row's, else the open ones, else those that the Today view shows; null =
 * none.
 */
function chosenScope({ ui, nowMs, zone }: ListsState, lists: readonly List[]): Scope | null {
  const list = lists.find(({ chosenAt }) => chosenAt >= 0);
  const chosen = list?.placeAt(list.chosenAt);
  if (chosen?.kind === "scope" && ui.place.kind === "view") return chosen.scope;
  return wantedCauses(ui, zone.dayOf(nowMs));
}

export function seenLists(state: ListsState, { lists: ids }: Seen, lists = listsOf(state)): readonly List[] {
  return ids === undefined ? lists : lists.filter(({ id }) => ids.includes(id));
}

/** The selected row in one of the lists; null = none. */
export function chosenRow(lists: readonly List[]): { readonly list: List; readonly id: string } | null {
  const list = lists.find(({ chosenAt }) => chosenAt >= 0);
  return list === undefined ? null : { list, id: list.idAt(list.chosenAt) };
}

/** @param step rows down, negative = up; infinite = to the end */
export function move(state: LiveState, step: number, seen: Seen): LiveState {
  const { ui, data } = state;
  if (!data) return state;
  if (ui.showsAlerts) return withUi(state, { alertAt: within(ui.alertAt + step, data.alerts.length) });
  if (ui.output !== null) return scrollBy(state, step, seen);
  const lists = seenLists(state, seen);
  const count = lists.reduce((sum, list) => sum + list.count, 0);
  return count === 0 ? scrollBy(state, step, seen) : choose(state, lists, count, step);
}

/** Another page of the help. @param step forward, negative = back; infinite = to the end */
export function turnPage(state: LiveState, step: number, { scrollEnd = Number.MAX_SAFE_INTEGER }: Seen): LiveState {
  const page = Math.min(state.ui.helpPage ?? 0, scrollEnd);
  return withUi(state, { helpPage: within(page + (Number.isFinite(step) ? Math.sign(step) : step), scrollEnd + 1) });
}

/** The index that is nearest to `at`. */
export const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));

/** Starts from what is visible: after a terminal has grown, the stored scroll position may be too large. */
export function scrollBy(state: LiveState, step: number, { scrollEnd = Number.MAX_SAFE_INTEGER }: Seen): LiveState {
  return withUi(state, { scroll: within(Math.min(state.ui.scroll, scrollEnd) + step, scrollEnd + 1) });
}

/**
 * Moves through all lists as if they were one. Up from the first row nothing is selected, and the view is at its top.
 */
function choose(state: LiveState, lists: readonly List[], count: number, step: number): LiveState {
  const starts = lists.map((_, i) => lists.slice(0, i).reduce((sum, list) => sum + list.count, 0));
  const at = lists.findIndex((list) => list.chosenAt >= 0);
  const from = at < 0 ? -1 : (starts[at] as number) + (lists[at] as List).chosenAt;
  const isTop = from + step < 0 && !lists[0]?.picksFirst;
  if (isTop) return withUi(state, { chosen: null, scroll: 0 });
  const to = within(from + step, count);
  const list = starts.findLastIndex((start, i) => start <= to && (lists[i] as List).count > 0);
  return chooseRow(state, lists[list] as List, to - (starts[list] as number));
}

function chooseRow(state: LiveState, list: List, index: number): LiveState {
  return withUi(state, { chosen: { list: list.id, id: list.idAt(index) } });
}

/** Selects the first row of the list after, or before, the one with the selected row. */
export function nextList(state: LiveState, step: 1 | -1, seen: Seen): LiveState {
  if (state.ui.showsAlerts) return state;
  const lists = seenLists(state, seen).filter(({ count }) => count > 0);
  const at = lists.findIndex((list) => list.chosenAt >= 0);
  const next = lists[at < 0 ? 0 : (at + step + lists.length) % lists.length];
  return next === undefined ? state : chooseRow(state, next, 0);
}

/**
 * The next way to order the list: by a column that is seen, the other way round, by the next column, and at last its own
 * order.
 */
export function sortNext(state: LiveState, seen: Seen, isNextColumn: boolean): LiveState {
  const lists = seenLists(state, seen);
  const list = lists.find(({ chosenAt }) => chosenAt >= 0) ?? lists[0];
  if (list === undefined) return state;
  const { sort, sortable, id } = list;
  const shown = seen.headers?.[id] ?? sortable;
  if (sort !== null && !sort.isReversed && !isNextColumn) return sortBy(state, id, { ...sort, isReversed: true });
  // The column of before may have lost its room.
  const after = sortable.slice(sort === null ? 0 : sortable.indexOf(sort.header) + 1);
  const header = after.find((each) => shown.includes(each));
  return sortBy(state, id, header === undefined ? null : { header, isReversed: false });
}

/** The selection moves to the first row, because at the previous row's new position the header may be out of sight. */
export function sortBy(state: LiveState, id: ListId, sort: List["sort"]): LiveState {
  const { [id]: _, ...others } = state.ui.sorts;
  const sorted = withUi(state, { sorts: sort === null ? others : { ...others, [id]: sort } });
  return chooseFirst(sorted, id);
}

/**
 * Selects the first row where one was selected, or where the first row counts as selected: what is shown beside the list is
 * then read for it.
 */
export function chooseFirst(state: LiveState, id: ListId | null = null): LiveState {
  const list = listsOf(state).find((l) => (id === null ? l.picksFirst : l.id === id) && l.count > 0);
  const isWanted = list !== undefined && (state.ui.chosen !== null || list.picksFirst);
  return isWanted ? chooseRow(state, list, 0) : state;
}
