/** Every key of the dashboard: input, footer, help and README use this one table. */

import { hasPeriod } from "../period-choice.ts";
import type { UiState, ViewName } from "../ui-state.ts";

export type Command =
  | "now"
  | "today"
  | "sessions"
  | "history"
  | "limits"
  | "background"
  | "next-view"
  | "previous-view"
  | "down"
  | "up"
  | "page-down"
  | "page-up"
  | "top"
  | "bottom"
  | "open"
  | "causes"
  | "next-list"
  | "previous-list"
  | "back"
  | "pin"
  | "filter"
  | "sort"
  | "sort-column"
  | "mouse"
  | "copy"
  | "export-csv"
  | "export-json"
  | "command"
  | "pick-period"
  | "period-before"
  | "period-after"
  | "by-day"
  | "by-week"
  | "by-month"
  | "alerts"
  | "silence"
  | "refresh"
  | "help"
  | "quit";

export type Binding = {
  readonly command: Command;
  /** As terminals send them, with the names of `keyName`. */
  readonly keys: readonly string[];
  /** As shown to people. */
  readonly shown: string;
  readonly label: string;
  /** Text in the footer; "" = not shown there. */
  readonly hint: string;
  readonly group: "Views" | "Lists" | "Period" | "History" | "Alerts" | "Program";
  readonly views: readonly ViewName[] | "all";
};

export const KEYMAP: readonly Binding[] = [
  bind("now", ["1"], "1", "Now: the session you work in", "", "Views"),
  bind("today", ["2"], "2", "Today, this week, this month", "", "Views"),
  bind("sessions", ["3"], "3", "Sessions, open and closed", "", "Views"),
  bind("history", ["4"], "4", "History: days, weeks, months", "", "Views"),
  bind("limits", ["5"], "5", "Limits, credits and budgets", "", "Views"),
  bind("background", ["6"], "6", "Background: what Claude Code spends on its own behalf", "", "Views"),
  bind("next-view", ["tab"], "Tab", "the next view", "", "Views"),
  bind("previous-view", ["shift-tab"], "Shift-Tab", "the view before", "", "Views"),
  bind("down", ["j", "down"], "j Down", "down", "", "Lists"),
  bind("up", ["k", "up"], "k Up", "up", "", "Lists"),
  bind("page-down", ["pagedown", "space"], "PgDn", "a page down", "", "Lists"),
  bind("page-up", ["pageup"], "PgUp", "a page up", "", "Lists"),
  bind("top", ["g", "home"], "g", "to the first", "", "Lists"),
  bind("bottom", ["G", "end"], "G", "to the last", "", "Lists"),
  bind("next-list", ["right", "l"], "l Right", "to the next list of the view", "", "Lists"),
  bind("previous-list", ["left"], "Left", "to the list before", "", "Lists"),
  bind("open", ["enter"], "Enter", "go deeper: open what is chosen", "open", "Lists"),
  bind("causes", ["o"], "o", "what the dollars of the chosen session or days were spent on", "causes", "Lists"),
  bind("filter", ["/"], "/", "show only rows with these words", "filter", "Lists"),
  bind("sort", ["s"], "s", "sort by a column, again for the other way round", "sort", "Lists"),
  bind("sort-column", ["S"], "S", "sort by the next column", "", "Lists"),
  bind("pin", ["p"], "p", "follow this session in Now, or again the one last active", "pin", "Lists"),
  bind("export-csv", ["e"], "e", "write these rows as CSV, and say where", "", "Lists"),
  bind("export-json", ["E"], "E", "write these rows as JSON", "", "Lists"),
  bind("pick-period", ["t"], "t", "pick the days shown: today, this week, a range", "time", "Period"),
  bind("period-before", ["["], "[", "the period before", "", "Period"),
  bind("period-after", ["]"], "]", "the period after", "", "Period"),
  bind("by-day", ["d"], "d", "by day", "day", "History", ["history"]),
  bind("by-week", ["w"], "w", "by week", "week", "History", ["history"]),
  bind("by-month", ["m"], "m", "by month", "month", "History", ["history"]),
  bind("alerts", ["a"], "a", "all alerts", "", "Alerts"),
  bind("silence", ["x"], "x", "silence the alert shown, or hear it again", "", "Alerts"),
  bind("copy", ["y"], "y", "copy: the row, the session's id, or what the alert says to type", "copy", "Program"),
  bind("command", [":"], ":", "a command such as `why .`, where `.` is the chosen session", "", "Program"),
  bind("mouse", ["M"], "M", "give the mouse to the terminal, or take it again", "", "Program"),
  bind("back", ["escape", "backspace"], "Esc", "back to where you were (never quits)", "", "Program"),
  bind("refresh", ["r"], "r", "read all files again", "", "Program"),
  bind("help", ["?", "h"], "?", "this help", "", "Program"),
  bind("quit", ["q", "ctrl-c"], "q", "quit", "", "Program"),
];

