/** Sums of responses: requests, tokens by class, exact money, and what could not be priced. */

import { type Pico, PicoSum } from "../pricing/money.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../responses/tokens.ts";
import type { UsageTable } from "./usage-rollup.ts";

export type Unpriced = { readonly requests: number; readonly tokens: Tokens; readonly models: readonly string[] };

export type Totals = {
  readonly requests: number;
  readonly webSearches: number;
  readonly tokens: Tokens;
  readonly costPico: Pico;
  readonly unpriced: Unpriced;
};

type Counts = { -readonly [K in keyof Tokens]: Tokens[K] };

const zero = (): Counts => ({ input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 });

export const NOTHING_UNPRICED: Unpriced = { requests: 0, tokens: NO_TOKENS, models: [] };

/** Whether something has no price. Background without a price may come without a count of its requests. */
export const lacksPrices = ({ requests, models }: Unpriced): boolean => requests > 0 || models.length > 0;

export function addUnpriced(a: Unpriced, b: Unpriced): Unpriced {
  return {
    requests: a.requests + b.requests,
    tokens: addTokens(a.tokens, b.tokens),
    models: [...new Set([...a.models, ...b.models])].sort(),
  };
}

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    requests: a.requests + b.requests,
    webSearches: a.webSearches + b.webSearches,
    tokens: addTokens(a.tokens, b.tokens),
    costPico: a.costPico + b.costPico,
    unpriced: addUnpriced(a.unpriced, b.unpriced),
  };
}

/** A running sum. Rows are added by index, so that no object is created for a row. */
export class TotalsSum {
  requests = 0;
  webSearches = 0;
  readonly tokens = zero();
  readonly #cost = new PicoSum();
  /** Created when first needed: most sums have none. */
  #unpriced: { requests: number; readonly tokens: Counts; readonly models: Set<string> } | null = null;

  add(table: UsageTable, i: number): void {
    const c = table.columns;
    const requests = c.requests[i] as number;
    this.requests += requests;
    this.webSearches += c.webSearches[i] as number;
    addCounts(this.tokens, tokensOf(table, i));
    const cost = c.costPico[i] as number;
    if (!Number.isNaN(cost)) {
      this.#cost.add(cost);
      return;
    }
    this.#addUnpriced(requests, tokensOf(table, i), table.models[c.model[i] as number] as string);
  }

  /** Adds priced rows that were summed elsewhere; `costPico` is below 2^53. */
  addPriced(requests: number, webSearches: number, tokens: Tokens, costPico: number): void {
    this.requests += requests;
    this.webSearches += webSearches;
    addCounts(this.tokens, tokens);
    this.#cost.add(costPico);
  }

  /** Adds another sum, which is not changed. */
  merge(other: TotalsSum): void {
    this.requests += other.requests;
    this.webSearches += other.webSearches;
    addCounts(this.tokens, other.tokens);
    this.#cost.merge(other.#cost);
    const unpriced = other.#unpriced;
    for (const model of unpriced?.models ?? []) this.#addUnpriced(0, NO_TOKENS, model);
    if (unpriced) this.#addUnpriced(unpriced.requests, unpriced.tokens, null);
  }

  #addUnpriced(requests: number, tokens: Tokens, model: string | null): void {
    this.#unpriced ??= { requests: 0, tokens: zero(), models: new Set() };
    this.#unpriced.requests += requests;
    addCounts(this.#unpriced.tokens, tokens);
    if (model !== null) this.#unpriced.models.add(model);
  }

  finish(): Totals {
    const unpriced = this.#unpriced;
    return {
      requests: this.requests,
      webSearches: this.webSearches,
      tokens: this.tokens,
      costPico: this.#cost.value,
      unpriced: unpriced ? { ...unpriced, models: [...unpriced.models].sort() } : NOTHING_UNPRICED,
    };
  }
}

function tokensOf({ columns: c }: UsageTable, i: number): Tokens {
  return {
    input: c.input[i] as number,
    output: c.output[i] as number,
    cacheWrite5m: c.cacheWrite5m[i] as number,
    cacheWrite1h: c.cacheWrite1h[i] as number,
    cacheRead: c.cacheRead[i] as number,
  };
}

function addCounts(into: Counts, from: Tokens): void {
  // Written out, because a loop over names is ten times slower until it is optimised, and a start ends before that.
  into.input += from.input;
  into.output += from.output;
  into.cacheWrite5m += from.cacheWrite5m;
  into.cacheWrite1h += from.cacheWrite1h;
  into.cacheRead += from.cacheRead;
}
