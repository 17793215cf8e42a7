/** What lies over a view: the help, made from the keymap, and the list of alerts. */

import type { AlertRow } from "../../core/dashboard/dashboard-data.ts";
import { counted } from "../text/format.ts";
import { type Line, span, truncateEnd } from "../text/spans.ts";
import { targetText } from "./click-target.ts";
import { KEYMAP } from "./keymap.ts";
import { aimed, inverseLine } from "./lists/list.ts";
import { type Pane, type ViewContext, windowOf } from "./pane.ts";
import { PERIOD_CHOICES, periodChoiceName } from "./period-choice.ts";
import type { CommandOutput, LiveState } from "./ui-state.ts";

const GROUPS = ["Views", "Lists", "Period", "History", "Alerts", "Program"] as const;

/** Every binding under its group. */
export function helpLines(): Line[] {
  return GROUPS.flatMap((group): Line[] => [
    [span(group, "accent", true)],
    ...KEYMAP.filter((b) => b.group === group).map(
      (b): Line => [span(`  ${b.shown}`.padEnd(13), "text", true), span(b.label, "muted")],
    ),
    [],
  ]).slice(0, -1);
}

/** As many lines as fit; a group whose keys stand on the next page begins there, and no page begins with a blank line. */
function pagesOf(lines: readonly Line[], height: number): readonly (readonly Line[])[] {
  const pages: (readonly Line[])[] = [];
  for (let from = 0; from < lines.length; ) {
    if (lines[from]?.length === 0) {
      from++;
      continue;
    }
    const full = Math.min(lines.length, from + Math.max(1, height));
    const isHeader = (i: number): boolean => lines[i]?.length === 1;
    const to = full < lines.length && full - 1 > from && isHeader(full - 1) ? full - 1 : full;
    pages.push(lines.slice(from, to));
    from = to;
  }
  return pages.length === 0 ? [[]] : pages;
}

export function helpPane(page: number): Pane {
  const all = helpLines();
  return {
    id: "help",
    title: "Keys",
    aside: "Tab for more, Esc to close",
    priority: 1,
    minHeight: 4,
    idealHeight: 2 + all.length,
    grows: true,
    draw: (_width, height) => {
      const pages = pagesOf(all, height);
      return pages[page % pages.length] ?? [];
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
      const listed = alerts.flatMap((a, i) =>
        entry(a, i === state.ui.alertAt, state.ui.silenced.has(a.id), width, ctx).map((line) =>
          aimed(line, targetText({ kind: "alert", at: i }), width),
        ),
      );
      const lines = [...listed, ...blind];
      const from = windowOf(lines.length, height, 0, state.ui.alertAt * 2);
      return lines.slice(from, from + height);
    },
  };
}

/** What a command wrote, for the width that it was run at. */
export function outputPane({ title, lines }: CommandOutput): Pane {
  return {
    id: "output",
    title,
    aside: "Esc to close",
    priority: 1,
    minHeight: 3,
    idealHeight: 1 + lines.length,
    grows: true,
    below: (shown) => counted(lines.length + 1 - shown, "line"),
    draw: () => lines.map((line): Line => [{ text: line, isName: true }]),
  };
}

/** Which days are shown: one of the usual periods, or what is typed. */
export function periodPane({ at, text }: NonNullable<LiveState["ui"]["picker"]>, ctx: ViewContext): Pane {
  const today = ctx.zone.dayOf(ctx.nowMs);
  const cursor = ctx.unicode ? "▏" : "_";
  return {
    id: "period",
    title: "Days shown",
    aside: "in every view but Now and Limits",
    priority: 1,
    minHeight: 4,
    idealHeight: 4 + PERIOD_CHOICES.length,
    grows: true,
    draw: (width) => [
      ...PERIOD_CHOICES.map((choice, i): Line => {
        const isChosen = i === at && text === "";
        const line = [span(`${isChosen ? (ctx.unicode ? "› " : "> ") : "  "}${periodChoiceName(choice, today)}`)];
        return isChosen ? inverseLine(line, width) : line;
      }),
      [],
      [span("or type them: ", "muted"), span(`${text}${cursor}`, "accent", true), ...(text === "" ? [EXAMPLE] : [])],
    ],
  };
}

const EXAMPLE = span("  2026-11-02..2026-11-08, 2026-11", "muted");

function entry(
  alert: AlertRow,
  isChosen: boolean,
  isSilenced: boolean,
  width: number,
  { unicode }: ViewContext,
): Line[] {
  const mark = isChosen ? (unicode ? "› " : "> ") : "  ";
  const tone = isSilenced ? "muted" : alert.severity === "news" ? "text" : "warn";
  const words = `${isSilenced ? "(silenced) " : ""}${alert.message}`;
  return [
    [span(mark, "accent", true), span(truncateEnd(words, width - 2, unicode), tone)],
    alert.command === "" ? [] : [span(`    ${truncateEnd(alert.command, width - 4, unicode)}`, "accent")],
  ];
}
