/** Actions on what is shown: copying, writing to a file, or passing to a command. */

import type { AlertRow } from "../../core/dashboard/dashboard-data.ts";
import { edited } from "./keys/line-edit.ts";
import type { List } from "./lists/list.ts";
import { chosenSessionId, type Seen, seenLists, withUi } from "./navigate.ts";
import { openSessionId } from "./places/place.ts";
import { placeName } from "./places/place-name.ts";
import { refuse, toast } from "./toast.ts";
import type { Ask, LiveState } from "./ui-state.ts";

type AskFor = Ask extends infer A ? (A extends Ask ? Omit<A, "id"> : never) : never;

function ask(state: LiveState, what: AskFor): LiveState {
  const id = (state.ui.ask?.id ?? 0) + 1;
  return withUi(state, { ask: { ...what, id } as Ask });
}

/** The alert shown below the view; null = none. */
export function shownAlert({ data, ui }: LiveState): AlertRow | null {
  return data?.alerts.find(({ id }) => !ui.silenced.has(id)) ?? null;
}

/** Copies the selected row, else the id of the open session, else the command that the alert suggests. */
export function copy(state: LiveState, seen: Seen): LiveState {
  const text = textToCopy(state, seenLists(state, seen));
  return text === "" ? refuse(state, "nothing to copy here") : ask(state, { kind: "copy", text });
}

/** "" = nothing. @param lists those that are seen */
export function textToCopy(state: LiveState, lists: readonly List[]): string {
  const { ui, data } = state;
  if (ui.output !== null) return ui.output.lines.join("\n");
  if (ui.showsAlerts) return typedFor(data?.alerts[ui.alertAt]);
  const list = lists.find(({ chosenAt }) => chosenAt >= 0);
  const row = list?.copyAt(list.chosenAt) ?? "";
  if (ui.chosen !== null && row !== "") return row;
  return openSessionId(ui.place) ?? (row || typedFor(shownAlert(state) ?? undefined));
}

function typedFor(alert: AlertRow | undefined): string {
  return alert === undefined ? "" : alert.command || alert.message;
}

/** Exports the rows of the list with the selection, or of the first list, as filtered and sorted. */
export function exportRows(state: LiveState, seen: Seen, format: "csv" | "json"): LiveState {
  const lists = seenLists(state, seen);
  const list = lists.find(({ chosenAt }) => chosenAt >= 0) ?? lists[0];
  if (list === undefined || list.count === 0) return refuse(state, "no rows to write here");
  const { place, view } = state.ui;
  const parts = new Set([view, placeName(place, state.data), list.id]);
  const name = [...parts].filter((part) => part !== "").join(" ");
  return ask(state, { kind: "export", name, format, ...list.table() });
}

/** Starts a command line, in which `.` stands for the selected session. */
export function beginCommand(state: LiveState): LiveState {
  return withUi(state, { command: "" });
}

const WORDS = /"([^"]*)"|'([^']*)'|(\S+)/g;
/** Commands that show a screen of their own, or run until they are stopped. */
const ENDLESS = ["watch", "live", "listen", "hook", "statusline"];
const MOST_COMMAND = 200;

export function typeCommand(state: LiveState, line: string, name: string, text: string): LiveState {
  if (name === "escape" || (name === "backspace" && line === "")) return withUi(state, { command: null });
  if (name === "enter") return run(withUi(state, { command: null }), line);
  return withUi(state, { command: edited(line, name, text, MOST_COMMAND) });
}

function run(state: LiveState, line: string): LiveState {
  const sessionId = chosenSessionId(state);
  const words = [...line.matchAll(WORDS)].map(([, double, single, bare]) =>
    bare === "." && sessionId !== null ? sessionId : (double ?? single ?? bare ?? ""),
  );
  const args = words[0] === "claude-cost" ? words.slice(1) : words;
  if (args.includes(".")) return refuse(state, "no session is chosen that '.' could stand for");
  const [command] = args;
  if (command === undefined) return state;
  if (ENDLESS.includes(command)) return refuse(state, `'${command}' does not end: type it in a shell`);
  return toast(ask(state, { kind: "run", args }), `claude-cost ${command}: running`);
}
