/**
 * The client's ledgers as a forest. A ledger is cumulative: each row continues an earlier one, of the same session (a
 * resume) or of another (a fork takes over its parent's ledger, including the start time). What a row adds to its base
 * was spent by its own session.
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

/** A row with the row that it continues. */
export type ChainedRow = LedgerRow & {
  /** The row that it continues; null = it starts at zero. */
  readonly base: LedgerRow | null;
  /** The base is missing or ambiguous: the row includes an unknown amount that another session spent. */
  readonly lostBase: boolean;
  /**
   * Other rows of its session that it may continue instead: where several clients ran at once, their times must decide.
   */
  readonly otherBases: readonly LedgerRow[];
};

/** The rows of one session, oldest first, without duplicates. */
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

/** When the client began to count; ledgers with the same start belong to one family. */
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

/** What chaining needs from the logs. */
export type Kinship = {
  /** Time of the first response billed to the session, at or after `fromMs`; NaN = there is none. */
  firstOwnMs(sessionId: string, fromMs: number): number;
  /** The session whose response `child`'s log copied last; null = the log contains no copies. */
  lastCopiedFrom(child: string): string | null;
  /** True where `child`'s log contains copies of responses of `parent`. */
  holdsCopiesOf(child: string, parent: string): boolean;
  /**
   * True where `child`'s log contains a copy of the last response that `row` covers of the row's own session; null
   * where there is none.
   */
  holdsLastOf(child: string, row: LedgerRow): boolean | null;
  /** True where what `row` adds to `base` covers the session's own responses. */
  covers(row: LedgerRow, base: LedgerRow | null): boolean;
};

/** Finds the base of each row. The result is independent of the order of the rows. */
export function chain(rows: readonly LedgerRow[], kinship: Kinship): readonly ChainedRow[] {
  const families = groupBy(rows, ({ startMs }) => startMs);
  return rows.map((row) => ({ ...row, ...baseOf(row, families.get(row.startMs) as LedgerRow[], kinship) }));
}

/** Tolerance for clocks that are read at slightly different moments. */
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
  // A run lasts at least as long as what it did; if no row satisfies that, the clocks are ignored.
  const longEnough = possible.filter((other) => row.ledger.wallMs - other.ledger.wallMs >= ranMs);
  const base = likelyBase(row, longEnough, kinship) ?? likelyBase(row, possible, kinship);
  if (base) return { base, lostBase: false, otherBases: NO_OTHERS };
  const isFork = others.some((other) => kinship.holdsCopiesOf(row.sessionId, other.sessionId));
  if (!isFork) return { base: null, lostBase: false, otherBases: NO_OTHERS };
  // The parent's row at the fork is missing. A later row of the parent includes at least as much: what exceeds that row
  // is the session's own.
  const later = others.filter((other) => kinship.holdsCopiesOf(row.sessionId, other.sessionId));
  const smallest = largest(later.length > 0 ? later : others, "smallest");
  return { base: smallest, lostBase: true, otherBases: NO_OTHERS };
}

/**
 * Returns the row that a resume continued. Where several clients ran at once there can be several candidates; the
 * amounts of each of them are then subtracted, so that nothing is counted twice.
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
 * Returns the ledger that a fork took over: the one of the session whose response it copied last, or of a fork of that
 * session which made no requests and so left nothing to copy.
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

/** True where `row` can continue `other`: no amount is smaller. */
function continues(row: LedgerRow, other: LedgerRow): boolean {
  for (const [model, sum] of other.usage) {
    const mine = row.usage.get(model);
    for (const name of TOKEN_CLASSES) if (sum.tokens[name] > (mine?.tokens[name] ?? 0)) return false;
  }
  return true;
}

/** Order of rows in one session; for rows that follow the same dated row, wall time decides, then the sum. */
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
