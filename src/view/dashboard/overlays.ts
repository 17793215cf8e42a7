/** Overlays: the help, made from the keymap, and the list of alerts. */

import type { AlertRow } from "../../core/dashboard/dashboard-data.ts";
import { counted } from "../text/format.ts";
import { type Line, span, textWidth } from "../text/spans.ts";
import { wrapAll, wrapWords } from "../text/wrap.ts";
import { targetText } from "./click-target.ts";
import { KEYMAP } from "./keys/keymap.ts";
import type { Shape } from "./layout.ts";
import { aimed, inverseLine } from "./lists/list.ts";
import { type Pane, type ViewContext, windowOf } from "./pane.ts";
import { PERIOD_CHOICES, periodChoiceName } from "./period-choice.ts";
import type { CommandOutput, LiveState } from "./ui-state.ts";

const GROUPS = ["Views", "Lists", "Period", "History", "Alerts", "Program"] as const;

type Group = (typeof GROUPS)[number];

/** Columns of the keys, before what they do. */
const KEY_WIDTH = 13;

/** Every binding of the groups under its group's name. */
function helpLines(groups: readonly Group[], width: number): Line[] {
  return groups
    .flatMap((group): Line[] => [
      [span(group, "accent", true)],
      ...KEYMAP.filter((b) => b.group === group).flatMap((b) =>
        wrapWords(b.label, Math.max(1, width - KEY_WIDTH)).map(
          (text, i): Line => [
            span((i === 0 ? `  ${b.shown}` : "").padEnd(KEY_WIDTH), "text", true),
            span(text, "muted"),
          ],
        ),
      ),
      [],
    ])
    .slice(0, -1);
}

/** As many lines as fit; a group's name stays with its first key, a key's lines stay together, and no page begins blank. */
function pagesOf(lines: readonly Line[], height: number): readonly (readonly Line[])[] {
  const pages: (readonly Line[])[] = [];
  for (let from = 0; from < lines.length; ) {
    if (lines[from]?.length === 0) {
      from++;
      continue;
    }
    const full = Math.min(lines.length, from + Math.max(1, height));
    const isName = (i: number): boolean => lines[i]?.length === 1;
    const goesOn = (i: number): boolean => lines[i]?.[0]?.text.trim() === "";
    let to = full;
    while (to < lines.length && to > from + 1 && (isName(to - 1) || goesOn(to))) to--;
    pages.push(lines.slice(from, to));
    from = to;
  }
  return pages.length === 0 ? [[]] : pages;
}

/** Beside each other in a wide terminal, else page by page. */
export function helpPanes(page: number, shape: Shape): Pane[][] {
  const [first, second] = [GROUPS.slice(0, 2), GROUPS.slice(2)];
  return shape === "wide"
    ? [[helpPane("Keys", first, page)], [helpPane("More keys", second, page)]]
    : [[helpPane("Keys", GROUPS, page)], []];
}

function helpPane(title: string, groups: readonly Group[], page: number): Pane {
  const drawnPages = (width: number, height: number): readonly (readonly Line[])[] =>
    pagesOf(helpLines(groups, width), height);
  return {
    id: title,
    title,
    asideAt: (height, width) => {
      const { length } = drawnPages(width, height - 1);
      const turn = length === 1 ? "" : `Tab: page ${Math.min(page, length - 1) + 1} of ${length}, `;
      return [`${turn}Esc closes`, turn.replace(/, $/, "")];
    },
    priority: 1,
    minHeight: 4,
    idealHeight: 2 + helpLines(groups, KEY_WIDTH + 60).length,
    grows: true,
    pageCount: (width, height) => drawnPages(width, height).length,
    draw: (width, height) => {
      const pages = drawnPages(width, height);
      return pages[Math.min(page, pages.length - 1)] ?? [];
    },
  };
}

