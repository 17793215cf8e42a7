/** Amounts of which a part or all has no price: never shown as zero, nor as a whole amount. */

import type { Amount } from "../../core/pricing/amount.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { lacksPrices, type Totals, type Unpriced } from "../../core/reports/totals.ts";
import { cellMoney, fineMoney, money } from "../text/format.ts";
import { type Span, span } from "../text/spans.ts";
import { boundSign } from "./certainty.ts";

/** The amount of a row of a report. */
export function amountOf(row: { readonly totals: { readonly unpriced: Unpriced }; readonly totalPico: Pico }): Amount {
  return { pico: row.totalPico, lacksPrices: lacksPrices(row.totals.unpriced) };
}

/** The amount of logged responses alone. */
export function loggedAmount({ costPico, unpriced }: Pick<Totals, "costPico" | "unpriced">): Amount {
  return { pico: costPico, lacksPrices: lacksPrices(unpriced) };
}

/** Nothing in it has a price. */
export const isUnpricedAmount = ({ pico, lacksPrices: lacks }: Amount): boolean => lacks && pico === 0n;

/**
 * `unpriced` where nothing has a price, `≥$1.23` where a part has none (`>=` without Unicode), else `$1.23`.
 * @param write formats money
 * @param fine formats money that `write` shows as "<$0.01", because "≥<$0.01" would be meaningless
 */
export function amountText(
  amount: Amount,
  unicode: boolean,
  write: (pico: Pico) => string = money,
  fine: (pico: Pico) => string = fineMoney,
): string {
  const text = write(amount.pico);
  if (!amount.lacksPrices) return text;
  if (isUnpricedAmount(amount)) return "unpriced";
  return `${boundSign("at-least", unicode)}${text.startsWith("<") ? fine(amount.pico) : text}`;
}

/** The cell of a table's column of totals. @param look bold, and how money is formatted (by default for a column) */
export function amountCell(
  amount: Amount,
  unicode: boolean,
  { isBold = false, write = cellMoney }: { readonly isBold?: boolean; write?(pico: Pico): string } = {},
): Span {
  return isUnpricedAmount(amount) ? span("unpriced", "warn") : span(amountText(amount, unicode, write), "text", isBold);
}
