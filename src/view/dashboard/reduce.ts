/** Every change of the dashboard, in one place: what happened in, the next state out. */

import type { DashboardData, WatchState } from "../../core/dashboard/dashboard-data.ts";
import { actsOnView, type Command, commandOf } from "./keymap.ts";
import { chosenSession, visibleSessions } from "./session-choice.ts";
import { type LiveState, SORTS, type UiState, VIEWS } from "./ui-state.ts";

export type LiveEvent =
  /** Files changed, a feed was written, settings changed: what is shown is new. */
  | { readonly type: "data"; readonly data: DashboardData }
  | { readonly type: "watch"; readonly watch: Partial<WatchState> }
  | { readonly type: "tick"; readonly nowMs: number }
  /**
   * `text` is what a printable key types; "" = none. `scrollEnd`: how far the frame that was seen can be scrolled; left
   * out = not known, and drawing alone bounds it.
   */
  | { readonly type: "key"; readonly key: string; readonly text: string; readonly scrollEnd?: number };

const TOAST_MS = 6_000;
const PAGE = 10;

export function reduce(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === "data") return { ...state, data: event.data, nowMs: Math.max(state.nowMs, event.data.asOfMs) };
  if (event.type === "watch") return { ...state, watch: { ...state.watch, ...event.watch } };
  if (event.type === "tick") return tick(state, event.nowMs);
  return key(state, event);
}

function tick(state: LiveState, nowMs: number): LiveState {
  const { toast } = state.ui;
  const ui = toast && toast.untilMs <= nowMs ? { ...state.ui, toast: null } : state.ui;
  return { ...state, nowMs, ui };
}

function key(state: LiveState, { key: name, text, scrollEnd }: LiveEvent & { type: "key" }): LiveState {
  if (name === "ctrl-c") return withUi(state, { isQuitting: true });
  if (state.ui.isTyping) return typing(state, name, text);
  const command = commandOf(name, state.ui.view);
  return command === null ? state : perform(state, command, scrollEnd);
}

function withUi(state: LiveState, change: Partial<UiState>): LiveState {
  return { ...state, ui: { ...state.ui, ...change } };
}

function typing(state: LiveState, name: string, text: string): LiveState {
  const { filter } = state.ui;
  if (name === "enter") return withUi(state, { isTyping: false });
  if (name === "escape") return withUi(state, { isTyping: false, filter: "", selectedId: null });
  if (name === "backspace") return withUi(state, { filter: filter.slice(0, -1), selectedId: null, scroll: 0 });
  if (text === "" || filter.length + text.length > 60) return state;
  return withUi(state, { filter: filter + text, selectedId: null, scroll: 0 });
}

function perform(state: LiveState, command: Command, scrollEnd?: number): LiveState {
  const { ui } = state;
  if ((ui.showsAlerts || ui.helpPage !== null) && actsOnView(command)) return state;
  if (command === "quit") return withUi(state, { isQuitting: true });
  if (command === "back") return back(state);
  if (command === "help") return withUi(state, { helpPage: ui.helpPage === null ? 0 : null });
  const view = VIEWS.find((v) => v === command);
  if (view) return show(state, view);
  if (command === "next-view" || command === "previous-view") {
    if (ui.helpPage !== null)
      return withUi(state, { helpPage: Math.max(0, ui.helpPage + (command === "next-view" ? 1 : -1)) });
    const step = command === "next-view" ? 1 : VIEWS.length - 1;
    return show(state, VIEWS[(VIEWS.indexOf(ui.view) + step) % VIEWS.length] as UiState["view"]);
  }
  if (command === "by-day") return withUi(state, { period: "day", scroll: 0 });
  if (command === "by-week") return withUi(state, { period: "week", scroll: 0 });
  if (command === "by-month") return withUi(state, { period: "month", scroll: 0 });
  return performInList(state, command, scrollEnd);
}

