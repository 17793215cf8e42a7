/** Prices a table of responses in place. */

import { Flag, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Tokens } from "../responses/tokens.ts";
import type { FoundModel, PriceBook } from "./price-book.ts";
import { joinMarks, NO_MARKS, type PriceMarks } from "./price-marks.ts";
import { priceResponse, WEB_SEARCH_PICO } from "./price-response.ts";

const NO_PARTS: readonly Tokens[] = [];

/**
 * Fills `costPico` of rows `from` (inclusive) to `to` (exclusive) that have no price yet. It stays NaN where no rate
 * card has the model on that date.
 */
export function priceColumns(table: ResponseTable, book: PriceBook, from = 0, to = table.columns.length): PriceMarks {
  const pricer = new Pricer(table, book);
  const { costPico } = table.columns;
  for (let i = from; i < to; i++) if (Number.isNaN(costPico[i] as number)) pricer.price(i);
  return pricer.marks();
}

type Known = {
  readonly model: FoundModel | null;
  readonly priceAt: ReturnType<PriceBook["pricesOf"]>;
  isServed: boolean;
  isEarly: boolean;
  isCredited: boolean;
};

class Pricer {
  readonly #table: ResponseTable;
  readonly #book: PriceBook;
  /** By code. */
  readonly #models: (Known | undefined)[] = [];
  #usedOverlay = false;

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
    const known = this.#known(columns.model[i] as number);
    const { model, priceAt } = known;
    const timeMs = columns.timeMs[i] as number;
    const entry = priceAt(timeMs);
    if (!model || !entry) return;
    if (entry.basis === "overlay") this.#usedOverlay = true;
    else if (entry.basis === "served") known.isServed = true;
    if (timeMs < entry.fromMs) known.isEarly = true;
    if ((flags & Flag.credited) !== 0) known.isCredited = true;
    columns.costPico[i] = priceResponse(entry, {
      tokens: tokensAt(columns, i),
      webSearches,
      flags,
      regional: model.regional,
      generation: model.card.generation,
      iterations: (flags & Flag.iterations) === 0 ? NO_PARTS : (iterationsByRow.get(i) ?? NO_PARTS),
    });
  }

  marks(): PriceMarks {
    const known = this.#models.filter((k) => k !== undefined && k.model !== null) as Known[];
    const names = (list: readonly Known[]): string[] => list.map((k) => k.model?.card.apiId ?? "");
    return joinMarks(NO_MARKS, {
      overlay: this.#usedOverlay,
      served: names(known.filter((k) => k.isServed)),
      early: names(known.filter((k) => k.isEarly)),
      credited: names(known.filter((k) => k.isCredited)),
    });
  }

  #known(code: number): Known {
    const known = this.#models[code];
    if (known) return known;
    const name = this.#table.models[code] as string;
    const found = {
      model: this.#book.find(name),
      priceAt: this.#book.pricesOf(name),
      isServed: false,
      isEarly: false,
      isCredited: false,
    };
    this.#models[code] = found;
    return found;
  }
}
