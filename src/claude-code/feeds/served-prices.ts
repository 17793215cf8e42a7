/**
 * List prices that the client received from its server and stores in its state file (`additionalModelCostsCache` of
 * `.claude.json`; internal, may change), for models without a built-in price. They have no dates.
 */

import { generationOf, type RateCard, type RateEntry, type Rates } from "../../core/pricing/rate-card.ts";
import { MAX_USD_RATE, ratesOf } from "../../core/pricing/rate-card-file.ts";
import { readText, statIfAny } from "../../runtime/regular-file.ts";
import { tryFile } from "../../runtime/try-file.ts";
import { isObject, type Json, object, parseObject } from "../json.ts";

const FIELD = "additionalModelCostsCache";
/** Larger files are not written by the client. */
const MAX_BYTES = 64 * 1024 * 1024;

/** @param files state files, most important first: of several prices for a model the first one counts */
export function readServedPrices(files: readonly string[]): readonly RateCard[] {
  const cards = new Map<string, RateCard>();
  for (const file of files) {
    for (const card of parseServedPrices(textOf(file))) if (!cards.has(card.id)) cards.set(card.id, card);
  }
  return [...cards.values()];
}

/** "" where the file is missing or cannot be read now. */
function textOf(file: string): string {
  const stat = statIfAny(file);
  if (!stat?.isFile() || stat.size > MAX_BYTES) return "";
  return tryFile(() => readText(file), "");
}

/** Models whose prices are incomplete or out of bounds are left out, and stay unpriced. */
export function parseServedPrices(source: string): readonly RateCard[] {
  // The file can be large, and usually does not contain the field.
  if (!source.includes(`"${FIELD}"`)) return [];
  const models = object(parseObject(source)?.[FIELD]);
  return Object.entries(models).flatMap(([id, value]) => {
    const entry = isObject(value) && id !== "" ? entryOf(value) : null;
    return entry ? [cardOf(id, entry)] : [];
  });
}

function cardOf(id: string, entry: RateEntry): RateCard {
  return {
    id,
    apiId: id,
    displayName: id,
    family: "",
    contextWindow: 200_000,
    maxContextWindow: 1_000_000,
    maxOutputTokens: 32_000,
    spellings: [id],
    generation: generationOf(id),
    entries: [entry],
  };
}

function entryOf(costs: Json): RateEntry | null {
  const rates = servedRates(costs);
  if (rates === null) return null;
  const band = isObject(costs["longPrompt"]) ? costs["longPrompt"] : null;
  const fast = isObject(costs["fast"]) ? costs["fast"] : null;
  const above = band?.["abovePromptTokens"];
  const longRates = band && servedRates(band);
  const fastRates = fast && servedRates(fast);
  // Without one of its rates, a model's price would be wrong.
  if ((band && (longRates === null || !isBound(above))) || (fast && fastRates === null)) return null;
  return {
    fromMs: Number.NEGATIVE_INFINITY,
    untilMs: Number.POSITIVE_INFINITY,
    rates,
    longPrompt: longRates && isBound(above) ? { abovePromptTokens: above, rates: longRates } : null,
    fast: fastRates,
    source: "as Claude Code received it",
    basis: "served",
  };
}

/** Dollars per million tokens; without a price for writes of an hour they cost twice the input. */
function servedRates(costs: Json): Rates | null {
  const input = dollars(costs["inputTokens"]);
  const output = dollars(costs["outputTokens"]);
  const cacheWrite5m = dollars(costs["promptCacheWriteTokens"]);
  const cacheRead = dollars(costs["promptCacheReadTokens"]);
  const hour = costs["promptCacheWrite1hTokens"] ?? null;
  const cacheWrite1h = hour === null && input !== null ? input * 2 : dollars(hour);
  if (input === null || output === null || cacheWrite5m === null || cacheWrite1h === null || cacheRead === null) {
    return null;
  }
  return ratesOf({ input, output, cacheWrite5m, cacheWrite1h, cacheRead });
}

function dollars(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value < MAX_USD_RATE ? value : null;
}

function isBound(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}
