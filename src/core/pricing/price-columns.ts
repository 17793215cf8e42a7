/** Prices a table of responses in place. */

import { Flag, type ResponseTable, tokensAt } from "../usage/columns.ts";
import type { Tokens } from "../usage/tokens.ts";
import type { FoundModel, PriceBook } from "./price-book.ts";
import { priceResponse, WEB_SEARCH_PICO } from "./price-response.ts";

const NO_PARTS: readonly Tokens[] = [];

/**
 * Fills `costPico` of the rows `from` (included) to `to` (not) that have no price yet: it stays NaN where no rate card
 * has the model at that date.
 * @returns true where at least one price came from the overlay
 */
export function priceColumns(table: ResponseTable, book: PriceBook, from = 0, to = table.columns.length): boolean {
  const { columns, models, extras } = table;
  const found: (
    | { readonly model: FoundModel | null; readonly priceAt: ReturnType<PriceBook["pricesOf"]> }
    | undefined
  )[] = [];
  let overlay = false;
  for (let i = from; i < to; i++) {
    if (!Number.isNaN(columns.costPico[i] as number)) continue;
    const flags = columns.flags[i] as number;
    const webSearches = columns.webSearches[i] as number;
    if ((flags & Flag.search) !== 0) {
      columns.costPico[i] = webSearches * WEB_SEARCH_PICO;
      continue;
    }
    const code = columns.model[i] as number;
    let known = found[code];
    if (!known) {
      const name = models[code] as string;
      known = { model: book.find(name), priceAt: book.pricesOf(name) };
      found[code] = known;
    }
    const { model } = known;
    const entry = known.priceAt(columns.timeMs[i] as number);
    if (!model || !entry) continue;
    if (entry.basis === "overlay") overlay = true;
    columns.costPico[i] = priceResponse(entry, {
      tokens: tokensAt(columns, i),
      webSearches,
      flags,
      regional: model.regional,
      generation: model.card.generation,
      iterations: (flags & Flag.iterations) === 0 ? NO_PARTS : (extras.get(i) ?? NO_PARTS),
    });
  }
  return overlay;
}
