/** `context`: one block per session, the gauge first, then what to do. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { SessionContext } from "../../core/context/session-context.ts";
import type { ContextStage } from "../../core/context/stage.ts";
import { bar } from "../text/charts.ts";
import { bareDuration, compactTokens, money } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { type Line, padTo, paintLine, span, truncateEnd } from "../text/spans.ts";
import type { Tone } from "../text/terminal-style.ts";
import { when } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { adviceReason, adviceWorth, alternativeText, fullness, idleText } from "../words/context-advice.ts";
import { type TableFrame, titleLine } from "./frame.ts";
import { modelLabel } from "./model-label.ts";

export type ContextFrame = TableFrame & { readonly nowMs: number; readonly zone: Zone };

const TONES: Readonly<Record<ContextStage, Tone>> = {
  ok: "accent",
  watch: "accent",
  soon: "warn",
  now: "danger",
  over: "danger",
};
const SIGNS: Readonly<Record<ContextStage, string>> = {
  ok: "",
  watch: "",
  soon: "! soon",
  now: "!! compact now",
  over: "!! over",
};
const BAR_WIDTH = 24;
const INDENT = "  ";

export function contextLines(contexts: readonly SessionContext[], frame: ContextFrame): string[] {
  if (contexts.length === 0) {
    return [
      titleLine("Context", frame),
      "No session is open. Start Claude Code, or name one: claude-cost context current",
    ];
  }
  return [titleLine("Context of open sessions", frame), ...contexts.flatMap((c) => ["", ...blockLines(c, frame)])];
}

function blockLines(context: SessionContext, frame: ContextFrame): string[] {
  const { state } = context;
  const lines: Line[] = [
    [
      span(context.sessionId.slice(0, 8), "text", true),
      span(
        `  ${projectLabel(context.project)}  ${modelLabel(context.model)}${context.title ? `  ${context.title}` : ""}`,
      ),
    ],
    [
      span(INDENT),
      ...bar(state.usedPercent / 100, BAR_WIDTH, {
        unicode: frame.style.unicode,
        tone: TONES[state.stage],
        pace: state.promptAtTokens / state.windowTokens,
      }),
      span(
        `  ${Math.floor(state.usedPercent)}%  ${compactTokens(state.contextTokens)} of ${compactTokens(state.windowTokens)}`,
      ),
      span(SIGNS[state.stage] === "" ? "" : `  ${SIGNS[state.stage]}`, TONES[state.stage], true),
    ],
    ...wrapped("until", fullness(state).split("; ")[1] ?? "", frame),
    ...cacheLine(context, frame),
    ...idleLines(context, frame),
    ...compactionLines(context),
    ...adviceLines(context, frame),
  ];
  return lines.map((line) => paintLine(cut(line, frame), frame.style));
}

const label = (name: string, text: string): Line => [span(`${INDENT}${padTo(name, 10)}`, "muted"), span(text)];

function cacheLine({ state: { cache } }: SessionContext, { nowMs }: ContextFrame): readonly Line[] {
  if (cache === null) return [];
  const left = cache.expiresAtMs === null ? "" : `, ${bareDuration(cache.expiresAtMs - nowMs)} left`;
  return [
    label("cache", cache.warm ? `warm (${cache.ttl}${left})` : "cold: the next prompt writes the whole context again"),
  ];
}

function idleLines({ state }: SessionContext, frame: ContextFrame): readonly Line[] {
  if (state.idleCompaction === null) return [];
  return wrapped("idle", idleText(state, `at ${when(state.idleCompaction.atMs, frame.nowMs, frame.zone)}`), frame);
}

function compactionLines({ compactions }: SessionContext): readonly Line[] {
  const last = compactions.at(-1);
  if (last === undefined) return [];
  const automatic = compactions.filter((c) => c.trigger === "auto" || c.trigger === "idle").length;
  const idle = compactions.filter((c) => c.trigger === "idle").length;
  const after = last.postTokens === null ? "" : ` to ${compactTokens(last.postTokens)}`;
  const cost = last.costPico === null ? "" : `, ${money(last.costPico)}`;
  const count = `${compactions.length} compacted, ${automatic} automatic${idle > 0 ? `, ${idle} while idle` : ""}`;
  return [label("so far", `${count}; the last from ${compactTokens(last.preTokens)}${after}${cost}`)];
}

function adviceLines(context: SessionContext, frame: ContextFrame): readonly Line[] {
  const { state } = context;
  if (state.advice === null) return [];
  const worth = adviceWorth(state);
  const isPlain = state.advice.reason === "near-limit" && !state.advice.honoursClaudeMd;
  return [
    [span(`${INDENT}${padTo("type", 10)}`, "muted"), span(state.advice.command, TONES[state.stage], true)],
    ...(worth === "" ? [] : wrapped("", worth, frame)),
    ...(isPlain ? wrapped("", alternativeText(state), frame) : wrapped("", adviceReason(state), frame)),
  ];
}

const LABEL = 12;

function wrapped(name: string, text: string, { width }: ContextFrame): readonly Line[] {
  return wrapWords(text, Math.max(20, width - LABEL)).map((line, i) => label(i === 0 ? name : "", line));
}

/** Cuts the last span if it is too long; the spans before it are short. */
function cut(line: Line, { width, style }: ContextFrame): Line {
  let room = width;
  return line.map((part) => {
    const text = truncateEnd(part.text, Math.max(0, room), style.unicode);
    room -= text.length;
    return { ...part, text };
  });
}
