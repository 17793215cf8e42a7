/** Prices a table of responses in place. */

import { Flag, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Tokens } from "../responses/tokens.ts";
import type { FoundModel, PriceBook } from "./price-book.ts";
import { priceResponse, WEB_SEARCH_PICO } from "./price-response.ts";

const NO_PARTS: readonly Tokens[] = [];

/**
 * Fills `costPico` of the rows `from` (included) to `to` (not) that have no price yet: it stays NaN where no rate card
 * has the model at that date.
 * @returns true where at least one price came from the overlay
 */
export function priceColumns(table: ResponseTable, book: PriceBook, from = 0, to = table.columns.length): boolean {
  const pricer = new Pricer(table, book);
  const { costPico } = table.columns;
  for (let i = from; i < to; i++) if (Number.isNaN(costPico[i] as number)) pricer.price(i);
  return pricer.usedOverlay;
}

type Known = { readonly model: FoundModel | null; readonly priceAt: ReturnType<PriceBook["pricesOf"]> };

class Pricer {
  readonly #table: ResponseTable;
  readonly #book: PriceBook;
  /** By code. */
  readonly #models: (Known | undefined)[] = [];
  usedOverlay = false;

  constructor(table: ResponseTable, book: PriceBook) {
    this.#table = table;
    this.#book = book;
  }

  price(i: number): void {
    const { columns, iterationsByRow } = this.#table;
    const flags = columns.flags[i] as number;
    const webSearches = columns.webSearches[i] as number;
    if ((flags & Flag.search) !== 0) {
      columns.costPico[i] = webSearches * WEB_SEARCH_PICO;
      return;
    }
    const { model, priceAt } = this.#known(columns.model[i] as number);
    const entry = priceAt(columns.timeMs[i] as number);
    if (!model || !entry) return;
    if (entry.basis === "overlay") this.usedOverlay = true;
    columns.costPico[i] = priceResponse(entry, {
      tokens: tokensAt(columns, i),
      webSearches,
      flags,
      regional: model.regional,
      generation: model.card.generation,
      iterations: (flags & Flag.iterations) === 0 ? NO_PARTS : (iterationsByRow.get(i) ?? NO_PARTS),
    });
  }

  #known(code: number): Known {
    const known = this.#models[code];
    if (known) return known;
    const name = this.#table.models[code] as string;
    const found = { model: this.#book.find(name), priceAt: this.#book.pricesOf(name) };
    this.#models[code] = found;
    return found;
  }
}
