/** `why`: a bill taken apart, with what could have been saved and the command that saves it. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { CostClass } from "../../core/drivers/cost-classes.ts";
import type { DearRequest, Explanation } from "../../core/drivers/explain.ts";
import { type Pico, usdNumber } from "../../core/pricing/money.ts";
import { promptTokens } from "../../core/responses/tokens.ts";
import { plainBar } from "../text/charts.ts";
import { compactTokens, counted, fineMoney, money, percent } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { when } from "../text/time.ts";
import { type TableFrame, titleLine } from "./frame.ts";
import { modelLabel } from "./model-label.ts";

export type WhyFrame = TableFrame & {
  readonly zone: Zone;
  readonly nowMs: number;
  readonly about: string;
  readonly backgroundPico: Pico | null;
};

const CLASS_TEXTS: Readonly<Record<CostClass, string>> = {
  input: "new input",
  output: "output and thinking",
  cacheWrite5m: "cache writes (5 min)",
  cacheWrite1h: "cache writes (1 h)",
  cacheRead: "cache reads",
  webSearch: "web searches",
};

const CLASS_COLUMNS: readonly Column[] = [
  { header: "What", priority: 1, rule: "hard" },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 2, rule: "hard", align: "right" },
  { header: "Quantity", priority: 3, rule: "hard", align: "right", tone: "muted" },
  { header: "", priority: 4, rule: "grow", minWidth: 8, maxWidth: 24 },
];

const DEAR_COLUMNS: readonly Column[] = [
  { header: "Dearest requests", priority: 1, rule: "hard" },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Read", priority: 2, rule: "hard", align: "right" },
  { header: "Out", priority: 2, rule: "hard", align: "right" },
  { header: "Model", priority: 3, rule: "shrink", minWidth: 8, maxWidth: 24 },
  { header: "By", priority: 4, rule: "shrink", minWidth: 6, maxWidth: 24, tone: "muted" },
];

export function whyLines(e: Explanation, frame: WhyFrame): string[] {
  const total = e.costPico + (frame.backgroundPico ?? 0n);
  const title = titleLine(`Why ${frame.about} cost ${fineMoney(total)}`, frame);
  if (e.requests === 0) return [title, "  nothing was billed here"];
  const parts: (readonly [string, Pico, string])[] = e.classes.map((c) => [
    CLASS_TEXTS[c.name],
    c.costPico,
    c.name === "webSearch" ? String(c.quantity) : `${compactTokens(c.quantity)} tokens`,
  ]);
  if (frame.backgroundPico !== null && frame.backgroundPico > 0n) parts.push(["background", frame.backgroundPico, ""]);
  const row = ([name, cost, quantity]: (typeof parts)[number]): Row => {
    const share = usdNumber(cost) / usdNumber(total || 1n);
    return [name, money(cost), percent(share, 1), quantity, (width) => plainBar(share, width, frame.style.unicode)];
  };
  const dear = (r: DearRequest): Row => [
    when(r.timeMs, frame.nowMs, frame.zone),
    fineMoney(r.costPico),
    compactTokens(promptTokens(r.tokens)),
    compactTokens(r.tokens.output),
    modelLabel(r.model),
    r.agent || "main",
  ];
  return [
    title,
    "",
    ...renderTable(CLASS_COLUMNS, parts.map(row), frame.width, frame.style),
    "",
    ...renderTable(DEAR_COLUMNS, e.mostExpensive.map(dear), frame.width, frame.style),
    "",
    ...noteLines(e),
  ];
}

function noteLines(e: Explanation): string[] {
  const share = (pico: Pico): string => percent(usdNumber(pico), usdNumber(e.costPico));
  const lines = [
    `Context: ${compactTokens(e.context.meanTokens)} tokens read per request on average, ${compactTokens(e.context.largestTokens)} at most.`,
  ];
  if (e.subagents.requests > 0) {
    lines.push(
      `Subagents: ${fineMoney(e.subagents.costPico)} (${share(e.subagents.costPico)}) in ${counted(e.subagents.requests, "request")}.`,
    );
  }
  if (e.fast.requests > 0) {
    lines.push(
      `Fast mode: ${fineMoney(e.fast.costPico)} in ${counted(e.fast.requests, "request")}; /fast turns it off.`,
    );
  }
  if (e.cold.times > 0) {
    lines.push(
      `Cold cache: ${counted(e.cold.times, "time")} the context was written again after a pause, ${fineMoney(e.cold.extraPico)} more than with a warm cache.`,
      "  Before a long pause: /compact while it is warm, or /clear when the work is done.",
    );
  }
  return lines;
}
