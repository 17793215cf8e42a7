/**
 * Computes the background of every session by comparing the client's ledgers, the status line's totals and telemetry
 * with what was logged. A session is billed for what it adds itself: what a fork inherits is counted under its parent.
 */

import { groupBy } from "../groups.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import type { ResponseTable } from "../responses/columns.ts";
import { emptyFacts, type SessionFacts } from "../responses/session-facts.ts";
import { carriedTotals } from "../statusline/carried-total.ts";
import type { StatuslineFeed } from "../statusline/feed.ts";
import type { RequestEvent, TelemetryEvent } from "./events.ts";
import { kinshipOf } from "./kinship.ts";
import { type ChainedRow, chain, type LedgerRow, ledgerRows } from "./ledger-chain.ts";
import type { BackgroundMemo, MemoSession } from "./memo.ts";
import { sessionResiduals } from "./residual.ts";
import { sessionBackground } from "./session-background.ts";
import { rowsBySession } from "./session-rows.ts";
import { statuslineEntries } from "./statusline-tail.ts";
import { type JoinedSession, joinSession, loggedElsewhere } from "./telemetry-join.ts";
import { type SessionBackground, unrecorded } from "./types.ts";

export type ReconcileInput = {
  /** Each response once, priced, with the session that is billed for it. */
  readonly table: ResponseTable;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  /** All sessions that have a ledger, and possibly others; undefined = search all sessions. */
  readonly ledgered?: ReadonlyMap<string, SessionFacts> | undefined;
  /** By session: the table's rows whose responses its log contains as copies. */
  readonly copies: ReadonlyMap<string, readonly number[]>;
  readonly events: readonly TelemetryEvent[];
  readonly feeds: ReadonlyMap<string, StatuslineFeed>;
  readonly book: PriceBook;
  /** True where only some of the logs were read, so that telemetry of sessions without a log is ignored. */
  readonly onlyLogged: boolean;
};

/** @param memo of an earlier call: sessions that have not changed since are taken from it */
export function reconcile(input: ReconcileInput, memo?: BackgroundMemo): ReadonlyMap<string, SessionBackground> {
  const result = new Map<string, SessionBackground>();
  for (const sessionId of input.sessions.keys()) result.set(sessionId, unrecorded(sessionId));
  for (const [sessionId, background] of reconcileRecorded(input, memo)) result.set(sessionId, background);
  return result;
}

/** Like `reconcile`, without the sessions for which nothing was recorded. */
export function reconcileRecorded(
  input: ReconcileInput,
  memo?: BackgroundMemo,
): ReadonlyMap<string, SessionBackground> {
  const { table, sessions, copies, book } = input;
  const result = new Map<string, SessionBackground>();
  const requests = requestsBySession(input);
  const feeds = new Map([...input.feeds].filter(([id, feed]) => sessions.has(id) && feed.epochs.length > 0));
  const carried = carriedTotals(input.feeds);
  const names = new Names(book);
  const ledgers = ledgersBySession(input.ledgered ?? sessions, (model) => names.of(model));
  const wanted = new Set([...requests.keys(), ...ledgers.keys(), ...feeds.keys()]);
  if (wanted.size === 0) return result;
  const rows = rowsBySession(table, wanted);
  const modelNames = table.models.map((model) => names.of(model));
  const kinship = kinshipOf({ table, copies, rows, names: modelNames });
  const chains = groupBy(chain([...ledgers.values()].flat(), kinship), ({ sessionId }) => sessionId);
  memo?.startFor(book);
  const known: Known[] = [...wanted].map((sessionId) => {
    const own = rows.get(sessionId) ?? NO_ROWS;
    const events = requests.get(sessionId) ?? [];
    const key = memo?.rowsKey(table, own, events) ?? "";
    const join = (): JoinedSession => joinSession(events, own, table);
    const joined = memo ? memo.join(sessionId, key, join) : join();
    const chained = chains.get(sessionId) ?? [];
    const feed = feeds.get(sessionId);
    const carriedUsd = carried.get(sessionId) ?? 0;
    return { sessionId, own, joined, chained, feed, carriedUsd, hasTelemetry: events.length > 0, key };
  });
  const isLogged = loggedElsewhere(
    table,
    known.flatMap((k) => k.joined.unmatched),
  );
  for (const k of known) {
    const unlogged = k.joined.unmatched.filter((event) => !isLogged(event));
    const inherited = (): readonly LedgerRow[] => kinship.parentsOf(k.sessionId).flatMap((id) => ledgers.get(id) ?? []);
    const facts = sessions.get(k.sessionId) ?? emptyFacts(k.sessionId);
    const work = (): SessionBackground => sessionOf(k, unlogged, inherited, { table, book, modelNames, facts });
    result.set(k.sessionId, memo ? memo.background({ ...k, facts }, unlogged.length, work) : work());
  }
  return result;
}

