/** A second currency in a table of dollars: a column after "Total", and a line with the rate. */

import type { Amount } from "../../core/pricing/amount.ts";
import { type CurrencyRate, convert } from "../../core/pricing/currency.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { cellMoney, fineMoney } from "../text/format.ts";
import { type Cell, type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { amountText } from "../words/priced-amount.ts";
import { moneyTitle, type TableFrame } from "./frame.ts";

export type MoneyTable = {
  /** One of them is "Total". */
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** The total of each row. */
  readonly amounts: readonly Amount[];
  readonly total: Row;
  readonly totalAmount: Amount;
};

function moneyTable({ columns, rows, amounts, total, totalAmount }: MoneyTable, frame: TableFrame): string[] {
  const { width, style, currency = null } = frame;
  if (currency === null) return renderTable(columns, rows, width, style, { totals: [total] });
  const at = columns.findIndex((column) => column.header === "Total") + 1;
  const column: Column = { header: currency.code, priority: 2, rule: "hard", align: "right", tone: "muted" };
  const beside = (row: Row, amount: Amount | undefined): Row =>
    withCell(row, at, amount === undefined ? "" : amountTextIn(amount, currency, style.unicode));
  return [
    ...renderTable(
      [...columns.slice(0, at), column, ...columns.slice(at)],
      rows.map((row, i) => beside(row, amounts[i])),
      width,
      style,
      { totals: [beside(total, totalAmount)] },
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
function amountIn(pico: Pico, currency: CurrencyRate): string {
  return cellMoney(convert(pico, currency)).replace("$", "");
}

/** The same, marked where something has no price. */
export function amountTextIn(amount: Amount, currency: CurrencyRate, unicode: boolean): string {
  const fine = (pico: Pico): string => fineMoney(convert(pico, currency)).replace("$", "");
  return amountText(amount, unicode, (pico) => amountIn(pico, currency), fine);
}

/** The total of a report without a table; empty without a second currency. */
export function besideLines(amount: Amount, frame: TableFrame): string[] {
  const { currency = null, style } = frame;
  if (currency === null) return [];
  return [`Total in ${currency.code}: ${amountTextIn(amount, currency, style.unicode)}`, ...rateLines(frame)];
}

/** The rate used; empty without a second currency. */
export function rateLines({ currency = null, width, style }: TableFrame): string[] {
  if (currency === null) return [];
  const { code, perUsdPico, asOf } = currency;
  const text = `${code} at ${usdString(perUsdPico)} a dollar${asOf === null ? "" : `, the rate of ${asOf}`}, as you set it; dollars are exact`;
  return wrapWords(text, width, 2).map((line) => style.paint("muted", line));
}
