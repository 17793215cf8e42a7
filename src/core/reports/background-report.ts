/** Background of many sessions by kind, model, day and session, with the source of each figure. */

import { EXPECTED_SESSION_PICO } from "../background/controls.ts";
import { type BackgroundSum, sumBackground } from "../background/sum.ts";
import { type BackgroundEntry, type BackgroundStatus, UNATTRIBUTED } from "../background/types.ts";
import { dayKey } from "../calendar/period.ts";
import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { addTokens, type Tokens } from "../responses/tokens.ts";
import type { SessionList, SessionSummary } from "./session-list.ts";

/** One line of a table: entries that share a key and a source. */
export type BackgroundLine = {
  readonly key: string;
  readonly source: BackgroundEntry["source"];
  readonly sessions: number;
  /** null = not known. */
  readonly requests: number | null;
  readonly tokens: Tokens | null;
  readonly costPico: Pico;
};

export type BackgroundSession = {
  readonly session: SessionSummary;
  /** The part of its background of which only a total is known. */
  readonly unattributedPico: Pico;
  /** Compactions that its log proves, without copied ones: the likely cause of the unattributed part. */
  readonly compactions: number;
};

export type BackgroundReport = {
  readonly sum: BackgroundSum;
  readonly backgroundPico: Pico;
  readonly totalPico: Pico;
  readonly byKind: readonly BackgroundLine[];
  readonly byModel: readonly BackgroundLine[];
  /** Oldest first; keys are local days. */
  readonly byDay: readonly BackgroundLine[];
  /** Most expensive first; sessions without known background are left out. */
  readonly sessions: readonly BackgroundSession[];
  readonly coverage: Readonly<Record<BackgroundStatus, number>>;
  /** The most that sessions without a record should have spent, according to the vendor's documentation. */
  readonly expectedUnrecordedPico: Pico;
  /** Compactions in sessions with unattributed background. */
  readonly compactions: number;
  /** The client's dollars less ours for the same tokens, where both are known; 0 = the prices are equal. */
  readonly clientDifferencePico: Pico;
  readonly unpricedModels: readonly string[];
};

export function backgroundReport(list: SessionList, zone: Zone): BackgroundReport {
  const backgrounds = list.sessions.map((s) => s.background);
  const entries = backgrounds.flatMap((b) => b.entries.map((entry) => ({ entry, sessionId: b.sessionId })));
  const coverage = { exact: 0, "at-least": 0, partial: 0, unrecorded: 0 };
  for (const b of backgrounds) coverage[b.status]++;
  const made = compactionsBySession(list.sessions);
  const sessions = list.sessions
    .filter((s) => s.background.status !== "unrecorded")
    .map((s) => sessionOf(s, made.get(s.facts.sessionId) ?? 0))
    .sort((a, b) => compare(costOf(b), costOf(a)) || compare(a.session.facts.sessionId, b.session.facts.sessionId));
  const sum = sumBackground(backgrounds);
  const byCost = (a: BackgroundLine, b: BackgroundLine): number =>
    compare(b.costPico, a.costPico) || compare(a.key, b.key);
  return {
    sum,
    backgroundPico: sum.costPico ?? 0n,
    totalPico: list.totalPico,
    byKind: [...lines(entries, (e) => e.kind)].sort(byCost),
    byModel: [...lines(entries, (e) => e.model)].sort(byCost),
    byDay: [...lines(entries, (e) => dayKey(zone.dayOf(e.timeMs)))].sort(
      (a, b) => compare(a.key, b.key) || byCost(a, b),
    ),
    sessions,
    coverage,
    expectedUnrecordedPico: EXPECTED_SESSION_PICO * BigInt(coverage.unrecorded),
    compactions: sessions.reduce((n, s) => n + (s.unattributedPico > 0n ? s.compactions : 0), 0),
    clientDifferencePico: backgrounds.reduce((n, b) => n + (b.clientDifferencePico ?? 0n), 0n),
    unpricedModels: [...new Set(backgrounds.flatMap((b) => b.unpricedModels))].sort(),
  };
}

/** A fork's log contains its parent's compactions as copies: each is counted where it was made, in the older ledger. */
function compactionsBySession(sessions: readonly SessionSummary[]): ReadonlyMap<string, number> {
  const age = ({ facts, inheritedRequests }: SessionSummary): number =>
    inheritedRequests === 0 ? 0 : (facts.ledgers[0]?.atMs ?? facts.lastMs);
  const makers = new Map<string, SessionSummary>();
  for (const session of sessions) {
    for (const { atMs, preTokens } of session.facts.compactions) {
      const key = `${atMs}:${preTokens}`;
      const known = makers.get(key);
      if (known === undefined || age(session) < age(known)) makers.set(key, session);
    }
  }
  const counts = new Map<string, number>();
  for (const { facts } of makers.values()) counts.set(facts.sessionId, (counts.get(facts.sessionId) ?? 0) + 1);
  return counts;
}

function sessionOf(session: SessionSummary, compactions: number): BackgroundSession {
  const loose = session.background.entries.filter((entry) => entry.kind === UNATTRIBUTED);
  return {
    session,
    unattributedPico: loose.reduce((n, entry) => n + (entry.costPico ?? 0n), 0n),
    compactions,
  };
}

const costOf = ({ session }: BackgroundSession): Pico => session.background.costPico ?? 0n;

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Placed = { readonly entry: BackgroundEntry; readonly sessionId: string };

function lines(placed: readonly Placed[], keyOf: (entry: BackgroundEntry) => string): Iterable<BackgroundLine> {
  const sums = new Map<string, BackgroundLine & { readonly ids: Set<string> }>();
  for (const { entry, sessionId } of placed) {
    const key = keyOf(entry);
    const place = `${entry.source}\u0000${key}`;
    const old = sums.get(place);
    const ids = (old?.ids ?? new Set<string>()).add(sessionId);
    sums.set(place, {
      key,
      source: entry.source,
      ids,
      sessions: ids.size,
      requests: old === undefined ? entry.requests : plus(old.requests, entry.requests),
      tokens: old === undefined ? entry.tokens : both(old.tokens, entry.tokens),
      costPico: (old?.costPico ?? 0n) + (entry.costPico ?? 0n),
    });
  }
  return sums.values();
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
const both = (a: Tokens | null, b: Tokens | null): Tokens | null => (a && b ? addTokens(a, b) : (a ?? b));
