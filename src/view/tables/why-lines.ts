/** `why`: the parts of a bill, with possible savings and the commands for them. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { Advice } from "../../core/drivers/advice.ts";
import type { CauseReport } from "../../core/drivers/causes.ts";
import type { ExpensiveRequest, Explanation } from "../../core/drivers/explain.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { promptTokens } from "../../core/responses/tokens.ts";
import { compactTokens, counted, fineMoney } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { when } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { averageDayText } from "../words/yardstick-words.ts";
import { adviceLines, causeLines, causeNotes, resultLines } from "./cause-lines.ts";
import { moneyTitle, type TableFrame } from "./frame.ts";
import { modelLabel } from "./model-label.ts";

export type WhyFrame = TableFrame & {
  readonly zone: Zone;
  readonly nowMs: number;
  readonly about: string;
  readonly backgroundPico: Pico | null;
  /** Days with use, if everything is included; null = the report is filtered, and averages would be misleading. */
  readonly activeDays: number | null;
};

const COSTLIEST_COLUMNS: readonly Column[] = [
  { header: "Costliest requests", priority: 1, rule: "hard" },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Read", priority: 2, rule: "hard", align: "right" },
  { header: "Out", priority: 2, rule: "hard", align: "right" },
  { header: "Model", priority: 3, rule: "shrink", minWidth: 8, maxWidth: 24 },
  { header: "By", priority: 4, rule: "shrink", minWidth: 6, maxWidth: 24, tone: "muted" },
];

/** Causes and advice from the range's logs. */
export type WhyCauses = CauseReport & {
  readonly advices: readonly Advice[];
  /** Sessions whose logs were not read. */
  readonly withoutLog: number;
};

export function whyLines(e: Explanation, causes: WhyCauses, frame: WhyFrame): string[] {
  const total = e.costPico + (frame.backgroundPico ?? 0n);
  const isEmpty = e.mostExpensive.length === 0 && total === 0n;
  const isUnpriced = isEmpty && e.requests > 0;
  const cost = isUnpriced ? "an unknown amount" : fineMoney(total);
  const title = moneyTitle(`Why ${frame.about} cost ${cost}`, frame);
  if (isEmpty) return [title, isUnpriced ? "  none of these requests has a price" : "  nothing was billed here"];
  const requestRow = (r: ExpensiveRequest): Row => [
    when(r.timeMs, frame.nowMs, frame.zone),
    fineMoney(r.costPico),
    compactTokens(promptTokens(r.tokens)),
    compactTokens(r.tokens.output),
    modelLabel(r.model),
    r.agent || "main",
  ];
  const blocks = [
    [title],
    causeLines(causes, total, frame),
    adviceLines(causes.advices, frame),
    resultLines(causes.results, frame),
    renderTable(COSTLIEST_COLUMNS, e.mostExpensive.map(requestRow), frame.width, frame.style),
    [...averageLines(total, frame), ...noteLines(e, causes, frame.width)],
  ];
  return blocks.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

function averageLines(total: Pico, { activeDays, width }: WhyFrame): string[] {
  return activeDays === null || activeDays === 0
    ? []
    : wrapWords(`${averageDayText(total, activeDays)}.`, Math.max(20, width), 2);
}

function noteLines(e: Explanation, causes: WhyCauses, width: number): string[] {
  const size = `Context: ${compactTokens(e.context.meanTokens)} tokens read per request on average, ${compactTokens(e.context.largestTokens)} at most.`;
  const untold =
    causes.withoutLog === 0
      ? ""
      : `${counted(causes.withoutLog, "session")} without a readable log: prompts and tool results cannot be separated there.`;
  const about = causes.causes.some((cause) => cause.about)
    ? 'Causes marked "about" were shared out by size; the sum is exact.'
    : "";
  const wrapped = [untold, about].flatMap((line) => (line === "" ? [] : wrapWords(line, Math.max(20, width), 2)));
  return [...wrapWords(size, Math.max(20, width), 2), ...causeNotes(causes, width), ...wrapped];
}
