/** What surrounds the panes: the views and the day's figure above, the alert and the keys below. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { AlertRow } from "../../core/dashboard/dashboard-data.ts";
import { parseUsd } from "../../core/pricing/money.ts";
import { bar } from "../text/charts.ts";
import { bytes, counted, duration, money, wholeNumber } from "../text/format.ts";
import { type Line, lineWidth, type Span, span, textWidth, truncateEnd, truncateMiddle } from "../text/spans.ts";
import { clock, when } from "../text/time.ts";
import { wrapAll, wrapWords } from "../text/wrap.ts";
import { amountText } from "../words/priced-amount.ts";
import { shownAlert } from "./act.ts";
import { targetText } from "./click-target.ts";
import { type Hint, hintsFor } from "./keys/keymap.ts";
import { workingCommands } from "./keys/working-commands.ts";
import type { Seen } from "./navigate.ts";
import { spread, type ViewContext, words } from "./pane.ts";
import { periodChoiceName, pickedScope } from "./period-choice.ts";
import { type Place, scopeKey } from "./places/place.ts";
import { placeName } from "./places/place-name.ts";
import { spendBetween, spentAmount } from "./spend.ts";
import { type LiveState, type UiState, VIEWS, type ViewName } from "./ui-state.ts";

const NAMES: Readonly<Record<ViewName, string>> = {
  now: "Now",
  today: "Today",
  sessions: "Sessions",
  history: "History",
  limits: "Limits",
  background: "Background",
};

const DEMO = "DEMO";

/** Names of the views, shortened to numbers where the line is narrow; the shown one is in brackets. */
export function headerLine(state: LiveState, width: number, ctx: ViewContext): Line {
  const { view } = state.ui;
  const rights = todayForms(state, ctx);
  const receiver = receiverForms(state);
  const full =
    receiver.length === 0
      ? rights
      : rights.slice(0, -1).flatMap((right) => receiver.map((form) => [...form, ...right]));
  for (const left of [tabs(view, "wide"), tabs(view, "tight")]) {
    for (const right of full.slice(0, receiver.length === 0 ? 2 : 4)) {
      if (lineWidth(left) + lineWidth(right) + 2 <= width) return spread(left, right, width);
    }
  }
  // The day's figure has the highest priority. The mark of a demo is never dropped.
  const isHonest = (form: Line): boolean => !state.data?.demo || form.some(({ text }) => text.startsWith(DEMO));
  for (const left of [tabs(view, "numbers"), tabs(view, "digits")]) {
    const right = [...full, ...rights].find((form) => isHonest(form) && lineWidth(left) + lineWidth(form) + 2 <= width);
    if (right) return spread(left, right, width);
  }
  return spread(tabs(view, "digits"), rights.at(-1) ?? [], width);
}

/** What is open in the view, the selected days and the filter; null = none of them, and the view gets the line. */
export function pathLine({ ui, data }: LiveState, width: number, ctx: ViewContext): Line | null {
  const isFiltered = ui.isTyping || ui.filter !== "";
  const today = ctx.zone.dayOf(ctx.nowMs);
  const period = periodWords(ui, today);
  if (data === null || ui.helpPage !== null || (ui.place.kind === "view" && !isFiltered && period === "")) return null;
  const separator = ctx.unicode ? " › " : " > ";
  const places = [...ui.back.slice(1).map(({ place }) => place), ui.place];
  const names = places.map((place, i) => (isOfScope(place, places[i - 1]) ? "causes" : placeName(place, data)));
  const path = [NAMES[ui.view], ...names].filter((name) => name !== "").join(separator);
  const cursor = ui.isTyping ? (ctx.unicode ? "▏" : "_") : "";
  const filter: Line = [
    ...(period === "" ? [] : [span(period, "accent", true)]),
    ...(isFiltered ? [span(`${period === "" ? "" : "  "}/${ui.filter}${cursor}`, "accent", true)] : []),
  ];
  const room = width - lineWidth(filter) - 2;
  return spread([span(truncateMiddle(path, Math.max(8, room), ctx.unicode), "muted")], filter, width);
}

/** Whether the place shows the causes of the scope that precedes it in the path. */
function isOfScope(place: Place, before: Place | undefined): boolean {
  return place.kind === "scope-causes" && before?.kind === "scope" && scopeKey(place.scope) === scopeKey(before.scope);
}

/** The selected days; in the limits view, a note that they do not apply. "" = none are selected. */
function periodWords(ui: UiState, today: DayNumber): string {
  const name = periodChoiceName(ui.range, today);
  if (pickedScope(ui, today) !== null) return name;
  const isLimits = ui.range !== null && ui.view === "limits" && ui.place.kind === "view";
  return isLimits ? `each limit's own period, not ${name}` : "";
}

