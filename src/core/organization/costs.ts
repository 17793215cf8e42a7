/** Sums the costs that rows report themselves, by currency. */

import type { Pico } from "../pricing/money.ts";
import type { OrgRow } from "./org-row.ts";

export type Cost = {
  /** ISO 4217. */
  readonly currency: string;
  /** In units of 1e-12 of the currency. */
  readonly pico: Pico;
};

/** Dollars first, then by name; empty where no row reports a cost. */
export function costsOf(rows: readonly OrgRow[]): readonly Cost[] {
  const sums = new Map<string, Pico>();
  for (const { currency, costPico } of rows) {
    if (costPico !== null) sums.set(currency, (sums.get(currency) ?? 0n) + costPico);
  }
  const rank = (currency: string): string => (currency === "USD" ? "" : currency);
  return [...sums]
    .map(([currency, pico]) => ({ currency, pico }))
    .sort((a, b) => (rank(a.currency) < rank(b.currency) ? -1 : 1));
}
