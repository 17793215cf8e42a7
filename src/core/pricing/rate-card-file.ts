/** The file format of rate cards, which the shipped list and the user's overlay share. */

import { generationOf, type RateCard, type RateEntry, type Rates } from "./rate-card.ts";

/** Dollars per million tokens. */
export type FileRates = {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
};

export type FileEntry = {
  readonly rate: FileRates & {
    readonly longPrompt?: FileRates & { readonly abovePromptTokens: number };
    readonly fast?: FileRates;
  };
  readonly source: string;
  /** UTC day, inclusive; null = from the model's start. */
  readonly from: string | null;
  /** UTC day, inclusive; absent = until the next entry. */
  readonly to?: string;
};

export type FileCard = {
  readonly id: string;
  readonly displayName: string;
  readonly family: string;
  readonly contextWindow: number;
  readonly maxContextWindow: number;
  readonly maxOutputTokens: number;
  readonly firstPartyId: string | null;
  readonly bedrockId: string | null;
  readonly vertexId: string | null;
  readonly rates: readonly FileEntry[];
};

export type RateCardFile = { readonly asOf: string; readonly models: readonly FileCard[] };

const DAY_MS = 86_400_000;

/** A price of this many dollars per million tokens or more is treated as a mistake. */
export const MAX_USD_RATE = 10_000;

export function ratesOf(r: FileRates): Rates {
  const pico = (usdPerMillion: number): number => Math.round(usdPerMillion * 1e6);
  return {
    input: pico(r.input),
    output: pico(r.output),
    cacheWrite5m: pico(r.cacheWrite5m),
    cacheWrite1h: pico(r.cacheWrite1h),
    cacheRead: pico(r.cacheRead),
  };
}

export function entryOf(entry: FileEntry, basis: RateEntry["basis"]): RateEntry {
  const { longPrompt, fast } = entry.rate;
  return {
    fromMs: entry.from === null ? Number.NEGATIVE_INFINITY : Date.parse(`${entry.from}T00:00:00Z`),
    untilMs: entry.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${entry.to}T00:00:00Z`) + DAY_MS,
    rates: ratesOf(entry.rate),
    longPrompt: longPrompt ? { abovePromptTokens: longPrompt.abovePromptTokens, rates: ratesOf(longPrompt) } : null,
    fast: fast ? ratesOf(fast) : null,
    source: entry.source,
    basis,
  };
}

export function cardOf(card: FileCard): RateCard {
  const spellings = [card.id, card.firstPartyId, card.bedrockId, card.vertexId].filter((s) => s !== null);
  return {
    id: card.id,
    apiId: card.firstPartyId ?? card.id,
    displayName: card.displayName,
    family: card.family,
    contextWindow: card.contextWindow,
    maxContextWindow: card.maxContextWindow,
    maxOutputTokens: card.maxOutputTokens,
    spellings: [...new Set(spellings)],
    generation: generationOf(card.id),
    entries: card.rates.map((r) => entryOf(r, "list")).sort((a, b) => a.fromMs - b.fromMs),
  };
}
