/** Background as short JSON lists. Pico-dollars are numbers where a number holds them exactly. */

import {
  type BackgroundEntry,
  type BackgroundKind,
  type SessionBackground,
  unrecorded,
} from "../../core/background/types.ts";
import type { Pico } from "../../core/pricing/money.ts";
import type { BackgroundTotal } from "../../core/reports/session-list.ts";
import { NO_TOKENS, type Tokens } from "../../core/responses/tokens.ts";

type Amount = number | string | null;
type TokenList = readonly [number, number, number, number, number] | null;
type KindList = readonly [kind: string, requests: number | null, tokens: TokenList, cost: Amount];
type EntryList = readonly [...KindList, timeMs: number, model: string, source: BackgroundEntry["source"]];
type FullList = readonly [
  sessionId: string,
  status: SessionBackground["status"],
  source: SessionBackground["source"],
  tokens: TokenList,
  cost: Amount,
  webSearches: number,
  kinds: readonly KindList[],
  entries: readonly EntryList[],
  client: Amount,
  clientDifference: Amount,
  unpricedModels: readonly string[],
  gaps: SessionBackground["gaps"],
  settledUntilMs: number | null,
];
/** A session for which nothing was recorded is stored as its id only: most sessions of older clients. */
export type BackgroundList = FullList | readonly [sessionId: string];

export function listBackground(b: SessionBackground): BackgroundList {
  const isNothing =
    b.status === "unrecorded" &&
    b.source === "none" &&
    b.entries.length === 0 &&
    b.gaps.length === 0 &&
    b.clientPico === null;
  if (isNothing) return [b.sessionId];
  return [
    b.sessionId,
    b.status,
    b.source,
    listTokens(b.tokens),
    listAmount(b.costPico),
    b.webSearches,
    b.kinds.map(listKind),
    b.entries.map((e): EntryList => [...listKind(e), e.timeMs, e.model, e.source]),
    listAmount(b.clientPico),
    listAmount(b.clientDifferencePico),
    b.unpricedModels,
    b.gaps,
    b.settledUntilMs,
  ];
}

export function backgroundOf(list: BackgroundList): SessionBackground {
  if (list.length === 1) return unrecorded(list[0]);
  const [sessionId, status, source, tokens, cost, webSearches, kinds, entries, ...rest] = list;
  const [client, difference, unpriced, gaps, settledUntilMs] = rest;
  return {
    sessionId,
    status,
    source,
    tokens: tokensOf(tokens),
    costPico: amountOf(cost),
    webSearches,
    kinds: kinds.map(kindOf),
    entries: entries.map(entryOf),
    clientPico: amountOf(client),
    clientDifferencePico: amountOf(difference),
    unpricedModels: unpriced,
    gaps,
    settledUntilMs: settledUntilMs ?? Number.NaN,
  };
}

export type WholeList = readonly [
  count: number,
  status: SessionBackground["status"],
  tokens: TokenList,
  cost: Amount,
  kinds: readonly KindList[],
  unpriced: readonly [requests: number, tokens: TokenList, models: readonly string[]],
];

export function listWhole({ count, sum, unpriced }: BackgroundTotal): WholeList {
  const { requests, tokens, models } = unpriced;
  const open = [requests, listTokens(tokens), models] as const;
  return [count, sum.status, listTokens(sum.tokens), listAmount(sum.costPico), sum.kinds.map(listKind), open];
}

export function wholeOf([count, status, tokens, cost, kinds, [requests, open, models]]: WholeList): BackgroundTotal {
  return {
    count,
    sum: { status, tokens: tokensOf(tokens), costPico: amountOf(cost), kinds: kinds.map(kindOf) },
    unpriced: { requests, tokens: tokensOf(open) ?? NO_TOKENS, models },
  };
}

function listKind({ kind, requests, tokens, costPico }: BackgroundKind): KindList {
  return [kind, requests, listTokens(tokens), listAmount(costPico)];
}

function kindOf([kind, requests, tokens, cost]: KindList): BackgroundKind {
  return { kind, requests, tokens: tokensOf(tokens), costPico: amountOf(cost) };
}

function entryOf([kind, requests, tokens, cost, timeMs, model, source]: EntryList): BackgroundEntry {
  return { kind, requests, tokens: tokensOf(tokens), costPico: amountOf(cost), timeMs, model, source };
}

function listTokens(tokens: Tokens | null): TokenList {
  if (tokens === null) return null;
  const { input, output, cacheWrite5m, cacheWrite1h, cacheRead } = tokens;
  return [input, output, cacheWrite5m, cacheWrite1h, cacheRead];
}

function tokensOf(list: TokenList): Tokens | null {
  if (list === null) return null;
  const [input, output, cacheWrite5m, cacheWrite1h, cacheRead] = list;
  return { input, output, cacheWrite5m, cacheWrite1h, cacheRead };
}

function listAmount(pico: Pico | null): Amount {
  if (pico === null) return null;
  const number = Number(pico);
  return Number.isSafeInteger(number) ? number : String(pico);
}

const amountOf = (amount: Amount): Pico | null => (amount === null ? null : BigInt(amount));
