/** Every change of the dashboard in one place: an event in, the next state out. */

import type { DashboardData, WatchState } from "../../core/dashboard/dashboard-data.ts";
import { beginCommand, copy, exportRows, typeCommand } from "./act.ts";
import type { ClickTarget, WheelTarget } from "./click-target.ts";
import { actsOnView, type Command, commandOf } from "./keys/keymap.ts";
import { edited, pastedLine } from "./keys/line-edit.ts";
import {
  back,
  chooseFirst,
  chosenSessionId,
  go,
  move,
  nextList,
  open,
  placeOfCauses,
  type Seen,
  seenLists,
  show,
  sortNext,
  turnPage,
  within,
  withUi,
} from "./navigate.ts";
import { hasPeriod, PERIOD_CHOICES, parsePeriod, stepPeriod } from "./period-choice.ts";
import { showsCauses } from "./places/place.ts";
import { point } from "./point.ts";
import { refuse, toast } from "./toast.ts";
import { type CommandOutput, type LiveState, type UiState, VIEWS } from "./ui-state.ts";

export type LiveEvent =
  /** Files, a feed or settings changed: there is new data to show. */
  | { readonly type: "data"; readonly data: DashboardData }
  | { readonly type: "watch"; readonly watch: Partial<WatchState> }
  | { readonly type: "tick"; readonly nowMs: number }
  | ({
      readonly type: "mouse";
      readonly kind: "click" | "wheel-up" | "wheel-down";
      /** The target of the click; null = none. */
      readonly target: ClickTarget | null;
      /** What the wheel scrolls at its position; null = what has the selection. */
      readonly wheel?: WheelTarget | null;
    } & Seen)
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "mouse-use"; readonly isOn: boolean }
  /** The result of a request, or why it failed. */
  | { readonly type: "done"; readonly text: string }
  | { readonly type: "output"; readonly output: CommandOutput }
  /** `text` is what a printable key types; "" = none. */
  | ({ readonly type: "key"; readonly key: string; readonly text: string } & Seen);

const PAGE = 10;

export function reduce(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === "data") return { ...state, data: event.data, nowMs: Math.max(state.nowMs, event.data.asOfMs) };
  if (event.type === "watch") return { ...state, watch: { ...state.watch, ...event.watch } };
  if (event.type === "tick") return tick(state, event.nowMs);
  if (event.type === "mouse") return point(state, event);
  if (event.type === "mouse-use") return withUi(state, { mouse: event.isOn });
  if (event.type === "done") return toast(state, event.text);
  if (event.type === "output") return withUi(state, { output: event.output, toast: null, scroll: 0 });
  if (event.type === "paste") return paste(state, pastedLine(event.text));
  return key(state, event);
}

function tick(state: LiveState, nowMs: number): LiveState {
  const { toast } = state.ui;
  const ui = toast && toast.untilMs <= nowMs ? { ...state.ui, toast: null } : state.ui;
  return { ...state, nowMs, ui };
}

function key(before: LiveState, { key: name, text, ...seen }: LiveEvent & { type: "key" }): LiveState {
  const state = before.ui.toast?.isRefusal ? withUi(before, { toast: null }) : before;
  if (name === "ctrl-c") return withUi(state, { isQuitting: true });
  if (state.ui.isTyping) return typing(state, name, text);
  if (state.ui.command !== null) return typeCommand(state, state.ui.command, name, text);
  if (state.ui.picker !== null) return picking(state, state.ui.picker, name, text);
  const command = commandOf(name, state.ui.view);
  return command === null ? state : perform(state, command, seen);
}

/** Pasted text is inserted where the user types; anywhere else it has no effect, because it is not meant as keys. */
function paste(state: LiveState, text: string): LiveState {
  const { isTyping, command, picker } = state.ui;
  if (isTyping) return typing(state, "paste", text);
  if (command !== null) return typeCommand(state, command, "paste", text);
  return picker === null ? state : picking(state, picker, "paste", text);
}

const MOST_FILTER = 60;

function typing(state: LiveState, name: string, text: string): LiveState {
  if (name === "enter") return chooseFirst(withUi(state, { isTyping: false }));
  if (name === "escape") return withUi(state, { isTyping: false, filter: "", chosen: null });
  const filter = edited(state.ui.filter, name, text, MOST_FILTER);
  return filter === state.ui.filter ? state : withUi(state, { filter, chosen: null, scroll: 0 });
}

function perform(state: LiveState, command: Command, seen: Seen): LiveState {
  const { ui } = state;
  if (ui.helpPage !== null && actsOnView(command, "help")) return state;
  if (ui.showsAlerts && actsOnView(command, "alerts")) return state;
  if (ui.output !== null && actsOnView(command, "output")) return state;
  if (command === "quit") return withUi(state, { isQuitting: true });
  if (command === "back") return back(state);
  if (command === "help") return withUi(state, { helpPage: ui.helpPage === null ? 0 : null });
  const view = VIEWS.find((v) => v === command);
  if (view) return show(state, view);
  if (command === "next-view" || command === "previous-view") {
    if (ui.helpPage !== null) return turnPageRound(state, command === "next-view" ? 1 : -1, seen);
    const step = command === "next-view" ? 1 : VIEWS.length - 1;
    return show(state, VIEWS[(VIEWS.indexOf(ui.view) + step) % VIEWS.length] as UiState["view"]);
  }
  if (command === "by-day" || command === "by-week" || command === "by-month") return by(state, command);
  if (command === "refresh") {
    return toast(withUi(state, { wantsRefresh: ui.wantsRefresh + 1 }), "reading all files again");
  }
  if (command === "command") return beginCommand(state);
  if (command === "mouse") {
    return toast(withUi(state, { mouse: !ui.mouse }), ui.mouse ? "the terminal has the mouse" : "the mouse is taken");
  }
  if (command === "copy") return copy(state, seen);
  if (command === "alerts") return withUi(state, { showsAlerts: !ui.showsAlerts, helpPage: null });
  if (command === "silence") return silence(state);
  return performInTime(state, command) ?? performInList(state, command, seen);
}

