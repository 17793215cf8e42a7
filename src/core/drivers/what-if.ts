/**
 * Prices a range at another model: the same tokens at that model's prices. In reality, that model would use other token
 * counts.
 */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { priceResponse } from "../pricing/price-response.ts";
import { isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import { mostExpensiveFirst } from "./cause-sums.ts";

export type WhatIfModel = {
  /** The model's name in reports. */
  readonly model: string;
  readonly requests: number;
  readonly costPico: Pico;
  readonly whatIfPico: Pico;
};

export type WhatIf = Omit<WhatIfModel, "model"> & {
  /** Most expensive first. */
  readonly models: readonly WhatIfModel[];
  /** Requests without a price, or without one at the other model on their date. */
  readonly unpriced: number;
};

/** @param model any spelling of a model with a rate card */
export function priceAtModel(table: ResponseTable, book: PriceBook, rows: Iterable<number>, model: string): WhatIf {
  const { columns, models } = table;
  const byModel = new Map<string, { requests: number; costPico: Pico; whatIfPico: Pico }>();
  let unpriced = 0;
  for (const row of rows) {
    const name = book.nameOf(models[columns.model[row] as number] ?? "");
    const other = priceAt(table, book, row, model);
    const requests = isRequest(columns.flags[row] as number) ? 1 : 0;
    if (other === null || Number.isNaN(columns.costPico[row])) {
      unpriced += requests;
      continue;
    }
    const sum = byModel.get(name) ?? { requests: 0, costPico: 0n, whatIfPico: 0n };
    byModel.set(name, {
      requests: sum.requests + requests,
      costPico: sum.costPico + BigInt(columns.costPico[row] as number),
      whatIfPico: sum.whatIfPico + other,
    });
  }
  const list = [...byModel].map(([name, sum]) => ({ model: name, ...sum })).sort(mostExpensiveFirst);
  return {
    requests: list.reduce((n, m) => n + m.requests, 0),
    costPico: list.reduce((n, m) => n + m.costPico, 0n),
    whatIfPico: list.reduce((n, m) => n + m.whatIfPico, 0n),
    models: list,
    unpriced,
  };
}

/** null where the other model has no price on that date. A search that only a tool result proves keeps its cost. */
function priceAt(table: ResponseTable, book: PriceBook, row: number, model: string): Pico | null {
  const { columns, iterationsByRow } = table;
  const found = book.find(model);
  const entry = book.entry(model, columns.timeMs[row] as number);
  if (!found || !entry) return null;
  const { regional, card } = found;
  return BigInt(
    priceResponse(entry, {
      tokens: tokensAt(columns, row),
      webSearches: columns.webSearches[row] as number,
      flags: columns.flags[row] as number,
      regional,
      generation: card.generation,
      iterations: iterationsByRow.get(row) ?? [],
    }),
  );
}
