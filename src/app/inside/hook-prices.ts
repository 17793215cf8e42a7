/**
 * Prices for hooks, from the shipped rate cards and those that Claude Code received from its server. The user's overlay
 * is not used, because its validator is too large for a hook.
 */

import { clientStateFiles } from "../../claude-code/feeds/client-state.ts";
import type { HookInput } from "../../claude-code/feeds/hook-input.ts";
import { readServedPrices } from "../../claude-code/feeds/served-prices.ts";
import { readTurn } from "../../claude-code/logs/transcript-tail.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { PicoSum } from "../../core/pricing/money.ts";
import { NO_OVERLAY, PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import { isRequest } from "../../core/responses/columns.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { turnText } from "../../view/words/hook-text.ts";
import { standardRoot } from "../context/live-context.ts";

export function hookBook(env: HookRunEnv): PriceBook {
  const root = standardRoot(env);
  const homeDir = env["HOME"] ?? env["USERPROFILE"] ?? "";
  const served = root === null ? [] : readServedPrices(clientStateFiles([root], homeDir));
  return new PriceBook(shippedCards(), NO_OVERLAY, served);
}

type HookRunEnv = Readonly<Record<string, string | undefined>>;

/** The billed cost of the turn that just ended, as far as it is logged; "" where nothing can be read. */
export function turnMessage(input: HookInput, env: HookRunEnv, meaning: MoneyMeaning | null): string {
  const turn = input.transcriptPath === null ? null : readTurn(input.transcriptPath, input.promptId, input.lastMessage);
  if (turn === null) return "";
  const book = hookBook(env);
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
  return requests === 0 ? "" : turnText(sum.value, requests, turn.whole && unpriced === 0, meaning);
}
