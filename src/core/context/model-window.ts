/** Determines the size of a session's context window. */

import type { PriceBook } from "../pricing/price-book.ts";
import type { StatuslineFeed } from "../statusline/feed.ts";
import type { ContextSettings } from "./context-settings.ts";

const SMALL_WINDOW = 200_000;
export const LARGE_WINDOW = 1_000_000;

export type WindowFacts = {
  /** As logged. */
  readonly model: string;
  readonly book: PriceBook;
  readonly settings: Pick<ContextSettings, "isHeldTo200k" | "wideModel">;
  readonly feed: StatuslineFeed | null;
  /** The largest context that the model is known to have held in the session. */
  readonly provenTokens: number;
};

/**
 * The window in tokens: the status line's; else the 1M window where `[1m]` or a larger context proves it; else the
 * model's. A model that only has the large window has it whatever an old client reports.
 */
export function windowOf({ model, book, settings, feed, provenTokens }: WindowFacts): number {
  if (settings.isHeldTo200k) return SMALL_WINDOW;
  const found = book.find(model);
  const own = found?.card.contextWindow ?? SMALL_WINDOW;
  const isSame = feed !== null && book.nameOf(feed.input.modelId) === book.nameOf(model);
  const stated = isSame ? feed.input.windowTokens : null;
  const isWide = found?.wideWindow === true || asksForWide(settings.wideModel, model, book);
  const window = stated ?? (isWide ? (found?.card.maxContextWindow ?? LARGE_WINDOW) : own);
  return Math.max(window, own, provenTokens > window ? LARGE_WINDOW : 0);
}

/** `sonnet[1m]` applies to whichever model of that family runs; a full id applies to that model only. */
function asksForWide(setting: string, model: string, book: PriceBook): boolean {
  return setting !== "" && book.matches(model, setting);
}
