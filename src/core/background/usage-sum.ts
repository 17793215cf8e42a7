/** Sums of usage by model, in which a ledger and the responses that it covers are held against each other. */

import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { Flag, type ResponseTable } from "../usage/columns.ts";
import { TOKEN_CLASSES, type TokenClass } from "../usage/tokens.ts";

export type MutableTokens = Record<TokenClass, number>;

export type ModelSum = {
  readonly tokens: MutableTokens;
  webSearches: number;
  /** Without web searches. NaN = something in it has no price. */
  costPico: number;
  /** Bits of `Flag` that set prices (`fast`, `geoUs`), of any response in it. */
  priceFlags: number;
};

/** By the name that the price book knows a model by. */
export type UsageSum = Map<string, ModelSum>;

const PRICE_FLAGS = Flag.fast | Flag.geoUs;

export function emptyModelSum(): ModelSum {
  const tokens = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  return { tokens, webSearches: 0, costPico: 0, priceFlags: 0 };
}

export function sumOf(sums: UsageSum, model: string): ModelSum {
  const known = sums.get(model);
  if (known) return known;
  const sum = emptyModelSum();
  sums.set(model, sum);
  return sum;
}

/** Adds row `i` of the table. A search that only a tool result proves has no tokens and no model of its own. */
export function addRow(sums: UsageSum, table: ResponseTable, names: readonly string[], i: number): void {
  const c = table.columns;
  const sum = sumOf(sums, names[c.model[i] as number] as string);
  const searches = c.webSearches[i] as number;
  sum.webSearches += searches;
  const flags = c.flags[i] as number;
  if ((flags & Flag.search) !== 0) return;
  for (const name of TOKEN_CLASSES) sum.tokens[name] += c[name][i] as number;
  sum.costPico += (c.costPico[i] as number) - searches * WEB_SEARCH_PICO;
  sum.priceFlags |= flags & PRICE_FLAGS;
}

/** `a - b` by model; models of either. */
export function subtract(a: UsageSum, b: UsageSum): UsageSum {
  const result: UsageSum = new Map();
  for (const model of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(model) ?? emptyModelSum(), b.get(model) ?? emptyModelSum()];
    const difference = sumOf(result, model);
    for (const name of TOKEN_CLASSES) difference.tokens[name] = x.tokens[name] - y.tokens[name];
    difference.webSearches = x.webSearches - y.webSearches;
    difference.costPico = x.costPico - y.costPico;
    difference.priceFlags = x.priceFlags | y.priceFlags;
  }
  return result;
}

export function addAll(into: UsageSum, more: UsageSum): void {
  for (const [model, sum] of more) {
    const target = sumOf(into, model);
    for (const name of TOKEN_CLASSES) target.tokens[name] += sum.tokens[name];
    target.webSearches += sum.webSearches;
    target.costPico += sum.costPico;
    target.priceFlags |= sum.priceFlags;
  }
}

/** True where no token class of any model is below zero. Searches are balanced by session, not here. */
export function hasNoDeficit(sums: UsageSum): boolean {
  for (const { tokens } of sums.values()) for (const name of TOKEN_CLASSES) if (tokens[name] < 0) return false;
  return true;
}

/** What is certain of a difference: nothing below zero. */
export function withoutDeficits(sums: UsageSum): UsageSum {
  const result: UsageSum = new Map();
  for (const [model, sum] of sums) {
    const tokens = { ...sum.tokens };
    for (const name of TOKEN_CLASSES) tokens[name] = Math.max(0, tokens[name]);
    result.set(model, { ...sum, tokens });
  }
  return result;
}

export function isEmpty(tokens: MutableTokens): boolean {
  return TOKEN_CLASSES.every((name) => tokens[name] === 0);
}
