/** Sums of responses: requests, tokens by class, exact money, and what could not be priced. */

import { type Pico, PicoSum } from "../pricing/money.ts";
import { isRequest, type ResponseTable } from "./columns.ts";
import { TOKEN_CLASSES, type Tokens } from "./tokens.ts";

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

/** A running sum. Rows are added by index, so that nothing is made per row. */
export class TotalsSum {
  requests = 0;
  webSearches = 0;
  readonly tokens = zero();
  readonly #cost = new PicoSum();
  readonly #unpriced = { requests: 0, tokens: zero(), models: new Set<string>() };

  add(table: ResponseTable, i: number): void {
    const c = table.columns;
    const requests = isRequest(c.flags[i] as number) ? 1 : 0;
    this.requests += requests;
    this.webSearches += c.webSearches[i] as number;
    addRow(this.tokens, table, i);
    const cost = c.costPico[i] as number;
    if (!Number.isNaN(cost)) {
      this.#cost.add(cost);
      return;
    }
    this.#unpriced.requests += requests;
    addRow(this.#unpriced.tokens, table, i);
    this.#unpriced.models.add(table.models[c.model[i] as number] as string);
  }

  /** Adds priced rows that were summed elsewhere; `costPico` is below 2^53. */
  addPriced(requests: number, webSearches: number, tokens: Tokens, costPico: number): void {
    this.requests += requests;
    this.webSearches += webSearches;
    addCounts(this.tokens, tokens);
    this.#cost.add(costPico);
  }

  /** Adds another sum, which stays as it is. */
  merge(other: TotalsSum): void {
    this.requests += other.requests;
    this.webSearches += other.webSearches;
    addCounts(this.tokens, other.tokens);
    this.#cost.merge(other.#cost);
    this.#unpriced.requests += other.#unpriced.requests;
    addCounts(this.#unpriced.tokens, other.#unpriced.tokens);
    for (const model of other.#unpriced.models) this.#unpriced.models.add(model);
  }

  finish(): Totals {
    const { requests, tokens, models } = this.#unpriced;
    return {
      requests: this.requests,
      webSearches: this.webSearches,
      tokens: this.tokens,
      costPico: this.#cost.value,
      unpriced: { requests, tokens, models: [...models].sort() },
    };
  }
}

function addRow(into: Counts, table: ResponseTable, i: number): void {
  const c = table.columns;
  into.input += c.input[i] as number;
  into.output += c.output[i] as number;
  into.cacheWrite5m += c.cacheWrite5m[i] as number;
  into.cacheWrite1h += c.cacheWrite1h[i] as number;
  into.cacheRead += c.cacheRead[i] as number;
}

function addCounts(into: Counts, from: Tokens): void {
  for (const name of TOKEN_CLASSES) into[name] += from[name];
}