function bind(
  command: Command,
  keys: readonly string[],
  shown: string,
  label: string,
  hint: string,
  group: Binding["group"],
  views: readonly ViewName[] | "all" = "all",
): Binding {
  return { command, keys, shown, label, hint, group, views };
}

/** The command of a key in a view; null = none. */
export function commandOf(key: string, view: ViewName): Command | null {
  const binding = KEYMAP.find((b) => b.keys.includes(key) && isIn(b, view));
  return binding?.command ?? null;
}

export type Hint = { readonly key: string; readonly hint: string };

/**
 * Keys that have an effect now, for the footer: `hints` as they fit, most useful first, and those that are always
 * shown.
 * @param works whether a command has an effect on what is shown
 */
export function hintsFor(
  ui: UiState,
  works: (command: Command) => boolean,
): { readonly hints: readonly Hint[]; readonly always: readonly Hint[] } {
  const always = [hint("help", "?"), hint("quit", "q")];
  const views = hint("views", "1-6");
  const back = hint("back", "Esc");
  const move = hint("move", "j/k");
  if (ui.isTyping) return { hints: [], always: [hint("keep", "Enter"), hint("clear", "Esc")] };
  if (ui.command !== null) return { hints: [], always: [hint("run", "Enter"), hint("leave", "Esc")] };
  if (ui.output !== null) return { hints: [back, move, hint("copy", "y")], always };
  if (ui.helpPage !== null) return { hints: [back, hint("more", "Tab")], always: [hint("quit", "q")] };
  if (ui.picker !== null) return { hints: [hint("pick", "Enter"), back, move], always: [hint("quit", "ctrl-c")] };
  if (ui.showsAlerts) return { hints: [back, move, hint("silence", "x"), views], always };
  const isDeep = ui.place.kind !== "view";
  const own = KEYMAP.filter((b) => b.hint !== "" && isIn(b, ui.view) && isOfUse(b, ui) && works(b.command));
  const isBack = isDeep || ui.filter !== "" || ui.chosen !== null;
  const shown = own.map((b) => hint(b.hint, b.shown));
  return { hints: [views, ...(isBack ? [back] : []), move, ...shown, hint("alerts", "a")], always };
}

const hint = (text: string, key: string): Hint => ({ key, hint: text });
const isIn = ({ views }: Binding, view: ViewName): boolean => views === "all" || views.includes(view);

function isOfUse({ command, group }: Binding, { view, place }: UiState): boolean {
  const isDeep = place.kind !== "view";
  if (group === "History") return !isDeep;
  if (group === "Period") return !isDeep && hasPeriod(view);
  return command !== "pin" || isDeep || view === "now" || view === "sessions" || view === "background";
}

const MOVES: readonly Command[] = ["down", "up", "page-down", "page-up", "top", "bottom"];

/** Whether a command acts on the view; such keys are ignored while help or alerts cover it. */
export function actsOnView(command: Command, over: "help" | "alerts" | "output"): boolean {
  const binding = KEYMAP.find((b) => b.command === command);
  const isForView = binding !== undefined && ["Lists", "Period", "History"].includes(binding.group);
  return isForView && !MOVES.includes(command) && !(command === "open" && over === "alerts");
}
