/** Blocks of five hours as a table. */

import { dayKey } from "../../core/calendar/period.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import type { Block, BlockList } from "../../core/reports/block-list.ts";
import { isoTime } from "../json/parts.ts";
import { largest, plainBar } from "../text/charts.ts";
import { counted } from "../text/format.ts";
import type { Column, Row } from "../text/table.ts";
import { clock } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { backgroundCell } from "../words/certainty.ts";
import { amountCell, amountOf } from "../words/priced-amount.ts";
import { countCells, countColumns } from "./count-cells.ts";
import { moneyList } from "./currency-column.ts";
import { type TableFrame, unpricedLines } from "./frame.ts";
import { modelsLabel } from "./model-label.ts";
import { SPENT_CSV_HEADER, spentCsvCells } from "./totals-csv.ts";

const COLUMNS: readonly Column[] = [
  { header: "Begin", priority: 1, rule: "hard" },
  { header: "End", priority: 2, rule: "hard" },
  { header: "Total", priority: 1, rule: "hard", align: "right" },
  { header: "Background", priority: 5, rule: "hard", align: "right", tone: "muted" },
  ...countColumns(6),
  { header: "", priority: 4, rule: "grow", minWidth: 8, maxWidth: 24 },
  { header: "Models", priority: 7, rule: "shrink", minWidth: 12, tone: "muted" },
];

const WHAT =
  "Activity in these logs, at API rates: not the plan's windows, which only Claude has. `claude-cost limits` shows those.";

export type BlockFrame = TableFrame & { readonly zone: Zone; readonly nowMs: number };

export function blockLines(list: BlockList, frame: BlockFrame): string[] {
  const { zone, nowMs, width, style } = frame;
  const top = largest(list.blocks.map((block) => usdNumber(block.totalPico)));
  const row = (block: Block): Row => [
    `${dayKey(zone.dayOf(block.fromMs))} ${clock(block.fromMs, zone)}`,
    nowMs >= block.fromMs && nowMs < block.toMs ? `${clock(block.toMs, zone)}, runs` : clock(block.toMs, zone),
    amountCell(amountOf(block), style.unicode),
    backgroundCell(block, style.unicode),
    ...countCells(block.totals),
    (barWidth) => plainBar(top === 0 ? 0 : usdNumber(block.totalPico) / top, barWidth, style.unicode),
    modelsLabel(block.models),
  ];
  const total: Row = [
    `Total, ${counted(list.blocks.length, "block")}`,
    "",
    amountCell(amountOf(list), style.unicode),
    backgroundCell(list, style.unicode),
    ...countCells(list.totals),
  ];
  const notes = [
    ...unpricedLines(list.totals.unpriced, frame),
    ...wrapWords(WHAT, width, 2).map((line) => style.paint("muted", line)),
  ];
  const amounts = list.blocks.map(amountOf);
  const table = { columns: COLUMNS, rows: list.blocks.map(row), amounts, total, totalAmount: amountOf(list) };
  return moneyList("Activity by blocks of five hours", table, notes, frame);
}

export const BLOCK_CSV_HEADER = ["startsAt", "endsAt", ...SPENT_CSV_HEADER];

export function blockCsvRows(list: BlockList): (string | number)[][] {
  return list.blocks.map((block) => [isoTime(block.fromMs) ?? "", isoTime(block.toMs) ?? "", ...spentCsvCells(block)]);
}
