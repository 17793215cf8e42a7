/** Divides the cost of responses by what was billed; the parts add up to the whole. */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { type Billable, costLines } from "../pricing/price-response.ts";
import { Flag, type ResponseTable, tokensAt } from "../responses/columns.ts";
import { TOKEN_CLASSES, type TokenClass } from "../responses/tokens.ts";

export type CostClass = TokenClass | "webSearch";

export type ClassCost = { readonly name: CostClass; readonly quantity: number; readonly costPico: Pico };

/**
 * The bill of one row as it was priced: each iteration separately, in its own band.
 * @param flags the row's own, or others to compute what it would have cost with them
 */
export function billOf(
  table: ResponseTable,
  book: PriceBook,
  i: number,
  flags = table.columns.flags[i] as number,
): readonly { name: CostClass; quantity: number; costPico: number }[] {
  const { columns, models, iterationsByRow } = table;
  const logged = models[columns.model[i] as number] as string;
  const webSearches = columns.webSearches[i] as number;
  if ((flags & Flag.search) !== 0)
    return [{ name: "webSearch", quantity: webSearches, costPico: columns.costPico[i] as number }];
  const found = book.find(logged);
  const entry = book.entry(logged, columns.timeMs[i] as number);
  if (!found || !entry) return [];
  const whole: Billable = {
    tokens: tokensAt(columns, i),
    webSearches,
    flags,
    regional: found.regional,
    generation: found.card.generation,
    iterations: [],
  };
  const parts = iterationsByRow.get(i) ?? [];
  if (parts.length === 0) return costLines(entry, whole);
  return parts.flatMap((tokens, k) => costLines(entry, { ...whole, tokens, webSearches: k === 0 ? webSearches : 0 }));
}

/** Most expensive first. */
export function costByClass(table: ResponseTable, book: PriceBook, rows: readonly number[]): readonly ClassCost[] {
  const sums = new Map<CostClass, { quantity: number; costPico: Pico }>();
  for (const i of rows) {
    for (const line of billOf(table, book, i)) {
      const sum = sums.get(line.name) ?? { quantity: 0, costPico: 0n };
      sums.set(line.name, { quantity: sum.quantity + line.quantity, costPico: sum.costPico + BigInt(line.costPico) });
    }
  }
  const order: readonly CostClass[] = [...TOKEN_CLASSES, "webSearch"];
  return order
    .flatMap((name) => {
      const sum = sums.get(name);
      return sum ? [{ name, ...sum }] : [];
    })
    .sort((a, b) => Number(b.costPico - a.costPico));
}
