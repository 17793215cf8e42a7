/** Prices a table of responses in place. */

import { Flag, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Tokens } from "../responses/tokens.ts";
import type { PriceBook, PriceSpan } from "./price-book.ts";
import { joinMarks, NO_MARKS, type PriceMarks } from "./price-marks.ts";
import { priceResponse, WEB_SEARCH_PICO } from "./price-response.ts";

const NO_PARTS: readonly Tokens[] = [];

/** A model's card, and its price at the most recently requested time. */
type Known = {
  readonly apiId: string;
  readonly regional: boolean;
  readonly generation: number;
  readonly span: PriceSpan;
};

/**
 * Fills `costPico` of the rows `from` (included) to `to` (not) that have no price yet: it stays NaN where no rate card
 * has the model at that date.
 */
export function priceColumns(table: ResponseTable, book: PriceBook, from = 0, to = table.columns.length): PriceMarks {
  const { columns, models, iterationsByRow } = table;
  const { costPico, flags, model, timeMs, webSearches } = columns;
  const marks = { overlay: false, served: [] as string[], early: [] as string[], credited: [] as string[] };
  /** By code. */
  const knownModels: (Known | undefined)[] = models.map(() => undefined);
  for (let i = from; i < to; i++) {
    if (!Number.isNaN(costPico[i] as number)) continue;
    const bits = flags[i] as number;
    const searches = webSearches[i] as number;
    if ((bits & Flag.search) !== 0) {
      costPico[i] = searches * WEB_SEARCH_PICO;
      continue;
    }
    const code = model[i] as number;
    const at = timeMs[i] as number;
    let known = knownModels[code];
    if (!(known && at >= known.span.fromMs && at < known.span.untilMs)) {
      known = knownAt(book, models[code] as string, at);
      knownModels[code] = known;
      const { entry, fromMs } = known.span;
      if (entry?.basis === "overlay") marks.overlay = true;
      else if (entry?.basis === "served") marks.served.push(known.apiId);
      if (entry && fromMs < entry.fromMs) marks.early.push(known.apiId);
    }
    const { regional, generation, span } = known;
    if (span.entry === null) continue;
    if ((bits & Flag.credited) !== 0) marks.credited.push(known.apiId);
    const iterations = (bits & Flag.iterations) === 0 ? NO_PARTS : (iterationsByRow.get(i) ?? NO_PARTS);
    const billable = {
      tokens: tokensAt(columns, i),
      webSearches: searches,
      flags: bits,
      regional,
      generation,
      iterations,
    };
    costPico[i] = priceResponse(span.entry, billable);
  }
  return joinMarks(NO_MARKS, marks);
}

function knownAt(book: PriceBook, name: string, timeMs: number): Known {
  const found = book.find(name);
  return {
    apiId: found?.card.apiId ?? "",
    regional: found?.regional ?? false,
    generation: found?.card.generation ?? 0,
    span: book.spanAt(name, timeMs),
  };
}