const NO_ROWS = new Uint32Array();

/** The inputs for one session. */
type Known = MemoSession & {
  readonly own: Uint32Array;
  readonly joined: JoinedSession;
  readonly hasTelemetry: boolean;
};

type Shared = Pick<ReconcileInput, "table" | "book"> & {
  readonly modelNames: readonly string[];
  readonly facts: SessionFacts;
};

function sessionOf(
  { sessionId, own, joined, chained, feed, carriedUsd, hasTelemetry }: Known,
  unlogged: readonly RequestEvent[],
  inherited: () => readonly LedgerRow[],
  { table, book, modelNames, facts }: Shared,
): SessionBackground {
  const ledgers = chained.length > 0 ? sessionResiduals(chained, own, table, modelNames) : null;
  const residuals = ledgers?.residuals ?? [];
  const tail = feed
    ? statuslineEntries({
        feed,
        carriedUsd,
        rows: own,
        covered: new Set(residuals.flatMap((r) => [...r.covered])),
        residuals,
        unlogged,
        table,
        bases: chained.length > 0 ? chained : inherited(),
        coveredUntilMs: ledgers?.coveredUntilMs ?? Number.NaN,
      })
    : [];
  const { named } = joined;
  const clientPico = clientTotal(chained, feed);
  return sessionBackground({
    sessionId,
    rows: own,
    table,
    book,
    ledgers,
    unlogged,
    named,
    hasTelemetry,
    tail,
    clientPico,
    facts,
  });
}

/** Caches the name of each model. */
class Names {
  readonly #book: PriceBook;
  readonly #names = new Map<string, string>();

  constructor(book: PriceBook) {
    this.#book = book;
  }

  of(model: string): string {
    const known = this.#names.get(model);
    if (known !== undefined) return known;
    const name = this.#book.nameOf(model);
    this.#names.set(model, name);
    return name;
  }
}

function requestsBySession(input: ReconcileInput): ReadonlyMap<string, readonly RequestEvent[]> {
  const requests = input.events.filter((event) => event.type === "request");
  const isAsked = ({ sessionId }: RequestEvent): boolean => !input.onlyLogged || input.sessions.has(sessionId);
  return groupBy(requests.filter(isAsked), ({ sessionId }) => sessionId);
}

function ledgersBySession(
  sessions: ReadonlyMap<string, SessionFacts>,
  nameOf: (model: string) => string,
): ReadonlyMap<string, readonly LedgerRow[]> {
  const ledgers = new Map<string, readonly LedgerRow[]>();
  for (const [sessionId, facts] of sessions) {
    const rows = facts.ledgers.length > 0 ? ledgerRows(sessionId, facts.ledgers, nameOf) : [];
    if (rows.length > 0) ledgers.set(sessionId, rows);
  }
  return ledgers;
}

/** The session's total as the client reported it last. */
function clientTotal(chained: readonly ChainedRow[], feed: StatuslineFeed | undefined): number | null {
  const row = chained.at(-1);
  const epoch = feed?.epochs.at(-1);
  if (epoch && !(row && row.atMs >= epoch.toMs)) return Math.round(epoch.totalUsd * 1e12);
  return row ? row.ledger.totalCostPico : null;
}