export function alertsPane(state: LiveState, ctx: ViewContext): Pane {
  const alerts = state.data?.alerts ?? [];
  const { trouble } = state.watch;
  const blind: Line[] = trouble === "" ? [] : [[], [span(`! ${trouble}`, "warn")]];
  return {
    id: "alerts",
    title: "Alerts",
    aside: alerts.length === 0 ? "" : "x silences until you quit; settings do for good",
    priority: 1,
    minHeight: 4,
    idealHeight: 2 + alerts.length * 2 + blind.length,
    grows: true,
    draw: (width, height) => {
      if (alerts.length === 0) return [[span("nothing to warn about", "muted")], ...blind];
      const entries = alerts.map((a, i) =>
        entry(a, i === state.ui.alertAt, state.ui.silenced.has(a.id), width, ctx).map((line) =>
          aimed(line, targetText({ kind: "alert", at: i }), width),
        ),
      );
      const lines = [...entries.flat(), ...blind];
      // The chosen one to its last line, unless it is longer than what is seen.
      const start = entries.slice(0, state.ui.alertAt).flat().length;
      const end = start + (entries[state.ui.alertAt]?.length ?? 1) - 1;
      const from = Math.min(start, windowOf(lines.length, height, 0, end));
      return lines.slice(from, from + height);
    },
  };
}

/** A command's output, for the width that it was run at; longer lines, such as those with a path, are wrapped. */
export function outputPane({ title, lines }: CommandOutput): Pane {
  const drawn = (width: number): readonly string[] =>
    lines.flatMap((line) => (textWidth(line) > width ? wrapAll(line, width) : [line]));
  return {
    id: "output",
    title,
    aside: "Esc to close",
    priority: 1,
    minHeight: 3,
    idealHeight: 1 + lines.length,
    grows: true,
    heightAt: (width) => 1 + drawn(width).length,
    below: (shown, width) => counted(drawn(width).length + 1 - shown, "line"),
    draw: (width) => drawn(width).map((line): Line => [{ text: line, isName: true }]),
  };
}

/** Selects which days are shown: one of the usual periods, or typed ones. */
export function periodPane({ at, text }: NonNullable<LiveState["ui"]["picker"]>, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const cursor = ctx.unicode ? "▏" : "_";
  return {
    id: "period",
    title: "Days shown",
    aside: "in every view but Now and Limits",
    priority: 1,
    minHeight: 4,
    idealHeight: 5 + PERIOD_CHOICES.length,
    grows: true,
    draw: (width) => [
      ...PERIOD_CHOICES.map((choice, i): Line => {
        const isChosen = i === at && text === "";
        const line = [span(`${isChosen ? (ctx.unicode ? "› " : "> ") : "  "}${periodChoiceName(choice, today)}`)];
        return isChosen ? inverseLine(line, width) : line;
      }),
      [],
      [span("or type them: ", "muted"), span(`${text}${cursor}`, "accent", true)],
      ...wrapWords(EXAMPLE, width).map((line): Line => [span(line, "muted")]),
    ],
  };
}

const EXAMPLE = "like 2026-11-02, 2026-11, 2026-11-02..2026-11-08 or 7d";

function entry(
  alert: AlertRow,
  isChosen: boolean,
  isSilenced: boolean,
  width: number,
  { unicode }: ViewContext,
): Line[] {
  const mark = isChosen ? (unicode ? "›" : ">") : "";
  const tone = isSilenced ? "muted" : alert.severity === "news" ? "text" : "warn";
  const words = `${isSilenced ? "(silenced) " : ""}${alert.message}`;
  const wrapped = (text: string, indent: number): readonly string[] => wrapWords(text, Math.max(1, width - indent));
  return [
    ...wrapped(words, 2).map(
      (text, i): Line => [span((i === 0 ? mark : "").padEnd(2), "accent", true), span(text, tone)],
    ),
    ...(alert.command === "" ? [] : wrapped(alert.command, 4).map((text): Line => [span(`    ${text}`, "accent")])),
  ];
}