/** The bracket replaces a blank, so that nothing moves when another view is selected. */
function tabs(shown: ViewName, form: "wide" | "tight" | "numbers" | "digits"): Line {
  const at = VIEWS.indexOf(shown);
  const line: Span[] = [];
  VIEWS.forEach((view, i) => {
    const isShown = i === at;
    const close = i === at + 1 ? "]" : "";
    const open = isShown ? "[" : "";
    const gap = form !== "tight" && i > 0 ? 2 : 1;
    line.push(span(close.padEnd(gap - open.length) + open, "accent", true));
    const isShort = form === "digits" || (form === "numbers" && !isShown);
    const text = isShort ? String(i + 1) : `${i + 1} ${NAMES[view]}`;
    const target = targetText({ kind: "view", view });
    line.push({ ...(isShown ? span(text, "accent", true) : span(text, "muted")), target });
  });
  return [...line, span(at === VIEWS.length - 1 ? "]" : " ", "accent", true)];
}

/** A note that this dashboard receives telemetry, and where; longest form first, none where it does not. */
function receiverForms({ watch }: LiveState): readonly Line[] {
  const { receiverPort } = watch;
  if (receiverPort === null) return [];
  return ["receiving telemetry", "telemetry"].map((words) => [span(`${words} :${receiverPort}  `, "ok")]);
}

/** The figure of the day with its context, widest form first. */
function todayForms({ data, watch }: LiveState, ctx: ViewContext): readonly Line[] {
  if (!data) return [[span("reading", "muted")]];
  const today = ctx.zone.dayOf(ctx.nowMs);
  const spent = amountText(spentAmount(spendBetween(data, today, today)), ctx.unicode);
  const mark = watch.updating ? [span("updating  ", "muted")] : [];
  const demo = data.demo ? [span(`${DEMO}  `, "warn", true)] : [];
  const figure = span(spent, "text", true);
  const time = span(`  ${clock(ctx.nowMs, ctx.zone)}`, "muted");
  return [
    [...demo, ...mark, span("today ", "muted"), figure, time],
    [...demo, ...mark, figure, time],
    [...demo, figure, time],
    [...demo, figure],
    [figure],
  ];
}

/**
 * The result of the last action, which may take several lines; or else, in one line, the worst alert, or else what the
 * dashboard cannot read, or else the basis of the figures.
 */
export function alertLines(state: LiveState, width: number, ctx: ViewContext): readonly Line[] {
  const { toast, command } = state.ui;
  if (command === null && toast !== null && toast.untilMs > state.nowMs) {
    return wrapAll(toast.text, width)
      .slice(0, MOST_TOAST)
      .map((text): Line => [span(text, "accent")]);
  }
  return [alertLine(state, width, ctx)];
}

/** A longer one would leave little of the view. */
const MOST_TOAST = 4;

function alertLine(state: LiveState, width: number, ctx: ViewContext): Line {
  const { command } = state.ui;
  if (command !== null) {
    const cursor = ctx.unicode ? "▏" : "_";
    return [span(`:${truncateStart(command, width - 3)}${cursor}`, "accent", true)];
  }
  const alert = shownAlert(state);
  const { watch, data } = state;
  if (alert) return alertSpans(alert, openAlerts(state) + (watch.trouble === "" ? 0 : 1), width, ctx);
  if (watch.trouble !== "") return [span(truncateEnd(`! ${watch.trouble}`, width, ctx.unicode), "warn")];
  if (!data) return [];
  // Summed by day, because there are fewer days than sessions.
  const unpriced = [...data.days.values()].reduce((sum, day) => sum + day.unpriced, 0);
  const basis = data.basis === "list" ? "API list prices" : "list prices with your overlay";
  const files = `${counted(data.files, "file")}, ${counted(data.responses, "response")}, ${basis}`;
  const missing = unpriced > 0 ? [span(`, ${wholeNumber(unpriced)} unpriced`, "warn")] : [];
  const note = data.notes[0] === undefined ? [] : [span(`  ! ${data.notes[0]}`, "warn")];
  return [span(files, "muted"), ...missing, ...note, span(`  ${ctx.zone.name}`, "muted")];
}

function openAlerts(state: LiveState): number {
  return state.data?.alerts.filter((a) => !state.ui.silenced.has(a.id)).length ?? 0;
}

