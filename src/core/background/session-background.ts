/** Computes the background of one session from all sources. */

import type { PriceBook } from "../pricing/price-book.ts";
import { Flag, isRequest, type ResponseTable } from "../responses/columns.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import { addTokens, NO_TOKENS } from "../responses/tokens.ts";
import { type EventEntry, eventEntry } from "./event-entries.ts";
import type { RequestEvent } from "./events.ts";
import { ledgerEntries, searchEntry } from "./ledger-entries.ts";
import { nameKinds } from "./named-kinds.ts";
import { lastRow, type SessionResiduals } from "./residual.ts";
import { type Evidence, inRuleOrder, verdict, weakest } from "./status.ts";
import { kindsOf } from "./sum.ts";
import { namesAll } from "./telemetry-join.ts";
import {
  type BackgroundEntry,
  type BackgroundGap,
  type BackgroundSource,
  type SessionBackground,
  UNATTRIBUTED,
  unrecorded,
} from "./types.ts";

export type SessionCase = {
  readonly sessionId: string;
  readonly rows: Uint32Array;
  readonly table: ResponseTable;
  readonly book: PriceBook;
  /** null = the client wrote no ledger. */
  readonly ledgers: SessionResiduals | null;
  readonly unlogged: readonly RequestEvent[];
  /** Rows whose requests telemetry reports. */
  readonly named: ReadonlySet<number>;
  /** Whether there is telemetry of the session. */
  readonly hasTelemetry: boolean;
  /** Entries that only the status line reports. */
  readonly tail: readonly BackgroundEntry[];
  readonly clientPico: number | null;
  readonly facts: Pick<SessionFacts, "lostAnswers" | "awaitingMs" | "isDetached" | "branches">;
};

export function sessionBackground(c: SessionCase): SessionBackground {
  if (!c.ledgers && !c.hasTelemetry && c.tail.length === 0) {
    return { ...unrecorded(c.sessionId), clientPico: c.clientPico === null ? null : BigInt(c.clientPico) };
  }
  const complete = c.hasTelemetry && namesAll(c.rows, c.named, c.table);
  const events = eventEntries(c);
  const residuals = c.ledgers?.residuals ?? [];
  const { entries: named, byResidual, left, contradicts } = nameKinds(residuals, events, !hasOtherClient(c), c.book);
  const parts = residuals.map((residual) =>
    ledgerEntries({
      residual,
      events: byResidual.get(residual) ?? [],
      left,
      telemetryIsComplete: complete,
      book: c.book,
    }),
  );
  // Telemetry omits some requests (checks of auto mode). The status line gives the dollars of what is missing, unless
  // the client's prices differ from ours.
  const tail = complete && events.some((event) => event.differencePico !== 0) ? [] : c.tail;
  const searches = unloggedSearches(c, events);
  const entries = [...named, ...parts.flatMap((part) => part.entries), ...searches.entries, ...tail].sort(
    (a, b) => a.timeMs - b.timeMs,
  );
  const { status, gaps } = verdict(evidenceOf(c, { complete, contradicts, events, tail }));
  const priced = entries.filter((entry) => entry.costPico !== null);
  const counted = entries.flatMap((entry) => (entry.tokens ? [entry.tokens] : []));
  const dollarsOnly = !c.ledgers && !c.hasTelemetry;
  return {
    sessionId: c.sessionId,
    status,
    source: sourceOf(c, complete, entries),
    tokens: dollarsOnly ? null : counted.reduce(addTokens, NO_TOKENS),
    costPico: priced.reduce((sum, entry) => sum + (entry.costPico ?? 0n), 0n),
    webSearches: searches.count,
    kinds: kindsOf(entries),
    entries,
    clientPico: c.clientPico === null ? null : BigInt(c.clientPico),
    clientDifferencePico: differenceOf(
      parts.map((part) => part.differencePico),
      events,
    ),
    unpricedModels: [...new Set(entries.flatMap((e) => (e.costPico === null ? [e.model] : [])))].sort(),
    gaps,
    settledUntilMs: c.hasTelemetry || c.tail.length > 0 ? Number.NaN : (c.ledgers?.settledUntilMs ?? Number.NaN),
  };
}

function eventEntries({ unlogged, rows, table, book }: SessionCase): readonly EventEntry[] {
  if (unlogged.length === 0) return [];
  const flags = rows.reduce((all, i) => all | (table.columns.flags[i] as number), 0);
  return unlogged.map((event) => eventEntry(event, book, flags));
}

/** The background after a response that came later than the last ledger. */
export function afterLedger(background: SessionBackground): SessionBackground {
  const gaps = inRuleOrder([...background.gaps, "after-ledger"]);
  return { ...background, status: weakest([background.status, "partial"]), gaps };
}

type Findings = {
  readonly complete: boolean;
  readonly contradicts: boolean;
  readonly events: readonly EventEntry[];
  readonly tail: readonly BackgroundEntry[];
};

