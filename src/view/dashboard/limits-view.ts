/** Limits: each with its level, its pace, what is left, when it resets, and the source of the figure. */

import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { bar } from "../text/charts.ts";
import { counted } from "../text/format.ts";
import { type Line, lineWidth, type Span, span, truncateEnd } from "../text/spans.ts";
import type { Tone } from "../text/terminal-style.ts";
import { when } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { leftText, limitName, moneyText, nextWords, percentText } from "../words/limit-phrases.ts";
import { dayShareText, usedByParts } from "../words/window-use-words.ts";
import { targetText } from "./click-target.ts";
import type { Shape } from "./layout.ts";
import { limitList } from "./lists/limit-list.ts";
import { aimed, inverseLine, sortWords } from "./lists/list.ts";
import { type Pane, spread, type ViewContext, words } from "./pane.ts";
import { comingPane } from "./panes/fill-panes.ts";
import { limitDaysPanes, usersPane, workingPane } from "./panes/limit-panes.ts";
import { agoWords } from "./session-summary.ts";
import type { UiState } from "./ui-state.ts";

export const LIMIT_TONES: Readonly<Record<Limit["severity"], Tone>> = {
  ok: "accent",
  warn: "warn",
  critical: "warn",
  over: "danger",
  unknown: "muted",
};

export function limitsPanes(data: DashboardData, ui: UiState, shape: Shape, ctx: ViewContext): Pane[][] {
  const { list, shown } = limitList(data.limits, ui);
  const chosen = shape === "wide" ? shown[Math.max(0, list.chosenAt)] : undefined;
  const { left, right } = chosen ? widePanes(chosen, shown, data, ui, ctx) : { left: [], right: [] };
  const linesOf = (width: number): Line[] =>
    shown.flatMap((limit, i) => {
      const target = targetText({ kind: "row", list: list.id, id: list.idAt(i) });
      const lines = i === list.chosenAt ? chosenLines(limit, width, ctx) : limitLines(limit, width, ctx);
      return [...lines.map((line) => aimed(line, target, width)), []];
    });
  return [
    [
      {
        id: "limits",
        list: "limits",
        title: list.sort === null ? "Limits, credits and budgets" : "Limits",
        asideAt: () => {
          const pace = `${ctx.unicode ? "│" : "|"} marks an even pace`;
          const sort = sortWords(list, ctx);
          return data.limits.length === 0 ? "" : sort === "" ? pace : [`${sort}, ${pace}`, sort];
        },
        priority: 1,
        minHeight: 5,
        idealHeight: 2 + shown.length * 4,
        heightAt: (width) => 1 + linesOf(width).length,
        fullHeight: (width) => 1 + linesOf(width).length,
        // What comes next is directly below.
        grows: chosen === undefined,
        below: (seen, width) => {
          // A blank line ends each.
          const whole = linesOf(width)
            .slice(0, seen)
            .filter((line) => line.length === 0).length;
          return whole < shown.length ? counted(shown.length - whole, "limit") : "";
        },
        draw: (width, height) => {
          if (data.limits.length === 0) return howToKnow("limits", width).slice(0, height);
          return shown.length === 0 ? [[span(`nothing matches '${ui.filter}'`, "muted")]] : linesOf(width);
        },
      },
      ...left,
    ],
    right,
  ];
}

/** Shown in a wide terminal below the list, and beside it for the selected limit or else the first. */
function widePanes(
  limit: Limit,
  shown: readonly Limit[],
  data: DashboardData,
  ui: UiState,
  ctx: ViewContext,
): { readonly left: readonly Pane[]; readonly right: Pane[] } {
  const { whose, days, hours } = limitDaysPanes(limit, data, ctx);
  return {
    left: [comingPane(shown, ctx), hours],
    right: [workingPane(limit, ctx), usersPane(limit, ui, ctx), ...whose, days],
  };
}

/** The first line of the selected limit is inverse, with a mark. */
function chosenLines(limit: Limit, width: number, ctx: ViewContext): Line[] {
  const mark = span(ctx.unicode ? "› " : "> ");
  const [head = []] = limitLines(limit, width - lineWidth([mark]), ctx);
  return [inverseLine([mark, ...head], width), ...limitLines(limit, width, ctx).slice(1)];
}

type HowTo = {
  readonly about: string;
  readonly commands: readonly (readonly [command: string, what: string])[];
  /** "" = none. */
  readonly note: string;
};

const HOW_TO: Readonly<Record<"limits" | "background", HowTo>> = {
  background: {
    about: "Background work leaves no row in the logs. To know it:",
    commands: [
      ["claude-cost setup", "lets the status line report the client's own total"],
      ["claude-cost listen", "receives its telemetry: every request, exactly"],
    ],
    note: "Sessions of client 2.1.300 and later write a ledger at their end, which is read by itself.",
  },
  limits: {
    about: "No limit is known yet. To know them:",
    commands: [
      ["claude-cost setup", "reads the plan's windows from the status line"],
      ["claude-cost plan", "says which plan you are on"],
      ["claude-cost credits", "keeps prepaid credits"],
      ["claude-cost budget", "sets a budget of your own"],
    ],
    note: "",
  },
};

/** Columns of a command, a margin at both sides included. */
const COMMAND_WIDTH = 23;
const LEAST_WORDS = 30;

