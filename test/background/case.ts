/** Small sessions, written row by row, for reconciling: responses, ledgers, copies, telemetry. */

import type { RequestEvent } from "../../src/core/background/events.ts";
import type { BackgroundMemo } from "../../src/core/background/memo.ts";
import { reconcile } from "../../src/core/background/reconcile.ts";
import type { SessionBackground } from "../../src/core/background/types.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { priceColumns } from "../../src/core/pricing/price-columns.ts";
import { emptyColumns, Flag, pushRow } from "../../src/core/responses/columns.ts";
import { identityOf, requestHashOf } from "../../src/core/responses/identity.ts";
import type { Origin } from "../../src/core/responses/origin.ts";
import { type ClientLedger, emptyFacts, type SessionFacts } from "../../src/core/responses/session-facts.ts";
import { NO_TOKENS, type Tokens } from "../../src/core/responses/tokens.ts";
import type { StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";

export const BOOK = new PriceBook(shippedCards());
export const OPUS = "claude-opus-5-5";
export const SONNET = "claude-sonnet-5";
/** 2026-11-21 12:00 UTC. */
export const T0 = Date.UTC(2026, 10, 21, 12);

/** input, output, 5-minute writes, cache reads. */
export type Counts = readonly [input: number, output: number, write: number, read: number];

export const tokensOf = ([input, output, cacheWrite5m, cacheRead]: Counts): Tokens => ({
  ...NO_TOKENS,
  input,
  output,
  cacheWrite5m,
  cacheRead,
});

export type Response = {
  readonly s: string;
  /** Seconds after `T0`. */
  readonly at: number;
  readonly counts: Counts;
  readonly model?: string;
  readonly flags?: number;
  readonly webSearches?: number;
  readonly requestId?: string;
};

export type Ledger = {
  readonly s: string;
  readonly at: number;
  readonly start: number;
  /** Seconds that the client ran. */
  readonly wall: number;
  readonly models: Readonly<Record<string, Counts>>;
  readonly searches?: number;
  /** The client's own prices, as a factor on the list prices. */
  readonly prices?: number;
  /** The client's dollars where they are not list prices times `prices`. */
  readonly usd?: number;
};

export type Case = {
  readonly responses?: readonly Response[];
  readonly ledgers?: readonly Ledger[];
  /** child → the parents whose responses from before the child's first one it contains as copies */
  readonly forks?: Readonly<Record<string, readonly string[]>>;
  /** child → the responses that it contains as copies, where that rule is too simple */
  readonly copies?: Readonly<Record<string, readonly Response[]>>;
  readonly events?: readonly RequestEvent[];
  readonly feeds?: Readonly<Record<string, StatuslineFeed>>;
  readonly sessions?: readonly string[];
  readonly onlyLogged?: boolean;
};

const origin = (sessionId: string): Origin => ({
  sessionId,
  loggedIn: sessionId,
  project: "/app",
  branch: "",
  agent: "",
  skill: "",
  plugin: "",
  mcp: "",
  version: "2.1.330",
  entrypoint: "cli",
});

/** List price in dollars: for opus 5.5 $4 in, $20 out, $5 write, $0.20 read a million; for sonnet 5 $2, $10, $2.50, $0.20. */
export function usd(model: string, [input, output, write, read]: Counts): number {
  const rates = model === OPUS ? [4, 20, 5, 0.2] : [2, 10, 2.5, 0.2];
  return ((rates[0] ?? 0) * input + (rates[1] ?? 0) * output + (rates[2] ?? 0) * write + (rates[3] ?? 0) * read) / 1e6;
}

function ledgerOf(l: Ledger): ClientLedger {
  const factor = l.prices ?? 1;
  const searches = l.searches ?? 0;
  const models = Object.entries(l.models).map(([model, counts], k) => {
    const list = usd(model, counts) * factor + (k === 0 ? searches * 0.01 : 0);
    const costPico = Math.round((k === 0 ? (l.usd ?? list) : list) * 1e12);
    return [model, { ...tokensOf(counts), webSearches: k === 0 ? searches : 0, costPico }] as const;
  });
  return {
    atMs: T0 + l.at * 1000,
    startMs: T0 + l.start * 1000,
    wallMs: l.wall * 1000,
    totalCostPico: models.reduce((sum, [, m]) => sum + m.costPico, 0),
    apiMs: 0,
    linesAdded: 0,
    linesRemoved: 0,
    models: Object.fromEntries(models),
    hasUnknownModelCost: false,
  };
}

export function tableOf(responses: readonly Response[]) {
  const columns = emptyColumns();
  const models = [...new Set(responses.map((r) => r.model ?? OPUS))];
  const sessions = [...new Set(responses.map((r) => r.s))];
  for (const [n, r] of responses.entries()) {
    const { lo, hi } = identityOf(`msg_${n}`);
    pushRow(columns, {
      ...tokensOf(r.counts),
      idLo: lo,
      idHi: hi,
      requestHash: requestHashOf(r.requestId ?? ""),
      timeMs: T0 + r.at * 1000,
      spanMs: 0,
      webSearches: r.webSearches ?? 0,
      model: models.indexOf(r.model ?? OPUS),
      origin: sessions.indexOf(r.s),
      flags: r.flags ?? Flag.stopped,
    });
  }
  const table = { columns, models, origins: sessions.map(origin), iterationsByRow: new Map() };
  priceColumns(table, BOOK);
  return table;
}

export function reconcileCase(c: Case, memo?: BackgroundMemo): ReadonlyMap<string, SessionBackground> {
  const responses = c.responses ?? [];
  const ids = new Set([...responses, ...(c.ledgers ?? [])].map((x) => x.s).concat(c.sessions ?? []));
  const facts = [...ids].map((s): [string, SessionFacts] => [
    s,
    { ...emptyFacts(s), ledgers: (c.ledgers ?? []).filter((l) => l.s === s).map(ledgerOf) },
  ]);
  const copies = Object.entries(c.forks ?? {}).map(([child, parents]): [string, number[]] => {
    const first = Math.min(...responses.filter((r) => r.s === child).map((r) => r.at));
    return [child, responses.flatMap((r, i) => (parents.includes(r.s) && r.at <= first ? [i] : []))];
  });
  for (const [child, held] of Object.entries(c.copies ?? {})) {
    copies.push([child, held.map((r) => responses.indexOf(r))]);
  }
  const input = {
    table: tableOf(responses),
    sessions: new Map(facts),
    copies: new Map(copies),
    events: c.events ?? [],
    feeds: new Map(Object.entries(c.feeds ?? {})),
    book: BOOK,
    onlyLogged: c.onlyLogged ?? false,
  };
  return reconcile(input, memo);
}

export function event(s: string, at: number, source: string, counts: Counts, more: Partial<RequestEvent> = {}) {
  return {
    type: "request" as const,
    sessionId: s,
    requestId: `req_${s}_${at}_${source}`,
    timeMs: T0 + at * 1000,
    sequence: null,
    model: OPUS,
    source,
    agentId: "",
    isSplit: true,
    fast: false,
    clientPico: Math.round(usd(more.model ?? OPUS, counts) * 1e12),
    ...tokensOf(counts),
    ...more,
  } satisfies RequestEvent;
}

/** A title, and two answers. */
export const TITLE = [401, 13, 0, 0] as const;
export const ASK = [8, 100, 1000, 20_000] as const;
export const MORE = [9, 110, 1000, 21_000] as const;

/** The background of one session of a case, with what matters most in `brief`. */
export function one(c: Case, s = "a") {
  const background = reconcileCase(c).get(s);
  if (!background) throw new Error(`no background of ${s}`);
  const { status, source, gaps, costPico, tokens } = background;
  return {
    ...background,
    brief: [status, source, costPico === null ? null : usdString(costPico), tokens],
    gaps,
    status,
  };
}

/** The last report to the status line: the second, the total, and how long the client had run. */
export const feed = (at: number, totalUsd: number, wall: number): StatuslineFeed => ({
  version: 1,
  recordedAtMs: T0 + at * 1000,
  epochs: [{ fromMs: T0 + 1000, toMs: T0 + at * 1000, firstUsd: 0, totalUsd }],
  fills: [],
  mark: null,
  input: { sessionId: "a", wallMs: wall * 1000, modelId: OPUS } as StatuslineFeed["input"],
  compactions: [],
  baseTokens: null,
});
