/** The rate cards that a history is priced with: the shipped ones, the user's own, and what Claude Code was told. */

import { clientStateFiles } from "../../claude-code/feeds/client-state.ts";
import { readServedPrices } from "../../claude-code/feeds/served-prices.ts";
import { PriceBook } from "../../core/pricing/price-book.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { readOverlay } from "../../store/price-overlay.ts";

/**
 * @param roots Claude Code's folders, whose state files are looked at
 * @throws UserError where the user's price file is not sound
 */
export function openPriceBook(overlayFile: string, roots: readonly string[], homeDir: string): PriceBook {
  return new PriceBook(shippedCards(), readOverlay(overlayFile), readServedPrices(clientStateFiles(roots, homeDir)));
}
