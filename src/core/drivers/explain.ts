/** Explains a cost: the parts of the bill, its most expensive requests, and what was avoidable. */

import type { Pico } from "../pricing/money.ts";
import { PicoSum } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import { promptTokens, type Tokens } from "../responses/tokens.ts";
import { type ColdCache, coldCache } from "./cold-cache.ts";
import { type ClassCost, costByClass } from "./cost-classes.ts";

export type ExpensiveRequest = {
  readonly timeMs: number;
  readonly sessionId: string;
  readonly model: string;
  readonly agent: string;
  readonly tokens: Tokens;
  readonly costPico: Pico;
};

export type Explanation = {
  /** All requests of the range, including those without a price. */
  readonly requests: number;
  readonly costPico: Pico;
  readonly classes: readonly ClassCost[];
  readonly subagents: { readonly requests: number; readonly costPico: Pico };
  readonly fast: { readonly requests: number; readonly costPico: Pico };
  /** Mean and largest prompt of main requests. Every later request reads the prompt again. */
  readonly context: { readonly meanTokens: number; readonly largestTokens: number };
  readonly cold: ColdCache;
  readonly mostExpensive: readonly ExpensiveRequest[];
};

const MOST_EXPENSIVE = 3;

/** @param selected 1 for the rows to explain */
export function explain(table: ResponseTable, book: PriceBook, selected: Uint8Array): Explanation {
  const { columns } = table;
  const rows: number[] = [];
  let requests = 0;
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] !== 1) continue;
    if (isRequest(columns.flags[i] as number)) requests++;
    if (!Number.isNaN(columns.costPico[i])) rows.push(i);
  }
  rows.sort((a, b) => (columns.timeMs[a] as number) - (columns.timeMs[b] as number));
  const main = rows.filter((i) => ((columns.flags[i] as number) & (Flag.sidechain | Flag.search | Flag.part)) === 0);
  const prompts = main.map((i) => promptTokens(tokensAt(columns, i)));
  return {
    requests,
    costPico: sumOf(table, rows).costPico,
    classes: costByClass(table, book, rows),
    subagents: sumOf(
      table,
      rows.filter((i) => ((columns.flags[i] as number) & Flag.sidechain) !== 0),
    ),
    fast: sumOf(
      table,
      rows.filter((i) => ((columns.flags[i] as number) & Flag.fast) !== 0),
    ),
    context: {
      meanTokens: prompts.length === 0 ? 0 : Math.round(prompts.reduce((a, b) => a + b, 0) / prompts.length),
      largestTokens: prompts.reduce((a, b) => Math.max(a, b), 0),
    },
    cold: coldCache(table, book, rows),
    mostExpensive: [...rows]
      .sort((a, b) => (columns.costPico[b] as number) - (columns.costPico[a] as number))
      .slice(0, MOST_EXPENSIVE)
      .map((i) => mostExpensiveRequest(table, book, i)),
  };
}

function sumOf({ columns }: ResponseTable, rows: readonly number[]): { requests: number; costPico: Pico } {
  const cost = new PicoSum();
  let requests = 0;
  for (const i of rows) {
    cost.add(columns.costPico[i] as number);
    if (isRequest(columns.flags[i] as number)) requests++;
  }
  return { requests, costPico: cost.value };
}

function mostExpensiveRequest(
  { columns, origins, models }: ResponseTable,
  book: PriceBook,
  i: number,
): ExpensiveRequest {
  const origin = origins[columns.origin[i] as number] as Origin;
  return {
    timeMs: columns.timeMs[i] as number,
    sessionId: origin.sessionId,
    model: book.nameOf(models[columns.model[i] as number] as string),
    agent: origin.agent,
    tokens: tokensAt(columns, i),
    costPico: BigInt(columns.costPico[i] as number),
  };
}
