/** Computes what one response costs, and the lines of its bill. */

import { Flag } from "../responses/columns.ts";
import { promptTokens, TOKEN_CLASSES, type TokenClass, type Tokens } from "../responses/tokens.ts";
import { mulDiv } from "./money.ts";
import type { RateEntry, Rates } from "./rate-card.ts";

/** One web search: $0.01, in pico-dollars. */
export const WEB_SEARCH_PICO = 10_000_000_000;

/** The properties of a response that affect its price, besides the model and the date. */
export type Billable = {
  readonly tokens: Tokens;
  readonly webSearches: number;
  /** Bits of `Flag`. */
  readonly flags: number;
  /** Called through a regional endpoint of a cloud. */
  readonly regional: boolean;
  /** The model's generation (see `RateCard`). */
  readonly generation: number;
  /** Iterations that are each priced in their own band; empty = the response is a single one. */
  readonly iterations: readonly Tokens[];
};

/** The rates for a prompt of that size, before multipliers. */
export function bandOf(entry: RateEntry, flags: number, prompt: number): Rates {
  if ((flags & Flag.fast) !== 0 && entry.fast) return entry.fast;
  const band = entry.longPrompt;
  return band && prompt > band.abovePromptTokens ? band.rates : entry.rates;
}

/**
 * The factor on every token, as a ratio of whole numbers: +10 % each for US inference and regional endpoints, half for
 * batches.
 */
export function multiplierOf(
  flags: number,
  regional: boolean,
  generation: number,
): readonly [top: number, bottom: number] {
  let top = 1;
  let bottom = 1;
  if ((flags & Flag.geoUs) !== 0 && generation >= GEO_FROM) [top, bottom] = [top * 11, bottom * 10];
  if (regional && generation >= REGIONAL_FROM) [top, bottom] = [top * 11, bottom * 10];
  if ((flags & Flag.batch) !== 0) bottom *= 2;
  return [top, bottom];
}

/** The US surcharge applies to models from 4.6, the regional one to models from 4.5. */
const GEO_FROM = 4.6;
const REGIONAL_FROM = 4.5;

function lineCost(tokens: Tokens, rates: Rates): number {
  return (
    tokens.input * rates.input +
    tokens.output * rates.output +
    tokens.cacheWrite5m * rates.cacheWrite5m +
    tokens.cacheWrite1h * rates.cacheWrite1h +
    tokens.cacheRead * rates.cacheRead
  );
}

/**
 * Price in pico-dollars, a whole number. List rates with every multiplier are whole numbers; a user's rate with many
 * decimals is rounded half to even once per response.
 */
export function priceResponse(entry: RateEntry, b: Billable): number {
  const { flags, tokens, iterations } = b;
  let sum = 0;
  if (iterations.length === 0) sum = lineCost(tokens, bandOf(entry, flags, promptTokens(tokens)));
  else for (const part of iterations) sum += lineCost(part, bandOf(entry, flags, promptTokens(part)));
  const searches = b.webSearches * WEB_SEARCH_PICO;
  if ((flags & MULTIPLYING) === 0 && !b.regional) return sum + searches;
  const [top, bottom] = multiplierOf(flags, b.regional, b.generation);
  return mulDiv(sum, top, bottom) + searches;
}

/** Without any of these flags and without a regional endpoint there is no factor. */
const MULTIPLYING = Flag.geoUs | Flag.batch;

/** One line of a bill. */
export type CostLine = {
  readonly name: TokenClass | "webSearch";
  readonly quantity: number;
  readonly rate: number;
  readonly costPico: number;
};

/** The bill of a response without iterations, line by line; the lines add up to `priceResponse` for whole rates. */
export function costLines(entry: RateEntry, b: Billable): readonly CostLine[] {
  const rates = bandOf(entry, b.flags, promptTokens(b.tokens));
  const [top, bottom] = multiplierOf(b.flags, b.regional, b.generation);
  const lines: CostLine[] = TOKEN_CLASSES.map((name) => ({
    name,
    quantity: b.tokens[name],
    rate: mulDiv(rates[name], top, bottom),
    costPico: mulDiv(b.tokens[name] * rates[name], top, bottom),
  }));
  lines.push({
    name: "webSearch",
    quantity: b.webSearches,
    rate: WEB_SEARCH_PICO,
    costPico: b.webSearches * WEB_SEARCH_PICO,
  });
  return lines.filter((l) => l.quantity > 0);
}