/** @param picker its state when the key was pressed */
function picking(state: LiveState, picker: NonNullable<UiState["picker"]>, name: string, text: string): LiveState {
  const { at, text: typed } = picker;
  const set = (change: Partial<typeof picker>): LiveState => withUi(state, { picker: { ...picker, ...change } });
  if (name === "escape" || name === "t") return withUi(state, { picker: null });
  const moved = commandOf(name, state.ui.view);
  const step = moved === null ? undefined : STEPS[moved];
  // The choice counts again in place of what was typed.
  if (step !== undefined && name !== "space") return set({ at: within(at + step, PERIOD_CHOICES.length), text: "" });
  if (name === "enter") {
    const today = state.zone.dayOf(state.nowMs);
    const range = typed === "" ? (PERIOD_CHOICES[at] ?? null) : parsePeriod(typed, today);
    if (typed !== "" && range === null) return refuse(state, `not days: '${typed}'; ${DAYS_LIKE}`);
    if (range?.unit === "days" && range.first > today) return refuse(state, `not yet: '${typed}' is in the future`);
    return pick(withUi(state, { picker: null }), range);
  }
  const next = edited(typed, name, text, MOST_DAYS);
  return text === "" || DAYS_BEGIN.test(next)
    ? set({ text: next })
    : refuse(state, `not days: '${next}'; ${DAYS_LIKE}`);
}

const MOST_DAYS = "2026-11-02..2026-11-08".length;
const DAYS_LIKE = "like 2026-11-02, 2026-11, 2026-11-02..2026-11-08 or 7d";
/** What days that are still being typed can look like. */
const DAYS_BEGIN = /^(?:[\d.-]+|\d+d)$/;

function pick(state: LiveState, range: UiState["range"]): LiveState {
  return withUi(state, { range, chosen: null, scroll: 0 });
}

const NO_PERIOD = {
  now: "Now is of this moment; days are picked in the other views",
  limits: "each limit has its own period; days are picked in the other views",
} as const;

function performInTime(state: LiveState, command: Command): LiveState | null {
  const { ui, zone, nowMs } = state;
  const isPicking = command === "pick-period";
  if (!isPicking && command !== "period-before" && command !== "period-after") return null;
  if (!hasPeriod(ui.view)) return refuse(state, NO_PERIOD[ui.view === "now" ? "now" : "limits"]);
  if (ui.place.kind !== "view") return refuse(state, "Esc goes back to the view, where days are picked");
  if (!isPicking) return pick(state, stepPeriod(ui, command === "period-after" ? 1 : -1, zone.dayOf(nowMs)));
  const at = PERIOD_CHOICES.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(ui.range));
  return withUi(state, { picker: { at: Math.max(0, at), text: "" } });
}

/** The page after the last one is the first. */
function turnPageRound(state: LiveState, step: 1 | -1, seen: Seen): LiveState {
  const isPastEnd = step > 0 && (state.ui.helpPage ?? 0) >= (seen.scrollEnd ?? Number.MAX_SAFE_INTEGER);
  return turnPage(state, isPastEnd ? Number.NEGATIVE_INFINITY : step, seen);
}

const KINDS = { "by-day": "day", "by-week": "week", "by-month": "month" } as const;

function by(state: LiveState, command: keyof typeof KINDS): LiveState {
  return state.ui.place.kind === "view" ? withUi(state, { period: KINDS[command], scroll: 0, chosen: null }) : state;
}

function performInList(state: LiveState, command: Command, seen: Seen): LiveState {
  if (command === "filter") {
    // Else the words that are typed next would be taken as keys.
    const hasLists = seenLists(state, seen).length > 0;
    return hasLists ? withUi(state, { isTyping: true }) : refuse(state, "there is no list to filter here");
  }
  if (command === "sort" || command === "sort-column") return sortNext(state, seen, command === "sort-column");
  if (command === "open") return open(state, seen);
  if (command === "export-csv") return exportRows(state, seen, "csv");
  if (command === "export-json") return exportRows(state, seen, "json");
  if (command === "next-list" || command === "previous-list") {
    return nextList(state, command === "next-list" ? 1 : -1, seen);
  }
  if (command === "causes") return causes(state);
  if (command === "pin") {
    const sessionId = chosenSessionId(state);
    return sessionId === null ? refuse(state, "no session is chosen") : pin(state, sessionId);
  }
  const step = STEPS[command];
  if (step === undefined) return state;
  return state.ui.helpPage === null ? move(state, step, seen) : turnPage(state, step, seen);
}

function causes(state: LiveState): LiveState {
  if (showsCauses(state.ui.place)) return state;
  const place = placeOfCauses(state);
  return place === null ? refuse(state, "no session and no days are chosen") : go(state, place);
}

function pin(state: LiveState, id: string): LiveState {
  const pinnedId = state.ui.pinnedId === id ? null : id;
  return toast(
    withUi(state, { pinnedId }),
    pinnedId === null ? "following the session last active" : "following this session",
  );
}

/** Silences the selected or shown alert until the program ends; settings silence it permanently. */
function silence(state: LiveState): LiveState {
  const { silenced, showsAlerts, alertAt } = state.ui;
  const alerts = state.data?.alerts ?? [];
  const meant = showsAlerts ? alerts[alertAt] : alerts.find((a) => !silenced.has(a.id));
  if (!meant) return refuse(state, "no alert to silence");
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
