/** Prices for hooks, by the shipped rate cards: the user's overlay takes a validator that is too large for a hook. */

import type { HookInput } from "../../claude-code/feeds/hook-input.ts";
import { readTurn } from "../../claude-code/logs/transcript-tail.ts";
import { PicoSum } from "../../core/pricing/money.ts";
import { PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import { isRequest } from "../../core/responses/columns.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { turnText } from "../../view/words/hook-text.ts";

export function hookBook(): PriceBook {
  return new PriceBook(shippedCards());
}

/** What the turn that just ended was billed, as far as it is logged; "" where nothing can be told. */
export function turnMessage(input: HookInput): string {
  const turn = input.transcriptPath === null ? null : readTurn(input.transcriptPath, input.promptId, input.lastMessage);
  if (turn === null) return "";
  const book = hookBook();
  const sum = new PicoSum();
  let requests = 0;
  let unpriced = 0;
  for (const table of turn.tables) {
    priceColumns(table, book);
    for (let i = 0; i < table.columns.length; i++) {
      if (isRequest(table.columns.flags[i] as number)) requests++;
      const cost = table.columns.costPico[i] as number;
      if (Number.isNaN(cost)) unpriced++;
      else sum.add(cost);
    }
  }
  return requests === 0 ? "" : turnText(sum.value, requests, turn.whole && unpriced === 0);
}
