/** Dated list prices, one card per model. Rates are pico-dollars per token: $1 per million tokens = 1,000,000. */

import type { Tokens } from "../responses/tokens.ts";

/** Pico-dollars per token, by class. Whole numbers. */
export type Rates = Tokens;

export type RateEntry = {
  /**
   * Start of validity (epoch milliseconds, inclusive; -Infinity = from the model's start); it ends where the next entry
   * begins.
   */
  readonly fromMs: number;
  /** Exclusive end; Infinity = until the next entry. */
  readonly untilMs: number;
  readonly rates: Rates;
  /** For requests whose prompt is above the bound: these rates apply to the whole request. */
  readonly longPrompt: { readonly abovePromptTokens: number; readonly rates: Rates } | null;
  readonly fast: Rates | null;
  readonly source: string;
  /** `served`: a list price that Claude Code received from its server, for a model without a card. */
  readonly basis: "list" | "overlay" | "served";
};

export type RateCard = {
  readonly id: string;
  /** The model's id in the vendor's own API; reports use it, whichever cloud the model was called through. */
  readonly apiId: string;
  readonly displayName: string;
  readonly family: string;
  readonly contextWindow: number;
  readonly maxContextWindow: number;
  readonly maxOutputTokens: number;
  /** Every exact spelling of this model. */
  readonly spellings: readonly string[];
  /** Model generation (4.6 → 4.6), for surcharges that apply from a generation on. */
  readonly generation: number;
  /** Oldest first. */
  readonly entries: readonly RateEntry[];
};

/** The entry that applies at a time; null before the first one and after a closed one. */
export function entryAt(card: RateCard, timeMs: number): RateEntry | null {
  for (let i = card.entries.length - 1; i >= 0; i--) {
    const entry = card.entries[i] as RateEntry;
    if (entry.fromMs <= timeMs) return timeMs < entry.untilMs ? entry : null;
  }
  return null;
}

/** `claude-opus-4-6` → 4.6, `claude-3-5-haiku` → 3.5, `claude-fable-5` → 5. */
export function generationOf(id: string): number {
  const m = /-(\d{1,2})(?:-(\d{1,2}))?(?:-|$)/.exec(id);
  return m ? Number(`${m[1]}.${m[2] ?? 0}`) : 0;
}
