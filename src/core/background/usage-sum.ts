/** Sums of usage by model, to compare a ledger with the responses that it covers. */

import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { Flag, type ResponseTable } from "../responses/columns.ts";
import { TOKEN_CLASSES, type TokenClass } from "../responses/tokens.ts";

export type MutableTokens = Record<TokenClass, number>;

export type ModelSum = {
  readonly tokens: MutableTokens;
  webSearches: number;
  /** Without web searches. NaN = some of it has no price. */
  costPico: number;
  /** Bits of `Flag` that affect prices (`fast`, `geoUs`), of any response in the sum. */
  priceFlags: number;
};

/** By the price book's name of the model. */
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

/**
 * The sum of rows, by model name.
 * @param names indexed by the table's model codes
 */
export function sumRows(table: ResponseTable, names: readonly string[], rows: Uint32Array): UsageSum {
  const byCode: (ModelSum | undefined)[] = new Array(names.length).fill(undefined);
  // A loop by index, here and below, because an iterator allocates an object for each row.
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k] as number;
    const code = table.columns.model[i] as number;
    let sum = byCode[code];
    if (sum === undefined) {
      sum = emptyModelSum();
      byCode[code] = sum;
    }
    addRow(sum, table, i);
  }
  const sums: UsageSum = new Map();
  for (let code = 0; code < byCode.length; code++) {
    const sum = byCode[code];
    if (sum) merge(sumOf(sums, names[code] as string), sum);
  }
  return sums;
}

/** A search that only a tool result proves has no tokens and no model. */
function addRow(sum: ModelSum, { columns: c }: ResponseTable, i: number): void {
  const searches = c.webSearches[i] as number;
  const flags = c.flags[i] as number;
  sum.webSearches += searches;
  if ((flags & Flag.search) !== 0) return;
  const { tokens } = sum;
  tokens.input += c.input[i] as number;
  tokens.output += c.output[i] as number;
  tokens.cacheWrite5m += c.cacheWrite5m[i] as number;
  tokens.cacheWrite1h += c.cacheWrite1h[i] as number;
  tokens.cacheRead += c.cacheRead[i] as number;
  sum.costPico += (c.costPico[i] as number) - searches * WEB_SEARCH_PICO;
  sum.priceFlags |= flags & PRICE_FLAGS;
}

// The token classes are written out here and below: a loop over their names is ten times slower until it is optimised,
// and one pass over all ledgers ends before that.
function merge(target: ModelSum, more: ModelSum): void {
  addTo(target.tokens, more.tokens);
  target.webSearches += more.webSearches;
  target.costPico += more.costPico;
  target.priceFlags |= more.priceFlags;
}

export function addTo(into: MutableTokens, more: Readonly<MutableTokens>): void {
  into.input += more.input;
  into.output += more.output;
  into.cacheWrite5m += more.cacheWrite5m;
  into.cacheWrite1h += more.cacheWrite1h;
  into.cacheRead += more.cacheRead;
}

/** `a - b` by model, for the models of both. */
export function subtract(a: UsageSum, b: UsageSum): UsageSum {
  const result: UsageSum = new Map();
  for (const [model, sum] of a) result.set(model, { ...sum, tokens: { ...sum.tokens } });
  for (const [model, less] of b) {
    const difference = sumOf(result, model);
    const { tokens } = difference;
    tokens.input -= less.tokens.input;
    tokens.output -= less.tokens.output;
    tokens.cacheWrite5m -= less.tokens.cacheWrite5m;
    tokens.cacheWrite1h -= less.tokens.cacheWrite1h;
    tokens.cacheRead -= less.tokens.cacheRead;
    difference.webSearches -= less.webSearches;
    difference.costPico -= less.costPico;
    difference.priceFlags |= less.priceFlags;
  }
  return result;
}

export function addAll(into: UsageSum, more: UsageSum): void {
  for (const [model, sum] of more) merge(sumOf(into, model), sum);
}

/** True where no token class of any model is below zero. Searches are compared by session, not here. */
export function hasNoDeficit(sums: UsageSum): boolean {
  for (const { tokens: t } of sums.values()) {
    if (t.input < 0 || t.output < 0 || t.cacheWrite5m < 0 || t.cacheWrite1h < 0 || t.cacheRead < 0) return false;
  }
  return true;
}

/** The part of a difference that is certain: negative amounts become zero. */
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
