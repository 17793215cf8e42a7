/**
 * The cost of a billed item, computed again in decimal arithmetic from the published formula:
 * `geo * (input*i + output*o + write5m*w5 + write1h*w1 + read*r) / 1e6 + searches * 0.01`.
 * It has the rate cards' numbers in common with the program and nothing else: model ids are looked up in a list of
 * every spelling, not normalised.
 */

import type { TruthItem } from "../../src/data/demo/types.ts";
import rateCards from "../../src/data/rate-cards.json" with { type: "json" };
import { type Decimal, decimal, plus, sum, times } from "./decimal.ts";

type Rates = { input: number; output: number; cacheWrite5m: number; cacheWrite1h: number; cacheRead: number };
type Entry = {
  from: string | null;
  rate: Rates & { fast?: Rates; longPrompt?: Rates & { abovePromptTokens: number } };
};
export type Card = {
  id: string;
  firstPartyId: string;
  bedrockId: string | null;
  vertexId: string | null;
  rates: Entry[];
};

export const CARDS: readonly Card[] = rateCards.models;

const REGIONS = ["us", "eu", "apac", "jp", "au"];
/** Models whose regional endpoints cost the same as the global one: those before 4.5. */
const WITHOUT_REGIONAL_PRICE = /claude-3|-4-0$|-4-1$/;

type Spelling = { readonly card: Card; readonly regional: boolean };
const SPELLINGS = new Map<string, Spelling>();
for (const card of CARDS) {
  const plain = [card.id, card.firstPartyId, card.vertexId].filter((id): id is string => id !== null);
  for (const id of plain)
    for (const prefix of ["", "anthropic/", "vertex_ai/"]) add(prefix + id, { card, regional: false });
  const bare = card.bedrockId?.replace(/^us\./, "");
  if (!bare) continue;
  for (const prefix of ["", "bedrock/"]) {
    add(prefix + bare, { card, regional: false });
    add(`${prefix}global.${bare}`, { card, regional: false });
    const regional = !WITHOUT_REGIONAL_PRICE.test(card.id);
    for (const region of REGIONS) add(`${prefix}${region}.${bare}`, { card, regional });
  }
}

function add(id: string, spelling: Spelling): void {
  SPELLINGS.set(id, spelling);
  SPELLINGS.set(`${id}[1m]`, spelling);
}

/** The id by which reports name a logged model: the vendor's own, or the logged one where no card has it. */
export function reportedModel(logged: string): string {
  return SPELLINGS.get(logged)?.card.firstPartyId ?? logged;
}

/** Dollars, exactly; null where no rate card knows the model at that time. */
export function oracleUsd(item: TruthItem): Decimal | null {
  const searches = times(decimal(item.webSearches), decimal("0.01"));
  if (item.kind === "search") return searches;
  const spelling = SPELLINGS.get(item.model);
  const day = new Date(item.timeMs).toISOString().slice(0, 10);
  const entry = spelling?.card.rates.filter((r) => r.from === null || r.from <= day).at(-1);
  if (!spelling || !entry) return null;
  let usd = sum((item.iterations ?? [item]).map((part) => tokensUsd(entry.rate, part, item.fast)));
  if (item.geoUs) usd = times(usd, decimal("1.1"));
  if (spelling.regional) usd = times(usd, decimal("1.1"));
  if (item.batch) usd = times(usd, decimal("0.5"));
  return plus(usd, searches);
}

function tokensUsd(rate: Entry["rate"], t: Rates, fast: boolean): Decimal {
  const prompt = t.input + t.cacheWrite5m + t.cacheWrite1h + t.cacheRead;
  const isLong = rate.longPrompt !== undefined && prompt > rate.longPrompt.abovePromptTokens;
  const r: Rates = fast && rate.fast ? rate.fast : isLong && rate.longPrompt ? rate.longPrompt : rate;
  const perMillion = sum([
    times(decimal(t.input), decimal(r.input)),
    times(decimal(t.output), decimal(r.output)),
    times(decimal(t.cacheWrite5m), decimal(r.cacheWrite5m)),
    times(decimal(t.cacheWrite1h), decimal(r.cacheWrite1h)),
    times(decimal(t.cacheRead), decimal(r.cacheRead)),
  ]);
  return times(perMillion, decimal("0.000001"));
}
