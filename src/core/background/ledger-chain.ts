/**
 * The client's ledgers as a forest. A ledger is cumulative: each row goes on from an earlier one, in the same session
 * (a resume) or in another (a fork takes its parent's ledger over, and with it the start time). What a row adds over
 * its base is its session's own.
 */

import { groupBy } from "../groups.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import type { ClientLedger } from "../responses/session-facts.ts";
import { TOKEN_CLASSES } from "../responses/tokens.ts";
import { addTo, sumOf, type UsageSum } from "./usage-sum.ts";

export type LedgerRow = {
  readonly sessionId: string;
  readonly ledger: ClientLedger;
  /** Time of the last dated row before it; epoch milliseconds. */
  readonly atMs: number;
  readonly startMs: number;
  readonly usage: UsageSum;
};

/** A row with what it goes on from. */
export type ChainedRow = LedgerRow & {
  /** null = it starts from nothing. */
  readonly base: LedgerRow | null;
  /** The base is gone, or cannot be told from others: the row holds an unknown part that is not its own. */
  readonly lostBase: boolean;
  /** Other rows of its session that it may go on from instead: where clients worked at once, clocks must decide. */
  readonly otherBases: readonly LedgerRow[];
};

/** The rows of one session, oldest first; equal rows count once. */
export function ledgerRows(
  sessionId: string,
  ledgers: readonly ClientLedger[],
  nameOf: (model: string) => string,
): readonly LedgerRow[] {
  const rows: LedgerRow[] = [];
  const seen = new Set<string>();
  for (const ledger of ledgers) {
    const key = `${ledger.startMs}:${ledger.wallMs}:${ledger.totalCostPico}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const startMs = startOf(ledger);
    const atMs = Number.isFinite(ledger.atMs) ? ledger.atMs : startMs + ledger.wallMs;
    if (Number.isFinite(startMs)) rows.push({ sessionId, ledger, atMs, startMs, usage: usageOf(ledger, nameOf) });
  }
  return rows.sort(inOrder);
}

/** When the client began to count; ledgers that begin together are of one family. */
export function startOf({ startMs, atMs, wallMs }: ClientLedger): number {
  return Number.isFinite(startMs) ? startMs : atMs - wallMs;
}

function usageOf(ledger: ClientLedger, nameOf: (model: string) => string): UsageSum {
  const usage: UsageSum = new Map();
  for (const [model, line] of Object.entries(ledger.models)) {
    const sum = sumOf(usage, nameOf(model));
    addTo(sum.tokens, line);
    sum.webSearches += line.webSearches;
    sum.costPico += line.costPico - line.webSearches * WEB_SEARCH_PICO;
  }
  return usage;
}

/** What chaining asks of the logs. */
export type Kinship = {
  /** Time of the session's first response of its own, at or after a time; NaN = it has none. */
  firstOwnMs(sessionId: string, fromMs: number): number;
  /** The session whose response `child`'s log copied last; null = it holds no copies. */
  lastCopiedFrom(child: string): string | null;
  /** True where `child`'s log holds copies of responses of `parent`. */
  holdsCopiesOf(child: string, parent: string): boolean;
  /**
   * True where `child`'s log holds a copy of the last response of its own that `row` covers; null where there is none.
   */
  holdsLastOf(child: string, row: LedgerRow): boolean | null;
  /** True where what `row` adds over `base` covers the session's own responses. */
  covers(row: LedgerRow, base: LedgerRow | null): boolean;
};

/** Finds the base of each row. The result does not depend on the order of the rows. */
export function chain(rows: readonly LedgerRow[], kinship: Kinship): readonly ChainedRow[] {
  const families = groupBy(rows, ({ startMs }) => startMs);
  return rows.map((row) => ({ ...row, ...baseOf(row, families.get(row.startMs) as LedgerRow[], kinship) }));
}

/** Clocks are read a moment apart. */
const TOLERANCE_MS = 1_000;

type Base = Pick<ChainedRow, "base" | "lostBase" | "otherBases">;

const NO_OTHERS: readonly LedgerRow[] = [];

function baseOf(row: LedgerRow, family: readonly LedgerRow[], kinship: Kinship): Base {
  const grown = family.filter((other) => other !== row && continues(row, other));
  const own = grown.filter((other) => other.sessionId === row.sessionId && inOrder(other, row) < 0);
  if (own.length > 0) return ownBase(own);
  const others = family.filter((other) => other.sessionId !== row.sessionId);
  if (others.length === 0) return { base: null, lostBase: false, otherBases: NO_OTHERS };
  const firstOwnMs = kinship.firstOwnMs(row.sessionId, row.startMs);
  const forkMs = Number.isNaN(firstOwnMs) ? row.atMs : firstOwnMs;
  const ranMs = Math.max(0, row.atMs - forkMs) - TOLERANCE_MS;
  const possible = grown.filter((other) => other.sessionId !== row.sessionId && other.atMs <= forkMs);
  // A run cannot have been shorter than what it did; where no row fits that, the clocks are ignored.
  const longEnough = possible.filter((other) => row.ledger.wallMs - other.ledger.wallMs >= ranMs);
  const base = likelyBase(row, longEnough, kinship) ?? likelyBase(row, possible, kinship);
  if (base) return { base, lostBase: false, otherBases: NO_OTHERS };
  const isFork = others.some((other) => kinship.holdsCopiesOf(row.sessionId, other.sessionId));
  if (!isFork) return { base: null, lostBase: false, otherBases: NO_OTHERS };
  // The parent's row at the fork is gone. A later one of its rows holds at least as much: what exceeds it is our own.
  const later = others.filter((other) => kinship.holdsCopiesOf(row.sessionId, other.sessionId));
  const smallest = largest(later.length > 0 ? later : others, "smallest");
  return { base: smallest, lostBase: true, otherBases: NO_OTHERS };
}

/**
 * The row that a resume went on from. Where clients worked at once there can be several, and the row may go on from any
 * of them: then what each of them holds is taken off, so that nothing counts twice.
 */
function ownBase(own: readonly LedgerRow[]): Base {
  const base = largest(own);
  const otherBases = own.filter((other) => other !== base);
  if (otherBases.every((other) => continues(base, other))) return { base, lostBase: false, otherBases };
  const usage: UsageSum = new Map();
  for (const other of own) {
    for (const [model, { tokens, webSearches, costPico }] of other.usage) {
      const sum = sumOf(usage, model);
      for (const name of TOKEN_CLASSES) sum.tokens[name] = Math.max(sum.tokens[name], tokens[name]);
      sum.webSearches = Math.max(sum.webSearches, webSearches);
      sum.costPico = Math.max(sum.costPico, costPico);
    }
  }
  return { base: { ...base, usage }, lostBase: true, otherBases };
}

/**
 * The ledger that a fork took over: that of the session whose response it copied last, or of a fork of that one which
 * was asked nothing and so left nothing to copy.
 */
function likelyBase(row: LedgerRow, possible: readonly LedgerRow[], kinship: Kinship): LedgerRow | undefined {
  const byAge = [...possible].sort((a, b) => (largest([a, b]) === a ? -1 : 1));
  const last = (other: LedgerRow): boolean | null => kinship.holdsLastOf(row.sessionId, other);
  const parent = kinship.lastCopiedFrom(row.sessionId);
  const direct = byAge.filter((other) => other.sessionId === parent && last(other) !== false);
  const silent = byAge.filter(
    (other) =>
      last(other) === null && direct.every((d) => other === d || (continues(other, d) && other.atMs >= d.atMs)),
  );
  const related = byAge.filter((other) => last(other) === true);
  const fits = (other: LedgerRow): boolean => kinship.covers(row, other);
  return silent.find(fits) ?? direct.find(fits) ?? related.find(fits) ?? direct[0] ?? related[0] ?? byAge.find(fits);
}

/** True where `row` can go on from `other`: nothing in it is smaller. */
function continues(row: LedgerRow, other: LedgerRow): boolean {
  for (const [model, sum] of other.usage) {
    const mine = row.usage.get(model);
    for (const name of TOKEN_CLASSES) if (sum.tokens[name] > (mine?.tokens[name] ?? 0)) return false;
  }
  return true;
}

/** Order in one session; wall time, then the sum, decides between rows that follow the same dated row. */
function inOrder(a: LedgerRow, b: LedgerRow): number {
  return a.atMs - b.atMs || a.ledger.wallMs - b.ledger.wallMs || a.ledger.totalCostPico - b.ledger.totalCostPico;
}

function largest(rows: readonly LedgerRow[], wanted: "largest" | "smallest" = "largest"): LedgerRow {
  const sign = wanted === "largest" ? 1 : -1;
  const size = (a: LedgerRow, b: LedgerRow): number =>
    a.ledger.totalCostPico - b.ledger.totalCostPico ||
    a.ledger.wallMs - b.ledger.wallMs ||
    a.atMs - b.atMs ||
    (a.sessionId < b.sessionId ? 1 : -1);
  return rows.reduce((best, row) => (size(row, best) * sign > 0 ? row : best));
}
