/**
 * Determines when the client's runs that wrote ledger rows took place, and which of them overlapped: several clients
 * can work in one session (a headless resume of a live session, a second window), each with its own ledger.
 */

import type { ChainedRow } from "./ledger-chain.ts";

export type LedgerRun = {
  readonly row: ChainedRow;
  /** The row covers requests from this time on; epoch milliseconds. */
  readonly fromMs: number;
  /** The row was written at about this time. */
  readonly untilMs: number;
  /**
   * The row covers no request after this time: the main log's next response, which came after the row was written, or
   * no limit.
   */
  readonly mayUntilMs: number;
  /**
   * The run began at this time or later, so earlier responses belong to another run; -Infinity = not known, or the same
   * run also wrote the previous row.
   */
  readonly runFromMs: number;
  /** False where the row may continue a row other than its base, so that its run may have begun earlier. */
  readonly isSure: boolean;
};

/** Runs of one session that overlap in time; the one that ended last comes last. Usually there is only one. */
export type LedgerGroup = readonly [LedgerRun, ...LedgerRun[]];

/** Tolerance for clocks that are read at slightly different moments. */
const TOLERANCE_MS = 1_000;

/** The session's first response after a time; null = there is none. */
export type FirstAfter = (afterMs: number, which: "any" | "main") => number | null;

/** @param chain the ledger rows of one session, oldest first */
export function ledgerRuns(chain: readonly ChainedRow[], firstAfter: FirstAfter): readonly LedgerRun[] {
  const runs: LedgerRun[] = [];
  for (const row of chain) {
    const before = runs.find((run) => isBase(row, run.row)) ?? null;
    runs.push({ ...runOf(row, before, firstAfter), isSure: !mayStartEarlier(row, before, firstAfter) });
  }
  return runs;
}

/**
 * True where a row may continue a row earlier than its base: its run would then have begun before the base was written.
 */
function mayStartEarlier(
  { otherBases, atMs, ledger }: ChainedRow,
  base: LedgerRun | null,
  firstAfter: FirstAfter,
): boolean {
  if (base === null || otherBases.length === 0) return otherBases.length > 0;
  const { row, fromMs, mayUntilMs } = base;
  const first = firstAfter(fromMs, "any");
  const answered = first !== null && first <= row.atMs;
  const ranMs = row.base ? Math.max(0, row.ledger.wallMs - row.base.ledger.wallMs) : 0;
  const writtenMs = answered ? Math.min(mayUntilMs, row.atMs + ranMs) : mayUntilMs;
  return otherBases.some((other) => atMs - (ledger.wallMs - other.ledger.wallMs) < writtenMs);
}

function isBase({ base }: ChainedRow, row: ChainedRow): boolean {
  return base !== null && base.sessionId === row.sessionId && base.ledger === row.ledger;
}

/**
 * Computes the run that wrote a row. The client counts wall time only while it runs, and continues the count after a
 * resume: the first row of a ledger was written at start + wall time; the run of a later row lasted as long as wall
 * time increased.
 * @param before the run that wrote the base, where the base is of the same session
 */
function runOf(row: ChainedRow, before: LedgerRun | null, firstAfter: FirstAfter): Omit<LedgerRun, "isSure"> {
  const { base, atMs, startMs, ledger } = row;
  const fromMs = before ? Math.max(before.untilMs, startMs) : startMs;
  const run = (untilMs: number, mayUntilMs: number, runFromMs = Number.NEGATIVE_INFINITY) => ({
    row,
    fromMs,
    untilMs,
    mayUntilMs: Math.max(untilMs, mayUntilMs),
    runFromMs,
  });
  if (base === null) {
    const untilMs = Math.max(atMs, startMs + ledger.wallMs);
    return run(untilMs, untilMs + TOLERANCE_MS);
  }
  const mayUntilMs = firstAfter(atMs, "main") ?? Number.POSITIVE_INFINITY;
  const ranMs = ledger.wallMs - base.ledger.wallMs;
  // Where wall time did not increase, or increased by less than the answers took, the start of the run cannot be
  // computed.
  if (ranMs <= 0 || ranMs < ledger.apiMs - base.ledger.apiMs) return run(Math.max(atMs, fromMs), mayUntilMs);
  const sameRunMs = before ? before.untilMs + ranMs : Number.NaN;
  if (sameRunMs >= atMs) return run(sameRunMs, mayUntilMs);
  const runFromMs = atMs - ranMs - TOLERANCE_MS;
  const firstMs = firstAfter(fromMs, "any") ?? atMs;
  return run(Math.max(atMs, Math.max(firstMs, runFromMs) + ranMs), mayUntilMs, runFromMs);
}

/** Groups runs that overlap, directly or through other runs. Oldest group first. */
export function overlappingRuns(runs: readonly LedgerRun[]): readonly LedgerGroup[] {
  const beginOf = ({ fromMs, runFromMs }: LedgerRun): number => Math.max(fromMs, runFromMs);
  const sorted = [...runs].sort((a, b) => beginOf(a) - beginOf(b) || a.untilMs - b.untilMs);
  const groups: LedgerRun[][] = [];
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const run of sorted) {
    const open = groups.at(-1);
    if (open && beginOf(run) < untilMs) open.push(run);
    else groups.push([run]);
    untilMs = Math.max(untilMs, run.untilMs);
  }
  // The order in which rows were written; a row's base comes before it.
  const place = new Map(runs.map((run, k) => [run, k]));
  const inOrder = (a: LedgerRun, b: LedgerRun): number =>
    a.untilMs - b.untilMs || (place.get(a) as number) - (place.get(b) as number);
  return groups.map((group) => group.sort(inOrder) as unknown as LedgerGroup);
}
