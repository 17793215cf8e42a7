/** Dated list prices, one card per model. Rates are pico-dollars a token: $1 per million tokens = 1,000,000. */

import type { Tokens } from "../responses/tokens.ts";

/** Pico-dollars per token, by class. Whole numbers. */
export type Rates = Tokens;

export type RateEntry = {
  /** In force from this time on (epoch milliseconds, inclusive; -Infinity = from the model's start), until the next entry. */
  readonly fromMs: number;
  /** Exclusive end; Infinity = until the next entry. */
  readonly untilMs: number;
  readonly rates: Rates;
  /** For requests whose prompt is above the bound: the whole request goes at these rates. */
  readonly longPrompt: { readonly abovePromptTokens: number; readonly rates: Rates } | null;
  readonly fast: Rates | null;
  readonly source: string;
  /** `served`: a list price that Claude Code was told, for a model that has no card. */
  readonly basis: "list" | "overlay" | "served";
};

export type RateCard = {
  readonly id: string;
  /** The id that the vendor's own API knows it by; reports name the model so, whatever cloud it was called through. */
  readonly apiId: string;
  readonly displayName: string;
  readonly family: string;
  readonly contextWindow: number;
  readonly maxContextWindow: number;
  readonly maxOutputTokens: number;
  /** Every exact spelling that means this model. */
  readonly spellings: readonly string[];
  /** Model generation (4.6 → 4.6), for surcharges that start with one. */
  readonly generation: number;
  /** Oldest first. */
  readonly entries: readonly RateEntry[];
};

/** The entry in force at a time; null before the first one and after a closed one. */
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
