/**
 * Collects the facts that advice is based on while conversations are processed. Amounts are what was spent in the
 * range.
 */

import { compactionCost } from "../context/compaction-cost.ts";
import { contextRates } from "../context/context-rates.ts";
import { groupBy } from "../groups.ts";
import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import type { ResponseTable } from "../responses/columns.ts";
import { promptTokens } from "../responses/tokens.ts";
import { START } from "./content.ts";
import type { ConversationRequest, Spent } from "./conversation.ts";
import type { SessionEvidence } from "./evidence.ts";

export type Occasions = { readonly times: number; readonly savesPico: Pico };

export type UnusedServer = {
  readonly server: string;
  readonly sessions: number;
  readonly calls: number;
  /** The cost of its announcement in all those sessions: at their start, and read again with each request. */
  readonly costPico: Pico;
};

export type AdviceFacts = {
  /** Conversations that continued after a long pause, probably with unrelated work. */
  readonly clear: Occasions;
  /** Shorter pauses after which a large context had expired from the cache. */
  readonly compact: Occasions;
  /** Prompts for which many files were read, but which got a short answer. */
  readonly narrow: Occasions;
  readonly mcpServers: readonly UnusedServer[];
};

/** Work after a pause of at least this length is assumed to be unrelated. */
const LONG_PAUSE_MS = 4 * 3_600_000;
/** Rewriting fewer tokens than this gives no advice. */
const LEAST_TOKENS = 10_000;
const MANY_RESULTS = 10;
const NEEDED_RESULTS = 5;
const SHORT_ANSWER = 500;
const EDITS = new Set(["Edit", "Write", "MultiEdit", "NotebookEdit"]);
/** Approximate characters per token, used where nothing else gives the size of an announcement. */
const LETTERS_PER_TOKEN = 4;

type Sum = { times: number; savesPico: Pico };

export class AdviceFactsBuilder {
  readonly #table: ResponseTable;
  readonly #book: PriceBook;
  readonly #clear: Sum = { times: 0, savesPico: 0n };
  readonly #compact: Sum = { times: 0, savesPico: 0n };
  readonly #narrow: Sum = { times: 0, savesPico: 0n };
  readonly #servers = new Map<string, { sessions: number; calls: number; costPico: Pico }>();

  constructor(table: ResponseTable, book: PriceBook) {
    this.#table = table;
    this.#book = book;
  }

  /** @param requests of one session's conversation, oldest first */
  session(requests: readonly ConversationRequest[], evidence: SessionEvidence): void {
    requests.forEach((request, i) => {
      const { split, pauseMs } = request;
      if (split?.reason !== "pause" || split.rewritten < LEAST_TOKENS) return;
      if (pauseMs >= LONG_PAUSE_MS) count(this.#clear, clearingSaved(requests, i));
      else count(this.#compact, this.#compactingSaved(request));
    });
    for (const turn of turnsOf(requests)) count(this.#narrow, narrowingSaved(turn));
    this.#addServers(requests, evidence);
  }

  finish(): AdviceFacts {
    const mcpServers = [...this.#servers].map(([server, sum]) => ({ server, ...sum }));
    return { clear: this.#clear, compact: this.#compact, narrow: this.#narrow, mcpServers };
  }

  /** What a summary made while the cache was warm would have saved, compared with writing the whole context again. */
  #compactingSaved({ row, timeMs, tokens, split, startTokens, spent }: ConversationRequest): Pico {
    const { columns, models } = this.#table;
    const model = models[columns.model[row] as number] ?? "";
    const contextTokens = split?.rewritten ?? 0;
    const rates = contextRates(this.#book, model, promptTokens(tokens), columns.flags[row] as number, timeMs);
    if (rates === null) return 0n;
    const ttl = tokens.cacheWrite1h > 0 ? "1h" : "5m";
    const cache = { warm: true, expiresAtMs: null, ttl } as const;
    const baseTokens = Math.min(startTokens, contextTokens);
    const parts = { contextTokens, baseTokens, lastSummaryTokens: null, requestsPerTurn: 1, cache };
    // The session's start is written again in either case.
    const start = (picoOf(spent, "rewrite") * BigInt(baseTokens)) / BigInt(contextTokens);
    return picoOf(spent, "rewrite") - start - compactionCost(parts, rates).costPico;
  }

  /** Servers are announced once, at a session's start. */
  #addServers(requests: readonly ConversationRequest[], { mcpServers }: SessionEvidence): void {
    const startTokens = requests[0]?.split === null ? promptTokens(requests[0].tokens) : 0;
    const isRead = (piece: Spent): boolean =>
      piece.cause === "start" || (piece.cause === "history" && piece.key === START);
    const costPico = requests.reduce((n, { spent }) => n + sum(spent.filter(isRead)), 0n);
    for (const { name, size, calls } of mcpServers) {
      const known = this.#servers.get(name) ?? { sessions: 0, calls: 0, costPico: 0n };
      const tokens = Math.min(startTokens, Math.round(size / LETTERS_PER_TOKEN));
      const share = startTokens === 0 ? 0n : (costPico * BigInt(tokens)) / BigInt(startTokens);
      this.#servers.set(name, {
        sessions: known.sessions + 1,
        calls: known.calls + calls,
        costPico: known.costPico + share,
      });
    }
  }
}

function count(into: Sum, savesPico: Pico): void {
  if (savesPico <= 0n) return;
  into.times++;
  into.savesPico += savesPico;
}

const sum = (spent: readonly Spent[]): Pico => spent.reduce((n, { costPico }) => n + costPico, 0n);

const picoOf = (spent: readonly Spent[], cause: Spent["cause"]): Pico => sum(spent.filter((s) => s.cause === cause));

/** The cost of writing the old conversation again, and of reading it with every request until it was compacted. */
function clearingSaved(requests: readonly ConversationRequest[], at: number): Pico {
  const first = requests[at] as ConversationRequest;
  const rewritten = first.split?.rewritten ?? 0;
  const old = Math.max(0, rewritten - first.startTokens);
  let saved = (picoOf(first.spent, "rewrite") * BigInt(old)) / BigInt(rewritten);
  for (const { split, tokens, spent, pauseMs } of requests.slice(at + 1)) {
    if (split?.reason === "compaction" && split.rewritten > 0) break;
    // After the next long pause, the cost counts for that pause.
    if (split?.reason === "pause" && pauseMs >= LONG_PAUSE_MS) break;
    if (tokens.cacheRead === 0) continue;
    saved += (picoOf(spent, "history") * BigInt(Math.min(old, tokens.cacheRead))) / BigInt(tokens.cacheRead);
  }
  return saved;
}

function turnsOf(requests: readonly ConversationRequest[]): readonly (readonly ConversationRequest[])[] {
  const known = requests.filter(({ evidence }) => evidence !== null);
  return [...groupBy(known, ({ evidence }) => evidence?.turn).values()];
}

/** The cost of all but the few most expensive results, for a prompt that brought in many. */
function narrowingSaved(turn: readonly ConversationRequest[]): Pico {
  const results = turn.flatMap(({ spent }) => spent.filter((s) => s.result !== null));
  if (results.length < MANY_RESULTS || results.some(({ result }) => EDITS.has(result?.tool ?? ""))) return 0n;
  if ((turn.at(-1)?.tokens.output ?? 0) >= SHORT_ANSWER) return 0n;
  const costs = results.map(({ costPico }) => costPico).sort((a, b) => (a === b ? 0 : a < b ? 1 : -1));
  return costs.slice(NEEDED_RESULTS).reduce((n, pico) => n + pico, 0n);
}
