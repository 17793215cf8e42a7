/** Turns as rows: time, prompt, tools, tokens in and out, and cost. */

import type { SessionBackground } from "../../core/background/types.ts";
import type { Turn } from "../../core/dashboard/turn.ts";
import { promptTokens } from "../../core/responses/tokens.ts";
import { modelLabel } from "../tables/model-label.ts";
import { compactTokens, money } from "../text/format.ts";
import { type Line, type Span, span } from "../text/spans.ts";
import type { Cell, Column, Row } from "../text/table.ts";
import { clock } from "../text/time.ts";
import { amountCell } from "../words/priced-amount.ts";
import type { ViewContext } from "./pane.ts";
import { loggedCost } from "./spend.ts";

export const TURN_COLUMNS: readonly Column[] = [
  { header: "Time", priority: 2, rule: "hard", floor: 5, tone: "muted" },
  { header: "Turn", priority: 1, rule: "grow", minWidth: 26, cut: "end" },
  { header: "Tools", priority: 6, rule: "shrink", minWidth: 12, maxWidth: 20, tone: "muted", cut: "end" },
  { header: "Req", priority: 7, rule: "hard", align: "right", tone: "muted" },
  { header: "In", priority: 4, rule: "hard", align: "right", floor: 5 },
  { header: "Cached", priority: 5, rule: "hard", align: "right", floor: 6, tone: "muted" },
  { header: "Out", priority: 3, rule: "hard", align: "right", floor: 5 },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 8 },
];

const MARKS = { prompt: "", command: "", notice: "(notice) ", start: "(before) " } as const;

/** Tokens read that were not in the cache. */
export function freshTokens({ tokens }: Turn): number {
  return promptTokens(tokens) - tokens.cacheRead;
}

/** @param background of the session: the cost of its compactions, where known */
export function turnRow(turn: Turn, background: SessionBackground | null, ctx: ViewContext): Row {
  const { tokens } = turn;
  const used = turn.requests > 0;
  return [
    Number.isNaN(turn.startMs) ? "" : clock(turn.startMs, ctx.zone),
    wordsOf(turn),
    turn.tools.map((t) => (t.count > 1 ? `${t.name} x${t.count}` : t.name)).join(", "),
    used ? String(turn.requests) : "",
    used ? compactTokens(freshTokens(turn)) : "",
    used ? compactTokens(tokens.cacheRead) : "",
    used ? compactTokens(tokens.output) : "",
    costCell(turn, background, ctx),
  ];
}

function costCell(turn: Turn, background: SessionBackground | null, { unicode }: ViewContext): Cell {
  const used = turn.requests > 0;
  const isCompaction = turn.compactions.length > 0 || turn.prompt.startsWith("/compact");
  if (!used && isCompaction) return compactionCell(turn, background);
  // The session that a fork or a resume copied from is billed for these.
  if (!used) return turn.copied > 0 ? span("copied", "muted") : "";
  return amountCell(loggedCost(turn), unicode, { isBold: true, write: money });
}

/** A compaction is a background request: it is in no log, but telemetry has it with its time. */
function compactionCell(turn: Turn, background: SessionBackground | null): Cell {
  const costs = (background?.entries ?? []).flatMap(({ kind, timeMs, costPico }) =>
    kind === "compact" && timeMs >= turn.startMs && timeMs <= turn.endMs + COMPACTION_SLACK_MS && costPico !== null
      ? [costPico]
      : [],
  );
  if (costs.length === 0) return span("unlogged", "muted");
  return span(money(costs.reduce((sum, pico) => sum + pico, 0n)), "text", true);
}

/** Telemetry arrives a little after the row that ends the turn. */
const COMPACTION_SLACK_MS = 5_000;

/** Before the prompt, which may be cut: the model that answered instead of the requested one. */
function fallbackMark({ fallbacks }: Turn): Line {
  const models = [...new Set(fallbacks.map(({ model }) => modelLabel(model)))];
  return models.length === 0 ? [] : [span(`by ${models.join(", ")}: `, "warn")];
}

/** The prompt, followed by anything unusual. */
function wordsOf(turn: Turn): Line {
  const asked = `${MARKS[turn.kind]}${turn.prompt || "(no text)"}`;
  const remarks: Span[] = [];
  if (turn.compactions.length > 0)
    remarks.push(span(` compacted (${turn.compactions.map((c) => c.trigger).join(", ")})`, "accent"));
  if (turn.apiErrors > 0) remarks.push(span(` ${turn.apiErrors} API errors`, "warn"));
  if (turn.subagents.length > 0) {
    remarks.push(span(` ${turn.subagents.length} subagent${turn.subagents.length > 1 ? "s" : ""}`, "accent"));
  }
  return [...fallbackMark(turn), span(asked, turn.kind === "prompt" ? "text" : "muted"), ...remarks];
}
