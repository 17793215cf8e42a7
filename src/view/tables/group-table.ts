/** Groups (models, projects, branches …) as a table. */

import { cleanText } from "../../core/clean-text.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import type { Dimension, Group } from "../../core/reports/group.ts";
import type { Totals } from "../../core/reports/totals.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { largest, plainBar } from "../text/charts.ts";
import { compactTokens, money, percent, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { span } from "../text/spans.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { type TableFrame, titleLine, unpricedLines } from "./frame.ts";
import { modelLabel } from "./model-label.ts";
import { TOTALS_CSV_HEADER, totalsCsvCells } from "./totals-csv.ts";

const COLUMNS = (name: string): readonly Column[] => [
  { header: name, priority: 1, rule: "shrink", minWidth: 16, maxWidth: 60 },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 2, rule: "hard", align: "right" },
  { header: "Requests", priority: 3, rule: "hard", align: "right" },
  { header: "In", priority: 5, rule: "hard", align: "right" },
  { header: "Cached", priority: 5, rule: "hard", align: "right" },
  { header: "Out", priority: 5, rule: "hard", align: "right" },
  { header: "", priority: 4, rule: "grow", minWidth: 8, maxWidth: 24 },
];

/** What a group without a name means. */
const UNNAMED: Readonly<Record<Dimension, string>> = {
  model: "(no model)",
  project: "(no project)",
  branch: "(no branch)",
  agent: "(main conversation)",
  skill: "(no skill)",
  plugin: "(no plugin)",
  mcp: "(no MCP server)",
  version: "(version not logged)",
  entrypoint: "(entrypoint not logged)",
};

function groupName(dimension: Dimension, key: string, projects: ReadonlySet<string>): string {
  if (dimension === "project" && key) return projectLabel(key, projects);
  const name = dimension === "model" ? modelLabel(key) : cleanText(key);
  return name || UNNAMED[dimension];
}

export function groupLines(
  dimension: Dimension,
  groups: readonly Group[],
  totals: Totals,
  frame: TableFrame,
): string[] {
  const label = dimension === "mcp" ? "MCP server" : dimension;
  const title = titleLine(`Cost by ${label} (logged requests)`, frame);
  if (groups.length === 0) return [title, "  nothing in this range"];
  const top = largest(groups.map((g) => usdNumber(g.totals.costPico)));
  const cells = (t: Totals): Row => [
    costCell(t),
    percent(usdNumber(t.costPico), usdNumber(totals.costPico)),
    wholeNumber(t.requests),
    compactTokens(t.tokens.input + t.tokens.cacheWrite5m + t.tokens.cacheWrite1h),
    compactTokens(t.tokens.cacheRead),
    compactTokens(t.tokens.output),
  ];
  const keys = new Set(groups.map((g) => g.key));
  const rows = groups.map(
    (g): Row => [
      groupName(dimension, g.key, keys),
      ...cells(g.totals),
      (width) => plainBar(top === 0 ? 0 : usdNumber(g.totals.costPico) / top, width, frame.style.unicode),
    ],
  );
  const header = label[0]?.toUpperCase() + label.slice(1);
  return [
    title,
    "",
    ...renderTable(COLUMNS(header), rows, frame.width, frame.style, { totals: [["Total", ...cells(totals)]] }),
    ...unpricedLines(totals.unpriced, frame),
  ];
}

/** A group of which nothing could be priced has no cost: that is not zero. */
function costCell(totals: Totals): ReturnType<typeof span> {
  return totals.costPico === 0n && totals.unpriced.requests > 0
    ? span("unpriced", "warn")
    : span(money(totals.costPico));
}

export const groupCsvHeader = (dimension: Dimension): string[] => [dimension, ...TOTALS_CSV_HEADER, "unpricedTokens"];

export function groupCsvRows(groups: readonly Group[]): (string | number)[][] {
  return groups.map(({ key, totals }) => [key, ...totalsCsvCells(totals), totalTokens(totals.unpriced.tokens)]);
}