function alertSpans(alert: AlertRow, count: number, width: number, { unicode }: ViewContext): Line {
  const mark = alert.severity === "news" ? "" : unicode ? "▲ " : "! ";
  const tone = alert.severity === "critical" ? "danger" : alert.severity === "warn" ? "warn" : "accent";
  const more = count > 1 ? `  +${count - 1} (a)` : "";
  const command = alert.command === "" ? "" : `  ${alert.command}`;
  // Where not all of it fits: a short message and the command without its arguments.
  const short = firstWords(alert.command);
  const forms: readonly (readonly [string, string, string])[] = [
    [alert.message, command, more],
    [alert.message, short === "" ? "" : `  ${short}`, more],
    [alert.brief, short === "" ? "" : `: ${short}`, more],
    [alert.brief, short === "" ? "" : `: ${short}`, ""],
  ];
  const fits = ([message, act, rest]: readonly [string, string, string]): boolean =>
    textWidth(mark + message + act + rest) <= width;
  const [message, act, rest] = forms.find(fits) ?? [
    truncateEnd(alert.brief, Math.max(8, width - textWidth(mark) - textWidth(short) - 2), unicode),
    short === "" ? "" : `: ${short}`,
    "",
  ];
  return [span(mark + message, tone, true), span(act, "accent"), span(rest, "muted")];
}

/** `/compact Keep the API` is `/compact`, `claude-cost limits silence x` is `claude-cost limits`. */
function firstWords(command: string): string {
  const words = command.split(" ");
  return words.slice(0, words[0] === "claude-cost" ? 2 : 1).join(" ");
}

/** The keys that work now, as many as fit; the last ones, help and exit, are always shown. */
export function footerLine(state: LiveState, width: number, ctx: ViewContext, seen: Seen): Line {
  const { hints, always } = hintsFor(state.ui, workingCommands(state, seen));
  const sizeOf = ({ key, hint }: Hint): number => textWidth(key) + 1 + textWidth(hint) + 2;
  const room = width + 2 - always.reduce((sum, hint) => sum + sizeOf(hint), 0);
  const shown: Hint[] = [];
  let used = 0;
  for (const hint of hints) {
    const isLast = shown.length === hints.length - 1;
    if (used + sizeOf(hint) + (isLast ? 0 : CUT_WIDTH) > room) break;
    shown.push(hint);
    used += sizeOf(hint);
  }
  const cut = shown.length < hints.length ? [span(ctx.unicode ? "  …" : "  ~", "muted")] : [];
  const spans = (list: readonly Hint[]): Span[] =>
    list.flatMap(({ key, hint }) => [span("  "), span(key, "accent"), span(` ${hint}`, "muted")]);
  return [...spans(shown), ...cut, ...spans(always)].slice(1);
}

const CUT_WIDTH = 3;

/** Progress while the logs are read for the first time. */
export function progressLines(state: LiveState, width: number, ctx: ViewContext): Line[] {
  const { progress } = state.watch;
  const known = earlierLines(state, ctx);
  if (!progress) return [[span("reading logs", "muted")], ...known];
  const ratio = progress.totalBytes === 0 ? null : progress.bytes / progress.totalBytes;
  const read = `${bytes(progress.bytes)} of ${bytes(progress.totalBytes)}`;
  const files = `${wholeNumber(progress.files)} of ${counted(progress.totalFiles, "file")}`;
  const figures = words([read, files, ...paceWords(progress)], width, ctx.unicode);
  const chart = Math.min(60, Math.max(10, width - 8));
  return [
    ...wrapWords("Reading the logs; from then on only what is new.", width).map((text): Line => [span(text)]),
    [],
    [
      ...bar(ratio, chart, { unicode: ctx.unicode }),
      span(ratio === null ? "" : `${Math.floor(ratio * 100)}%`.padStart(6), "text", true),
    ],
    figures,
    ...known,
  ];
}

/** How fast logs are read and how long it will take; empty in the first moment, when that is not known. */
function paceWords({ bytes: done, totalBytes, elapsedMs }: NonNullable<LiveState["watch"]["progress"]>): string[] {
  if (elapsedMs < TELLING_MS || done === 0) return [];
  const leftMs = ((totalBytes - done) / done) * elapsedMs;
  return [`${bytes((done / elapsedMs) * 1000)}/s`, `about ${duration(Math.max(1000, leftMs))} left`];
}

const TELLING_MS = 300;

/** The sums of an earlier run, so that a figure is shown immediately. */
function earlierLines({ watch }: LiveState, ctx: ViewContext): Line[] {
  const { earlier } = watch;
  if (earlier === null) return [];
  const amount = (usd: string): Span => span(money(parseUsd(usd) ?? 0n).padStart(10), "text", true);
  return [
    [],
    [span(`As of ${when(earlier.asOfMs, ctx.nowMs, ctx.zone)}, updating:`, "muted")],
    [span("today".padEnd(12), "muted"), amount(earlier.todayUsd)],
    [span("this week".padEnd(12), "muted"), amount(earlier.weekUsd)],
    [span("this month".padEnd(12), "muted"), amount(earlier.monthUsd)],
  ];
}

/** The end of the typed text, where not all of it fits. */
function truncateStart(text: string, width: number): string {
  return text.slice(-Math.max(1, width));
}
