/** Groups (models, projects, branches …) as a table. */

import { cleanText } from "../../core/clean-text.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import type { Dimension } from "../../core/reports/group.ts";
import type { GroupList, GroupSummary } from "../../core/reports/group-list.ts";
import { BACKGROUND_KEY } from "../json/groups-json.ts";
import { largest, plainBar } from "../text/charts.ts";
import { counted, percent } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import type { Column, Row } from "../text/table.ts";
import { backgroundCell } from "../words/certainty.ts";
import { amountCell, amountOf, isUnpricedAmount } from "../words/priced-amount.ts";
import { countCells, countColumns } from "./count-cells.ts";
import { moneyList } from "./currency-column.ts";
import { type TableFrame, unpricedLines } from "./frame.ts";
import { modelLabel } from "./model-label.ts";
import { SPENT_CSV_HEADER, spentCsvCells } from "./totals-csv.ts";

const COLUMNS = (name: string): readonly Column[] => [
  { header: name, priority: 1, rule: "shrink", minWidth: 16, maxWidth: 60 },
  { header: "Total", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 2, rule: "hard", align: "right" },
  { header: "Background", priority: 4, rule: "hard", align: "right", tone: "muted" },
  ...countColumns(5),
  { header: "", priority: 4, rule: "grow", minWidth: 8, maxWidth: 24 },
];

/** Labels of dimensions that differ from their names. */
const LABELS: Partial<Readonly<Record<Dimension, string>>> = { mcp: "MCP server", pr: "pull request" };

/** Labels of groups without a name. */
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
  account: "(account not known)",
  pr: "(no pull request)",
  ticket: "(no ticket)",
  tag: "(no tag)",
};

function groupName(dimension: Dimension, key: string, projects: ReadonlySet<string>): string {
  if (dimension === "project" && key) return projectLabel(key, projects);
  const name = dimension === "model" ? modelLabel(key) : cleanText(key);
  return name || UNNAMED[dimension];
}

export function groupLines(dimension: Dimension, list: GroupList, frame: TableFrame): string[] {
  const label = LABELS[dimension] ?? dimension;
  const top = largest(list.groups.map((g) => usdNumber(g.totalPico)));
  const whole = usdNumber(list.totalPico);
  const keys = new Set(list.groups.map((g) => g.key));
  const row = (group: GroupSummary, name: string): Row => [
    name,
    amountCell(amountOf(group), frame.style.unicode),
    isUnpricedAmount(amountOf(group)) ? "–" : percent(usdNumber(group.totalPico), whole),
    backgroundCell(group, frame.style.unicode),
    ...countCells(group.totals),
    (width) => plainBar(top === 0 ? 0 : usdNumber(group.totalPico) / top, width, frame.style.unicode),
  ];
  const rows = list.groups.flatMap((group) => [
    row(group, group.kind === "background" ? "(background)" : groupName(dimension, group.key, keys)),
    ...group.worktrees.map((worktree) => row(worktree, `  worktree ${cleanText(worktree.key)}`)),
  ]);
  const total: Row = [
    `Total, ${counted(list.groups.filter((g) => g.kind === "group" && g.key !== "").length, dimension === "pr" ? "PR" : label)}`,
    amountCell(amountOf(list), frame.style.unicode),
    percent(whole, whole),
    backgroundCell(list, frame.style.unicode),
    ...countCells(list.totals),
  ];
  const header = label[0]?.toUpperCase() + label.slice(1);
  const amounts = list.groups.flatMap((group) => [group, ...group.worktrees].map(amountOf));
  const table = { columns: COLUMNS(header), rows, amounts, total, totalAmount: amountOf(list) };
  return moneyList(`Cost by ${label}`, table, unpricedLines(list.totals.unpriced, frame), frame);
}

export const groupCsvHeader = (dimension: Dimension): string[] => [dimension, ...SPENT_CSV_HEADER];

export function groupCsvRows(list: GroupList): (string | number)[][] {
  return list.groups.map((group) => [
    group.kind === "background" ? BACKGROUND_KEY : group.key,
    ...spentCsvCells(group),
  ]);
}
