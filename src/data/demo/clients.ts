/** The client generations whose row formats the demo can write, and the models in use at a time. */

import rateCards from "../rate-cards.json" with { type: "json" };
import type { Random } from "./random.ts";

/** `1.0` and `2.0` have short rows, `2.1` has subagent folders, `2.1.3` the ledger and request rows. */
export type Generation = "1.0" | "2.0" | "2.1" | "2.1.3";

export type Client = { readonly version: string; readonly generation: Generation };

/** The share of the history (0 = oldest, 1 = now) from which each version was in use. */
const HISTORY: readonly (readonly [number, Client])[] = [
  [0, { version: "1.0.21", generation: "1.0" }],
  [0.03, { version: "1.0.128", generation: "1.0" }],
  [0.12, { version: "2.0.46", generation: "2.0" }],
  [0.2, { version: "2.0.77", generation: "2.0" }],
  [0.26, { version: "2.1.83", generation: "2.1" }],
  [0.34, { version: "2.1.133", generation: "2.1" }],
  [0.42, { version: "2.1.205", generation: "2.1" }],
  [0.5, { version: "2.1.274", generation: "2.1" }],
  [0.58, { version: "2.1.318", generation: "2.1.3" }],
  [0.78, { version: "2.1.330", generation: "2.1.3" }],
];

export function clientAt(share: number): Client {
  let client = (HISTORY[0] as (typeof HISTORY)[number])[1];
  for (const [from, next] of HISTORY) if (share >= from) client = next;
  return client;
}

/** Which models the users of a generation ran, with weights; the first that has a price on the day is used. */
const MAIN: Record<Generation, readonly (readonly [string, number])[]> = {
  "1.0": [
    ["claude-sonnet-4-20250514", 6],
    ["claude-opus-4-1-20250805", 2],
    ["claude-3-7-sonnet-20250219", 0.4],
  ],
  "2.0": [
    ["claude-sonnet-4-5-20250929", 6],
    ["claude-opus-4-5-20251101", 3],
    ["claude-opus-4-1-20250805", 0.5],
  ],
  "2.1": [
    ["claude-opus-5", 5],
    ["claude-opus-4-8", 2],
    ["claude-sonnet-5", 3],
    ["claude-opus-4-6", 0.7],
    ["claude-sonnet-4-6", 0.7],
    ["claude-fable-5", 0.4],
  ],
  "2.1.3": [
    ["claude-opus-5-5", 7],
    ["claude-sonnet-5-5", 2.2],
    ["claude-fable-5-2", 1],
    ["claude-opus-5", 0.4],
  ],
};

const SMALL: Record<Generation, string> = {
  "1.0": "claude-3-5-haiku-20241022",
  "2.0": "claude-haiku-4-5-20251001",
  "2.1": "claude-haiku-4-5-20251001",
  "2.1.3": "claude-haiku-5-5",
};

const FROM = new Map(
  rateCards.models.map((m) => [m.firstPartyId, m.rates[0]?.from ? Date.parse(m.rates[0].from) : 0] as const),
);

function isPricedAt(model: string, timeMs: number): boolean {
  const from = FROM.get(model);
  return from !== undefined && from <= timeMs;
}

export function mainModel(random: Random, client: Client, timeMs: number): string {
  return random.weighted(MAIN[client.generation].filter(([model]) => isPricedAt(model, timeMs)));
}

/** The small model behind searching subagents and most background requests. */
export function smallModel(client: Client, timeMs: number): string {
  const model = SMALL[client.generation];
  return isPricedAt(model, timeMs) ? model : "claude-haiku-4-5-20251001";
}

/** Models with a context of 200,000 tokens compact before it is full. */
export function windowOf(model: string): number {
  return rateCards.models.find((m) => m.firstPartyId === model)?.contextWindow ?? 200_000;
}
