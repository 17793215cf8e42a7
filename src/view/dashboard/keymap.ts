/** Every key of the dashboard: input, footer, help and README are made from this one table. */

import type { UiState, ViewName } from "./ui-state.ts";

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
  | "back"
  | "pin"
  | "filter"
  | "sort"
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
  /** As terminals send them, named by `keyName`. */
  readonly keys: readonly string[];
  /** As people read them. */
  readonly shown: string;
  readonly label: string;
  /** In the footer; "" = not there. */
  readonly hint: string;
  readonly group: "Views" | "Lists" | "History" | "Alerts" | "Program";
  readonly views: readonly ViewName[] | "all";
};

const LISTS = ["now", "today", "sessions", "history", "limits", "background"] as const;

export const KEYMAP: readonly Binding[] = [
  bind("now", ["1"], "1", "Now: the session you work in", "", "Views"),
  bind("today", ["2"], "2", "Today, this week, this month", "", "Views"),
  bind("sessions", ["3"], "3", "Sessions, open and closed", "", "Views"),
  bind("history", ["4"], "4", "History: days, weeks, months", "", "Views"),
  bind("limits", ["5"], "5", "Limits, credits and budgets", "", "Views"),
  bind("background", ["6"], "6", "Background: what Claude Code spends on its own behalf", "", "Views"),
  bind("next-view", ["tab", "right"], "Tab", "the next view", "", "Views"),
  bind("previous-view", ["shift-tab", "left"], "Shift-Tab", "the view before", "", "Views"),
  bind("down", ["j", "down"], "j Down", "down", "", "Lists", LISTS),
  bind("up", ["k", "up"], "k Up", "up", "", "Lists", LISTS),
  bind("page-down", ["pagedown", "space"], "PgDn", "a page down", "", "Lists", LISTS),
  bind("page-up", ["pageup"], "PgUp", "a page up", "", "Lists", LISTS),
  bind("top", ["g", "home"], "g", "to the first", "", "Lists", LISTS),
  bind("bottom", ["G", "end"], "G", "to the last", "", "Lists", LISTS),
  bind("open", ["enter"], "Enter", "open the chosen session", "open", "Lists", ["sessions", "now"]),
  bind("filter", ["/"], "/", "filter by project, title, model or id", "filter", "Lists", ["sessions"]),
  bind("sort", ["s"], "s", "sort by time, cost or project", "sort", "Lists", ["sessions"]),
  bind("pin", ["p"], "p", "follow this session in Now, or again the one last active", "pin", "Lists", [
    "now",
    "sessions",
  ]),
  bind("by-day", ["d"], "d", "by day", "day", "History", ["history"]),
  bind("by-week", ["w"], "w", "by week", "week", "History", ["history"]),
  bind("by-month", ["m"], "m", "by month", "month", "History", ["history"]),
  bind("alerts", ["a"], "a", "all alerts", "", "Alerts"),
  bind("silence", ["x"], "x", "silence the alert shown, or hear it again", "", "Alerts"),
  bind("back", ["escape", "backspace"], "Esc", "back (never quits)", "", "Program"),
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
  const binding = KEYMAP.find((b) => b.keys.includes(key) && (b.views === "all" || b.views.includes(view)));
  return binding?.command ?? null;
}

export type Hint = { readonly key: string; readonly hint: string };

/** Keys that do something now, for the footer: `hints` as they fit, the most telling first, and those that always stand. */
export function hintsFor(ui: UiState): { readonly hints: readonly Hint[]; readonly always: readonly Hint[] } {
  const always = [hint("help", "?"), hint("quit", "q")];
  const views = hint("views", "1-6");
  const back = hint("back", "Esc");
  const move = hint("move", "j/k");
  if (ui.isTyping) return { hints: [], always: [hint("keep", "Enter"), hint("clear", "Esc")] };
  if (ui.helpPage !== null) return { hints: [back, hint("more", "Tab")], always: [hint("quit", "q")] };
  if (ui.showsAlerts) return { hints: [back, move, hint("silence", "x"), views], always };
  const own = KEYMAP.filter((b) => b.views !== "all" && b.views.includes(ui.view) && b.hint !== "");
  const shown = own.filter((b) => ui.openId === null || b.command === "pin").map((b) => hint(b.hint, b.shown));
  const isBack = ui.openId !== null || ui.filter !== "";
  const moves = isListed(ui.view) ? [move] : [];
  return { hints: [views, ...(isBack ? [back] : []), ...shown, ...moves, hint("alerts", "a")], always };
}

const hint = (text: string, key: string): Hint => ({ key, hint: text });
const isListed = (view: ViewName): boolean => LISTS.some((list) => list === view);

/** What is done to a view; while the help or the alerts lie over it, these keys would act on what is not seen. */
export function actsOnView(command: Command): boolean {
  const binding = KEYMAP.find((b) => b.command === command);
  return binding !== undefined && binding.views !== "all" && binding.views !== LISTS;
}

/** The table of the README: one row per binding. */
export function keysInMarkdown(): string {
  const rows = KEYMAP.map((b) => `| \`${b.shown}\` | ${b.label}${whereIn(b)} |`);
  return ["| key | what it does |", "|---|---|", ...rows].join("\n");
}

/** The views of a binding, where it is for one or two of them. */
function whereIn({ views }: Binding): string {
  return views === "all" || views.length > 2 ? "" : ` (in ${views.join(" and ")})`;
}
