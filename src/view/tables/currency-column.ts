/** A second currency in a table of dollars: a column after "Total", and a line with the rate. */

import { type CurrencyRate, convert } from "../../core/pricing/currency.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { cellMoney } from "../text/format.ts";
import { type Cell, type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { moneyTitle, type TableFrame } from "./frame.ts";

export type MoneyTable = {
  /** One of them is "Total". */
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** The total of each row; null = nothing in it could be priced. */
  readonly picos: readonly (Pico | null)[];
  readonly total: Row;
  readonly totalPico: Pico;
};

function moneyTable({ columns, rows, picos, total, totalPico }: MoneyTable, frame: TableFrame): string[] {
  const { width, style, currency = null } = frame;
  if (currency === null) return renderTable(columns, rows, width, style, { totals: [total] });
  const at = columns.findIndex((column) => column.header === "Total") + 1;
  const column: Column = { header: currency.code, priority: 2, rule: "hard", align: "right", tone: "muted" };
  const beside = (row: Row, pico: Pico | null): Row => withCell(row, at, pico === null ? "" : amountIn(pico, currency));
  return [
    ...renderTable(
      [...columns.slice(0, at), column, ...columns.slice(at)],
      rows.map((row, i) => beside(row, picos[i] ?? null)),
      width,
      style,
      { totals: [beside(total, totalPico)] },
    ),
    ...rateLines(frame),
  ];
}

/** A list of amounts: its title, its table, and notes on its sums. */
export function moneyList(title: string, table: MoneyTable, notes: readonly string[], frame: TableFrame): string[] {
  if (table.rows.length === 0) return [moneyTitle(title, frame), "  nothing in this range"];
  return [moneyTitle(title, frame), "", ...moneyTable(table, frame), ...notes];
}

function withCell(row: Row, at: number, cell: Cell): Row {
  return [...row.slice(0, at), cell, ...row.slice(at)];
}

/** `12.34`, `<0.01`. */
export function amountIn(pico: Pico, currency: CurrencyRate): string {
  return cellMoney(convert(pico, currency)).replace("$", "");
}

/** The total of a report without a table; empty without a second currency. */
export function besideLines(pico: Pico, frame: TableFrame): string[] {
  const { currency = null } = frame;
  return currency === null ? [] : [`Total in ${currency.code}: ${amountIn(pico, currency)}`, ...rateLines(frame)];
}

/** The rate used; empty without a second currency. */
export function rateLines({ currency = null, width, style }: TableFrame): string[] {
  if (currency === null) return [];
  const { code, perUsdPico, asOf } = currency;
  const text = `${code} at ${usdString(perUsdPico)} a dollar${asOf === null ? "" : `, the rate of ${asOf}`}, as you set it; dollars are exact`;
  return wrapWords(text, width, 2).map((line) => style.paint("muted", line));
}