function show(state: LiveState, view: UiState["view"]): LiveState {
  return withUi(state, { view, scroll: 0, openId: null, helpPage: null, showsAlerts: false });
}

function performInList(state: LiveState, command: Command, scrollEnd?: number): LiveState {
  const { ui } = state;
  if (command === "filter") return withUi(state, { isTyping: true, openId: null });
  if (command === "sort") {
    return withUi(state, { sort: SORTS[(SORTS.indexOf(ui.sort) + 1) % SORTS.length] as UiState["sort"] });
  }
  if (command === "refresh") {
    return toast(withUi(state, { wantsRefresh: ui.wantsRefresh + 1 }), "reading all files again");
  }
  if (command === "alerts") return withUi(state, { showsAlerts: !ui.showsAlerts, helpPage: null });
  if (command === "silence") return silence(state);
  const chosen = chosenSession(state);
  if (command === "open") {
    return chosen
      ? withUi(state, { view: "sessions", openId: chosen.sessionId, selectedId: chosen.sessionId, scroll: 0 })
      : state;
  }
  if (command === "pin") return pin(state, chosen?.sessionId ?? null);
  return move(state, command, scrollEnd);
}

function back(state: LiveState): LiveState {
  const { ui } = state;
  if (ui.helpPage !== null) return withUi(state, { helpPage: null });
  if (ui.showsAlerts) return withUi(state, { showsAlerts: false });
  if (ui.openId !== null) return withUi(state, { openId: null, scroll: 0 });
  if (ui.filter !== "") return withUi(state, { filter: "", selectedId: null });
  return withUi(state, { scroll: 0 });
}

function toast(state: LiveState, text: string): LiveState {
  return withUi(state, { toast: { text, untilMs: state.nowMs + TOAST_MS } });
}

function pin(state: LiveState, id: string | null): LiveState {
  if (id === null) return state;
  const pinnedId = state.ui.pinnedId === id ? null : id;
  return toast(
    withUi(state, { pinnedId }),
    pinnedId === null ? "following the session last active" : "following this session",
  );
}

/** The one chosen or shown is silenced until the program ends; settings silence it for good. */
function silence(state: LiveState): LiveState {
  const { silenced, showsAlerts, alertAt } = state.ui;
  const alerts = state.data?.alerts ?? [];
  const meant = showsAlerts ? alerts[alertAt] : alerts.find((a) => !silenced.has(a.id));
  if (!meant) return state;
  const isHeard = silenced.has(meant.id);
  const others = [...silenced].filter((id) => id !== meant.id);
  return toast(
    withUi(state, { silenced: new Set(isHeard ? others : [...others, meant.id]) }),
    isHeard ? "heard again" : "silenced until you quit",
  );
}

const STEPS: Readonly<Partial<Record<Command, number>>> = {
  up: -1,
  down: 1,
  "page-up": -PAGE,
  "page-down": PAGE,
  top: Number.NEGATIVE_INFINITY,
  bottom: Number.POSITIVE_INFINITY,
};

function move(state: LiveState, command: Command, scrollEnd = Number.MAX_SAFE_INTEGER): LiveState {
  const step = STEPS[command];
  const { ui, data } = state;
  if (step === undefined || !data) return state;
  const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));
  if (ui.showsAlerts) return withUi(state, { alertAt: within(ui.alertAt + step, data.alerts.length) });
  if (ui.view !== "sessions" || ui.openId !== null)
    // From what is seen: a terminal that grew may show more than the scroll of before would have it.
    return withUi(state, { scroll: within(Math.min(ui.scroll, scrollEnd) + step, scrollEnd + 1) });
  const visible = visibleSessions(data, ui);
  const at = Math.max(
    0,
    visible.findIndex((s) => s.sessionId === ui.selectedId),
  );
  const next = visible[within(at + step, visible.length)];
  return next ? withUi(state, { selectedId: next.sessionId }) : state;
}
