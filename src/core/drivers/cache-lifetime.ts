/**
 * Computes what requests would have cost with another lifetime of the prompt cache, from the pauses between them and
 * from what each read and wrote. A lifetime of five minutes writes at 1.25 times the input price, one of an hour at
 * twice.
 */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { priceResponse } from "../pricing/price-response.ts";
import { Flag, type ResponseTable, tokensAt } from "../responses/columns.ts";
import { promptTokens, type Tokens } from "../responses/tokens.ts";

export type Lifetime = "5m" | "1h";

export const LIFETIMES: readonly Lifetime[] = ["5m", "1h"];

export type LifetimeCost = { readonly actualPico: Pico } & Readonly<Record<Lifetime, Pico>>;

const NO_COST: LifetimeCost = { actualPico: 0n, "5m": 0n, "1h": 0n };

function addCosts(a: LifetimeCost, b: LifetimeCost): LifetimeCost {
  return { actualPico: a.actualPico + b.actualPico, "5m": a["5m"] + b["5m"], "1h": a["1h"] + b["1h"] };
}

export type LifetimeReplay = {
  readonly main: LifetimeCost;
  /** Of subagents with logs of their own, whose requests can be told apart. */
  readonly subagents: LifetimeCost;
  /** Of main conversations; the most expensive first, independent of the order in which conversations were added. */
  readonly projects: ReadonlyMap<string, LifetimeCost>;
};

/** Adds up the results of many conversations. */
export class LifetimeSums {
  readonly #projects = new Map<string, LifetimeCost>();
  #main = NO_COST;
  #subagents = NO_COST;

  addMain(project: string, cost: LifetimeCost): void {
    this.#main = addCosts(this.#main, cost);
    this.#projects.set(project, addCosts(this.#projects.get(project) ?? NO_COST, cost));
  }

  addSubagent(cost: LifetimeCost): void {
    this.#subagents = addCosts(this.#subagents, cost);
  }

  finish(): LifetimeReplay {
    const projects = [...this.#projects].sort(([a, { actualPico: costA }], [b, { actualPico: costB }]) =>
      costA === costB ? (a < b ? -1 : 1) : costA < costB ? 1 : -1,
    );
    return { main: this.#main, subagents: this.#subagents, projects: new Map(projects) };
  }
}

const LIFETIME_MS: Readonly<Record<Lifetime, number>> = { "5m": 300_000, "1h": 3_600_000 };

type EarlierPrompt = {
  readonly timeMs: number;
  readonly prompt: number;
  /** The lifetime that was paid for. */
  readonly ttl: Lifetime;
};

/**
 * @param rows of one conversation, oldest first
 * @param counts whether a row is counted; the other rows only determine what was cached
 */
export function replayLifetimes(
  table: ResponseTable,
  book: PriceBook,
  rows: readonly number[],
  counts: (row: number) => boolean,
): LifetimeCost {
  const { columns } = table;
  const total = { actualPico: 0n, "5m": 0n, "1h": 0n };
  let before = null as EarlierPrompt | null;
  for (const row of rows) {
    const tokens = tokensAt(columns, row);
    const timeMs = columns.timeMs[row] as number;
    const ttl: Lifetime = writtenFor(tokens) ?? before?.ttl ?? "5m";
    if (counts(row) && !Number.isNaN(columns.costPico[row])) {
      total.actualPico += BigInt(columns.costPico[row] as number);
      for (const lifetime of LIFETIMES) {
        const other = tokensWith(lifetime, tokens, timeMs, before);
        total[lifetime] += priceWith(table, book, row, other);
      }
    }
    before = { timeMs, prompt: promptTokens(tokens), ttl };
  }
  return total;
}

function writtenFor({ cacheWrite5m, cacheWrite1h }: Tokens): Lifetime | null {
  return cacheWrite1h > 0 ? "1h" : cacheWrite5m > 0 ? "5m" : null;
}

function tokensWith(lifetime: Lifetime, tokens: Tokens, timeMs: number, before: EarlierPrompt | null): Tokens {
  const written = tokens.cacheWrite5m + tokens.cacheWrite1h;
  const all = written + tokens.cacheRead;
  const read = before === null ? tokens.cacheRead : readWith(lifetime, tokens, timeMs, before);
  const left = all - read;
  return {
    ...tokens,
    cacheRead: read,
    cacheWrite5m: lifetime === "5m" ? left : 0,
    cacheWrite1h: lifetime === "1h" ? left : 0,
  };
}

function readWith(lifetime: Lifetime, tokens: Tokens, timeMs: number, before: EarlierPrompt): number {
  const pauseMs = timeMs - before.timeMs;
  const wasCold = pauseMs > LIFETIME_MS[before.ttl];
  const isCold = pauseMs > LIFETIME_MS[lifetime];
  if (wasCold === isCold) return tokens.cacheRead;
  if (isCold) return 0;
  const written = tokens.cacheWrite5m + tokens.cacheWrite1h;
  return tokens.cacheRead + Math.min(written, Math.max(0, before.prompt - tokens.cacheRead));
}

function priceWith(table: ResponseTable, book: PriceBook, row: number, tokens: Tokens): Pico {
  const { columns, models } = table;
  const flags = columns.flags[row] as number;
  const actual = BigInt(columns.costPico[row] as number);
  const logged = models[columns.model[row] as number] ?? "";
  const found = book.find(logged);
  const entry = book.entry(logged, columns.timeMs[row] as number);
  // Each iteration is priced in its own band, and how iterations would have changed is not known.
  if (!found || !entry || (flags & Flag.iterations) !== 0) return actual;
  const { regional, card } = found;
  const webSearches = columns.webSearches[row] as number;
  return BigInt(
    priceResponse(entry, { tokens, webSearches, flags, regional, generation: card.generation, iterations: [] }),
  );
}