/** What to switch on where nothing is known; in a narrow terminal what a command does stands below it. */
export function howToKnow(what: "limits" | "background", width: number): Line[] {
  const { about, commands, note } = HOW_TO[what];
  const isBeside = width >= COMMAND_WIDTH + LEAST_WORDS;
  const indent = isBeside ? COMMAND_WIDTH : 4;
  const described = commands.flatMap(([command, text]): Line[] => {
    const lines = wrapWords(text, Math.max(1, width - indent)).map((line) => span(line));
    const rest = lines.slice(isBeside ? 1 : 0).map((line): Line => [span(" ".repeat(indent)), line]);
    const head = span(isBeside ? `  ${command}`.padEnd(COMMAND_WIDTH) : `  ${command}`, "accent");
    return [[head, ...(isBeside ? lines.slice(0, 1) : [])], ...rest];
  });
  return [
    ...wrapWords(about, width).map((line): Line => [span(line)]),
    [],
    ...described,
    ...(note === "" ? [] : [[], ...wrapWords(note, width).map((line): Line => [span(line, "muted")])]),
  ];
}

/** From this width on three sessions are named, below it one: a wide terminal's pane may be narrower than a medium terminal. */
const ROOM_FOR_SESSIONS = 60;

function limitLines(limit: Limit, width: number, ctx: ViewContext): Line[] {
  const word = severityWord(limit);
  const right = [span(sourceText(limit, ctx), "muted"), ...(word.length > 0 ? [span("  "), ...word] : [])];
  const head: Line = [span(truncateEnd(limitName(limit), width - lineWidth(right) - 2, ctx.unicode), "text", true)];
  return [spread(head, right, width), ...limitBody(limit, width, ctx)];
}

/** What is known of a limit below its name. */
export function limitBody(limit: Limit, width: number, ctx: ViewContext): Line[] {
  const tone = LIMIT_TONES[limit.severity];
  const used = limit.usedPercent === null ? "?" : percentText(limit.usedPercent);
  const chart = Math.max(10, Math.min(60, width - 10));
  const level: Line = [
    ...bar(limit.usedPercent === null ? null : limit.usedPercent / 100, chart, {
      unicode: ctx.unicode,
      tone,
      pace: limit.pacePercent === null ? null : limit.pacePercent / 100,
    }),
    span(used.padStart(6), tone === "accent" ? "text" : tone, true),
  ];
  const facts = factLine(limit, width, ctx);
  const next = nextWords(limit);
  const usedBy = limit.use === null ? [] : usedByParts(limit.use, width < ROOM_FOR_SESSIONS ? 1 : 3);
  // One line each, because a wrapped title could look like a line of ours.
  const useLines = usedBy.map((part): Line => [span(truncateEnd(part, width, ctx.unicode), "muted")]);
  const nextLine: Line[] = next === "" ? [] : [[span(truncateEnd(next, width, ctx.unicode), "warn")]];
  return [level, ...(facts.length > 0 ? [facts] : []), ...useLines, ...nextLine];
}

const SEVERITIES = { ok: "", warn: "high", critical: "nearly used up", over: "over", unknown: "not known" } as const;

/** Severity as a word, because there may be no colour. */
function severityWord({ severity }: Limit): Line {
  const said = SEVERITIES[severity];
  return said === "" ? [] : [span(said, LIMIT_TONES[severity], true)];
}

/** `client, 4m ago, high`: as the aside of a title. */
export function limitAside(limit: Limit, ctx: ViewContext): readonly string[] {
  const source = sourceText(limit, ctx);
  const said = SEVERITIES[limit.severity];
  return said === "" ? [source] : [`${source}, ${said}`, said];
}

const SOURCES: Readonly<Record<Limit["source"], string>> = {
  statusline: "status line",
  client: "client",
  logs: "logs",
  settings: "settings",
  organization: "fetched",
};

/** The source of the figure and its age, which are never left out. */
function sourceText(limit: Limit, ctx: ViewContext): string {
  return `${SOURCES[limit.source]}, ${agoWords(limit.asOfMs, ctx.nowMs)}${limit.stale ? ", old" : ""}`;
}

function factLine(limit: Limit, width: number, ctx: ViewContext): Line {
  const parts: Span[] = [];
  const amounts = moneyText(limit);
  if (amounts !== "") parts.push(span(amounts));
  if (limit.balance === null && limit.leftPico !== null) parts.push(span(leftText(limit)));
  if (limit.runsOut !== null && limit.severity !== "over") {
    parts.push(span(`runs out ${when(limit.runsOut.atMs, ctx.nowMs, ctx.zone)}`, "warn"));
  }
  if (limit.resetsAtMs !== null) {
    parts.push(
      span(`resets ${untilWords(limit.resetsAtMs, ctx.nowMs)}, ${when(limit.resetsAtMs, ctx.nowMs, ctx.zone)}`),
    );
  }
  if (limit.use?.today) parts.push(span(dayShareText(limit.use.today)));
  for (const note of limit.notes) parts.push(span(note, "muted"));
  return words(parts, width, ctx.unicode);
}

/** Minutes are precise enough. */
function untilWords(ms: number, nowMs: number): string {
  const minutes = Math.max(0, Math.round((ms - nowMs) / 60_000));
  if (minutes < 60) return `in ${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `in ${hours}h ${minutes % 60}m` : `in ${Math.floor(hours / 24)}d ${hours % 24}h`;
}
