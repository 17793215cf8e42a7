/** Days, weeks or months as a table. */

import { parseDay } from "../../core/calendar/period.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import type { PeriodList, PeriodSummary } from "../../core/reports/period-list.ts";
import { largest, plainBar } from "../text/charts.ts";
import { counted } from "../text/format.ts";
import type { Column, Row } from "../text/table.ts";
import { knownBackgroundCell } from "../words/certainty.ts";
import { amountCell, amountOf, loggedAmount } from "../words/priced-amount.ts";
import { countCells, countColumns } from "./count-cells.ts";
import { moneyList } from "./currency-column.ts";
import { exactLines, type TableFrame, unpricedLines } from "./frame.ts";
import { modelsLabel } from "./model-label.ts";
import { SPENT_CSV_HEADER, spentCsvCells } from "./totals-csv.ts";

const TITLES = { day: "Cost by day", week: "Cost by week", month: "Cost by month" } as const;

const COLUMNS: readonly Column[] = [
  { header: "Period", priority: 1, rule: "hard" },
  { header: "Total", priority: 1, rule: "hard", align: "right" },
  { header: "Logged", priority: 5, rule: "hard", align: "right", tone: "muted" },
  { header: "Background", priority: 4, rule: "hard", align: "right", tone: "muted" },
  ...countColumns(6),
  { header: "", priority: 2, rule: "grow", minWidth: 8, maxWidth: 24 },
  { header: "Models", priority: 7, rule: "shrink", minWidth: 12, tone: "muted" },
];

export function periodLines(list: PeriodList, frame: TableFrame): string[] {
  const top = largest(list.periods.map((p) => usdNumber(p.totalPico)));
  const row = (p: PeriodSummary): Row => [
    p.period,
    amountCell(amountOf(p), frame.style.unicode),
    amountCell(loggedAmount(p.totals), frame.style.unicode),
    knownBackgroundCell(p.backgroundPico, p.certainty.status, frame.style.unicode),
    ...countCells(p.totals),
    (width) => plainBar(top === 0 ? 0 : usdNumber(p.totalPico) / top, width, frame.style.unicode),
    modelsLabel(p.models),
  ];
  const total: Row = [
    `Total, ${counted(list.periods.length, list.kind)}`,
    amountCell(amountOf(list), frame.style.unicode),
    amountCell(loggedAmount(list.totals), frame.style.unicode),
    knownBackgroundCell(list.backgroundPico, list.certainty.status, frame.style.unicode),
    ...countCells(list.totals),
  ];
  const notes = [
    ...unlistedLines(list, frame),
    ...exactLines(list.certainty.exactPico, list.totalPico, frame),
    ...unpricedLines(list.totals.unpriced, frame),
  ];
  const amounts = list.periods.map(amountOf);
  const table = { columns: COLUMNS, rows: list.periods.map(row), amounts, total, totalAmount: amountOf(list) };
  return moneyList(TITLES[list.kind], table, notes, frame);
}

/** Days without use have no row, so that a reader must not assume that the row above is the previous day. */
function unlistedLines({ kind, periods }: PeriodList, { style }: TableFrame): string[] {
  const [first, last] = [periods[0], periods.at(-1)].map((p) => (p ? parseDay(p.period) : null));
  if (kind !== "day" || typeof first !== "number" || typeof last !== "number") return [];
  const unlisted = last - first + 1 - periods.length;
  return unlisted === 0 ? [] : [style.paint("muted", `${counted(unlisted, "day")} without use not listed`)];
}

export const PERIOD_CSV_HEADER = ["period", ...SPENT_CSV_HEADER];

export function periodCsvRows(list: PeriodList): (string | number)[][] {
  return list.periods.map((period) => [period.period, ...spentCsvCells(period)]);
}
