/**
 * Opens the rate cards of a history: the shipped ones, the user's own, and those that Claude Code received from its
 * server.
 */

import { clientStateFiles } from "../../claude-code/feeds/client-state.ts";
import { readServedPrices } from "../../claude-code/feeds/served-prices.ts";
import { NO_OVERLAY, PriceBook } from "../../core/pricing/price-book.ts";
import { UserError } from "../../core/user-error.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { readOverlay } from "../../store/price-overlay.ts";

/** The same, at list prices where the user's price file is invalid, for example half saved. */
export function openPriceBookAnyway(
  overlayFile: string,
  roots: readonly string[],
  homeDir: string,
): { readonly book: PriceBook; readonly notes: readonly string[] } {
  try {
    return { book: openPriceBook(overlayFile, roots, homeDir), notes: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const book = new PriceBook(shippedCards(), NO_OVERLAY, readServedPrices(clientStateFiles(roots, homeDir)));
    return { book, notes: [`${error.message}; your own prices are left out, everything is at list prices`] };
  }
}

/**
 * @param roots Claude Code's folders, whose state files are read
 * @throws UserError where the user's price file is invalid
 */
export function openPriceBook(overlayFile: string, roots: readonly string[], homeDir: string): PriceBook {
  return new PriceBook(shippedCards(), readOverlay(overlayFile), readServedPrices(clientStateFiles(roots, homeDir)));
}
