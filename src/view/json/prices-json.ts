/** `prices --json`. */

import type { RateCard, RateEntry, Rates } from "../../core/pricing/rate-card.ts";
import { TOKEN_CLASSES } from "../../core/responses/tokens.ts";
import { isoTime, SCHEMA_VERSION } from "./parts.ts";

export function pricesJson(
  entries: readonly { readonly card: RateCard; readonly entry: RateEntry }[],
  asOf: string,
  nowMs: number,
): Record<string, unknown> {
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(nowMs),
    asOf,
    unit: "US dollars per million tokens",
    prices: entries.map(({ card, entry }) => ({
      model: card.apiId,
      id: card.id,
      displayName: card.displayName,
      contextWindow: card.contextWindow,
      maxContextWindow: card.maxContextWindow,
      from: Number.isFinite(entry.fromMs) ? new Date(entry.fromMs).toISOString().slice(0, 10) : null,
      basis: entry.basis,
      rates: ratesJson(entry.rates),
      longPrompt: entry.longPrompt
        ? { abovePromptTokens: entry.longPrompt.abovePromptTokens, rates: ratesJson(entry.longPrompt.rates) }
        : null,
      fast: entry.fast ? ratesJson(entry.fast) : null,
      source: entry.source,
    })),
  };
}

/** Rates as decimal text, which is exact. */
function ratesJson(rates: Rates): Record<string, string> {
  return Object.fromEntries(TOKEN_CLASSES.map((name) => [name, String(rates[name] / 1e6)]));
}
