/** The causes of a range's cost as a table, what would have cost less, and the most expensive tool results. */

import type { Advice } from "../../core/drivers/advice.ts";
import type { Cause, CausePart } from "../../core/drivers/cause-sums.ts";
import type { CauseReport } from "../../core/drivers/causes.ts";
import type { ToolResult } from "../../core/drivers/tool-results.ts";
import { type Pico, usdNumber } from "../../core/pricing/money.ts";
import { plainBar } from "../text/charts.ts";
import { compactTokens, counted, fineMoney, money, percent, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { paintLine, span } from "../text/spans.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { adviceText, CAUSE_LABELS, partLabel } from "../words/cause-words.ts";
import type { TableFrame } from "./frame.ts";

const CAUSE_COLUMNS: readonly Column[] = [
  { header: "Cause", priority: 1, rule: "shrink", minWidth: 16, maxWidth: 44, cut: "end" },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 2, rule: "hard", align: "right" },
  { header: "Quantity", priority: 3, rule: "hard", align: "right", tone: "muted" },
  { header: "", priority: 4, rule: "grow", minWidth: 8, maxWidth: 24 },
];

const RESULT_COLUMNS: readonly Column[] = [
  { header: "Largest tool results", priority: 1, rule: "shrink", minWidth: 16, maxWidth: 60, isName: true },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Tokens", priority: 2, rule: "hard", align: "right" },
  { header: "Tool", priority: 3, rule: "shrink", minWidth: 6, maxWidth: 20, tone: "muted" },
];

/** Only causes with at least this share show parts, and only their largest few. */
const LEAST_SHARE = 0.05;
const SHOWN_PARTS = 3;

export function causeLines(report: CauseReport, totalPico: Pico, frame: TableFrame): string[] {
  const rows = report.causes.flatMap((cause) => {
    const share = usdNumber(cause.costPico) / usdNumber(totalPico || 1n);
    const hasParts = share >= LEAST_SHARE && cause.parts.length > 1;
    const parts = hasParts ? cause.parts.filter((p) => p.costPico > 0n).slice(0, SHOWN_PARTS) : [];
    return [causeRow(cause, share, frame), ...parts.map((part) => partRow(cause, part, report))];
  });
  return renderTable(CAUSE_COLUMNS, rows, frame.width, frame.style);
}

function causeRow({ id, costPico, about, parts }: Cause, share: number, { style }: TableFrame): Row {
  const quantity = parts.reduce((n, part) => n + part.quantity, 0);
  return [
    CAUSE_LABELS[id],
    `${about ? "about " : ""}${money(costPico)}`,
    percent(share, 1),
    quantityText(id, quantity),
    (width) => plainBar(share, width, style.unicode),
  ];
}

function partRow(cause: Cause, { key, costPico, quantity }: CausePart, { tools }: CauseReport): Row {
  const use = cause.id === "tools" ? tools.find(({ tool }) => tool === key) : undefined;
  const files = use === undefined || use.files === 0 ? "" : `, ${counted(use.files, "file")}`;
  const calls = use === undefined ? "" : ` (${counted(use.calls, "call")}${files})`;
  const label = `  ${partLabel(cause.id, key)}${calls}`;
  return [[span(label, "muted")], [span(money(costPico), "muted")], "", quantityText(cause.id, quantity), ""];
}

function quantityText(cause: Cause["id"], quantity: number): string {
  if (quantity === 0) return "";
  if (cause === "web-search") return quantity === 1 ? "1 search" : `${wholeNumber(quantity)} searches`;
  if (cause === "background" || cause === "compaction") return counted(quantity, "request");
  return `${compactTokens(quantity)} tokens`;
}

export function adviceLines(advices: readonly Advice[], { width, style }: TableFrame): string[] {
  if (advices.length === 0) return [];
  const lines = advices.flatMap((advice) => {
    const { text, command } = adviceText(advice);
    const wrapped = wrapWords(text, Math.max(20, width - 4)).map((line, i) => `${i === 0 ? "- " : "  "}${line}`);
    const typed = command === null ? [] : [paintLine([span("    "), span(command, "accent")], style)];
    return [...wrapped, ...typed];
  });
  return ["What would have cost less", ...lines];
}

export function resultLines(results: readonly ToolResult[], { width, style }: TableFrame): string[] {
  const shown = results.filter(({ costPico }) => costPico > 0n);
  if (shown.length === 0) return [];
  const rows = shown.map(({ tool, name, tokens, costPico }): Row => {
    return [name || tool, fineMoney(costPico), compactTokens(tokens), tool];
  });
  return renderTable(RESULT_COLUMNS, rows, width, style);
}

const SHOWN_PROJECTS = 3;

/** What the start of a session costs in each project, and how full contexts were. */
export function causeNotes({ starts, historyByContext }: CauseReport, width: number): string[] {
  const ofStarts = starts.slice(0, SHOWN_PROJECTS).map((start) => {
    const { project, sessions, medianTokens, firstTokens, lastTokens, costPico, rereadPico } = start;
    const change = sessions > 1 ? ` (${compactTokens(firstTokens)} at first, ${compactTokens(lastTokens)} last)` : "";
    return `A session of ${projectLabel(project)} starts with ${compactTokens(medianTokens)} tokens${change}: ${money(costPico)} in ${counted(sessions, "session")}, and ${money(rereadPico)} to read that again.`;
  });
  const large = historyByContext.filter(({ fromTokens }) => fromTokens >= 200_000);
  const pico = large.reduce((n, { costPico }) => n + costPico, 0n);
  const requests = large.reduce((n, band) => n + band.requests, 0);
  const ofSize =
    requests === 0 ? [] : [`${counted(requests, "request")} read more than 200k tokens each, ${money(pico)} together.`];
  return [...ofSize, ...ofStarts].flatMap((line) => wrapWords(line, Math.max(20, width), 2));
}
