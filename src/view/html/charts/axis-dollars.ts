/** Amounts of dollars for charts, which draw floats. */

import { picoFromFloat } from "../../../core/pricing/money.ts";
import { cellMoney, wholeNumber } from "../../text/format.ts";

/** `$0`, `$2.50`, `$40`, `$1,200`: as short as possible. */
export function axisDollars(usd: number): string {
  if (Number.isInteger(usd)) return `$${wholeNumber(usd)}`;
  return usd >= 0.1 ? `$${usd.toFixed(2)}` : `$${Number(usd.toPrecision(2))}`;
}

/** With cents, as in tables. */
export function cellDollars(usd: number): string {
  return cellMoney(picoFromFloat(usd));
}
