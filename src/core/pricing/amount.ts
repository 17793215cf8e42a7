/** An amount of money that may lack something without a price. */

import type { Pico } from "./money.ts";

export type Amount = {
  readonly pico: Pico;
  /** Whether something without a price is not in `pico`. */
  readonly lacksPrices: boolean;
};

/** An amount of which everything has a price. */
export const priced = (pico: Pico): Amount => ({ pico, lacksPrices: false });

export function addAmounts(a: Amount, b: Amount): Amount {
  return { pico: a.pico + b.pico, lacksPrices: a.lacksPrices || b.lacksPrices };
}
