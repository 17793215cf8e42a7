/** Prices a table of responses in place. */

import { Flag, type ResponseTable, tokensAt } from "../usage/columns.ts";
import type { PriceBook } from "./price-book.ts";
import { priceResponse, WEB_SEARCH_PICO } from "./price-response.ts";

/**
 * Fills `costPico` of the rows `from` (included) to `to` (not): NaN where no rate card has the model at that date.
 * @returns true where at least one price came from the overlay
 */
export function priceColumns(table: ResponseTable, book: PriceBook, from = 0, to = table.columns.length): boolean {
  const { columns, models, extras } = table;
  const found = new Map<number, ReturnType<PriceBook["find"]>>();
  let overlay = false;
  for (let i = from; i < to; i++) {
    const flags = columns.flags[i] as number;
    const webSearches = columns.webSearches[i] as number;
    if ((flags & Flag.search) !== 0) {
      columns.costPico[i] = webSearches * WEB_SEARCH_PICO;
      continue;
    }
    const code = columns.model[i] as number;
    if (!found.has(code)) found.set(code, book.find(models[code] as string));
    const model = found.get(code);
    const entry = model ? book.entry(models[code] as string, columns.timeMs[i] as number) : null;
    if (!model || !entry) {
      columns.costPico[i] = Number.NaN;
      continue;
    }
    if (entry.basis === "overlay") overlay = true;
    columns.costPico[i] = priceResponse(entry, {
      tokens: tokensAt(columns, i),
      webSearches,
      flags,
      regional: model.regional,
      generation: model.card.generation,
      iterations: extras.get(i) ?? [],
    });
  }
  return overlay;
}