function evidenceOf(c: SessionCase, { complete, contradicts, events, tail }: Findings): Evidence {
  const ledgerGaps = new Set<BackgroundGap>();
  let hasNamedGaps = false;
  for (const { gap, rows } of c.ledgers?.gaps ?? []) {
    if (complete || namesAll(rows, c.named, c.table)) hasNamedGaps = true;
    else ledgerGaps.add(gap);
  }
  return {
    hasLedger: c.ledgers !== null,
    hasTelemetry: c.hasTelemetry,
    namesAll: complete,
    ledgerGaps,
    hasNamedGaps,
    hasDollarsOnly: tail.length > 0,
    hasLostAnswers: hasLostAnswers(c.facts) || hasUnfinished(c) || endsInSubagent(c),
    hasOtherClient: hasOtherClient(c),
    isDetached: c.facts.isDetached,
    contradicts,
    hasUnsplitWrites: events.some((event) => event.hasUnsplitWrites),
  };
}

/** True where the requests of two clients alternate, and only one of them wrote a ledger. */
function hasOtherClient({ facts, ledgers }: SessionCase): boolean {
  const alone = ledgers?.residuals.filter(({ rows }) => rows.length === 1) ?? [];
  return facts.branches.some((atMs) => alone.some(({ span }) => atMs >= span.fromMs && atMs <= span.untilMs));
}

export function hasLostAnswers({ lostAnswers, awaitingMs }: Pick<SessionFacts, "lostAnswers" | "awaitingMs">): boolean {
  return lostAnswers.length > 0 || !Number.isNaN(awaitingMs);
}

/**
 * True where a run ended while a subagent was working: its last response is a subagent's, and the conversation has not
 * answered it. What the subagent was waiting for (an answer, a check of its action) is not recorded anywhere.
 */
function endsInSubagent({ table, ledgers }: SessionCase): boolean {
  const { flags } = table.columns;
  return (ledgers?.residuals ?? []).some(({ covered }) => {
    const last = covered.findLast((i) => isRequest(flags[i] as number));
    return last !== undefined && ((flags[last] as number) & Flag.sidechain) !== 0;
  });
}

/** True where the usage of a response is not final; responses after the last ledger may still be running. */
function hasUnfinished({ rows, table, ledgers }: SessionCase): boolean {
  const untilMs = ledgers?.coveredUntilMs ?? Number.POSITIVE_INFINITY;
  const { flags, timeMs } = table.columns;
  return rows.some((i) => {
    const bits = flags[i] as number;
    return isRequest(bits) && (bits & Flag.stopped) === 0 && (timeMs[i] as number) <= untilMs;
  });
}

function sourceOf(c: SessionCase, complete: boolean, entries: readonly BackgroundEntry[]): BackgroundSource {
  const named = entries.length > 0 && entries.every((entry) => entry.source === "otel");
  if (named || (complete && entries.length === 0)) return "otel";
  if (c.ledgers) return "cost-state";
  return c.hasTelemetry ? "otel" : "statusline";
}

type Searches = { readonly entries: readonly BackgroundEntry[]; readonly count: number };

/**
 * Compares web searches over the whole session: the client bills them to the request that it made for them, but the log
 * proves them on the tool's result, which may come later and belong to another model.
 */
function unloggedSearches(c: SessionCase, events: readonly EventEntry[]): Searches {
  const searching = events.filter((event) => event.searches > 0);
  const named = searching.reduce((n, event) => n + event.searches, 0);
  const residuals = c.ledgers?.residuals ?? [];
  const lines = residuals.flatMap((r) => [...r.usage].map(([model, sum]) => ({ r, model, searches: sum.webSearches })));
  const byLedger = lines.reduce((n, line) => n + line.searches, 0);
  const logged = (): number => c.rows.reduce((n, i) => n + provenSearches(c.table, i), 0);
  const count = Math.max(0, residuals.length > 0 ? byLedger : named === 0 ? 0 : named - logged());
  const last = searching.at(-1);
  const line = lines.findLast(({ searches }) => searches > 0);
  if (count === 0 || (!last && !line)) return { entries: [], count: 0 };
  const entry =
    last && named >= count
      ? searchEntry(count, { timeMs: last.event.timeMs, model: last.name }, last.entry.kind, "otel")
      : searchEntry(
          count,
          { timeMs: line ? lastRow(line.r).atMs : 0, model: line?.model ?? "" },
          UNATTRIBUTED,
          "cost-state",
        );
  return { entries: [entry], count };
}

/** Searches of a row without a request of its own: the tool's result gives their number. */
function provenSearches(table: ResponseTable, i: number): number {
  return ((table.columns.flags[i] as number) & Flag.search) !== 0 ? (table.columns.webSearches[i] as number) : 0;
}

function differenceOf(parts: readonly (number | null)[], events: readonly EventEntry[]): bigint | null {
  if (parts.some((part) => part === null)) return null;
  if (parts.length === 0 && events.length === 0) return null;
  const sum = [...(parts as readonly number[]), ...events.map((e) => e.differencePico)].reduce((a, b) => a + b, 0);
  return BigInt(Math.round(sum));
}
