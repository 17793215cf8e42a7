/**
 * Computes background of the time that no ledger covers yet from the status line: the client's running total, less the
 * ledger that it continues, less our price of what was logged since. Dollars only, at the client's own prices.
 */

import type { ResponseTable } from "../responses/columns.ts";
import type { FeedEpoch, StatuslineFeed } from "../statusline/feed.ts";
import type { RequestEvent } from "./events.ts";
import type { LedgerRow } from "./ledger-chain.ts";
import type { Residual } from "./residual.ts";
import { isNoise } from "./residual-price.ts";
import { type BackgroundEntry, UNATTRIBUTED } from "./types.ts";

export type TailCase = {
  readonly feed: StatuslineFeed;
  /** How much of its first total came from another session (`carriedTotals`); dollars. */
  readonly carriedUsd: number;
  /** The session's own responses, and those of them that a ledger covers. */
  readonly rows: Uint32Array;
  readonly covered: ReadonlySet<number>;
  /** What the session's own ledgers include beyond the log. */
  readonly residuals: readonly Residual[];
  readonly table: ResponseTable;
  /** Requests that telemetry reports and the log does not contain. */
  readonly unlogged: readonly RequestEvent[];
  /** Ledgers that the running total may continue: the session's own, else its parents'. */
  readonly bases: readonly LedgerRow[];
  /** The time up to which a ledger of the session covers; NaN = it has no ledger. */
  readonly coveredUntilMs: number;
};

/** The dollars beyond the ledgers and the log: of the present run, and of runs that were killed. */
export function statuslineEntries(tail: TailCase): readonly BackgroundEntry[] {
  const { epochs, input } = tail.feed;
  return epochs.flatMap((epoch, k) => {
    // Where two clients of one session report alternately, the larger total returns, and includes the earlier one.
    if (epochs.slice(k + 1).some(({ totalUsd }) => totalUsd >= epoch.totalUsd)) return [];
    const isLast = k === epochs.length - 1;
    if (isLast && epoch.toMs <= tail.coveredUntilMs) return [];
    if (tail.residuals.some((residual) => holds(residual, epoch))) return [];
    // Wall time does not increase between the runs of a session, while the total is carried over.
    const ranFromMs = Math.min(epoch.toMs - (input.wallMs ?? 0), epoch.fromMs);
    const startMs = isLast && input.wallMs !== null ? ranFromMs : Number.NEGATIVE_INFINITY;
    const inheritedUsd = k === 0 ? inheritedBy(tail, epoch) : 0;
    const restPico = beyond(tail, epoch, startMs, inheritedUsd);
    if (restPico === null) return [];
    const costPico = BigInt(Math.round(restPico));
    const { modelId: model } = input;
    return [
      { kind: UNATTRIBUTED, requests: null, tokens: null, costPico, timeMs: epoch.toMs, model, source: "statusline" },
    ];
  });
}

/** The dollars in the session's first total that it did not spend: all of it where it had not spent anything yet. */
function inheritedBy(tail: TailCase, first: FeedEpoch): number {
  return hasSpentBefore(tail, first.fromMs) ? tail.carriedUsd : first.firstUsd;
}

/** Whether there is evidence that the session itself was billed for anything before `atMs`. */
function hasSpentBefore({ rows, table, unlogged }: TailCase, atMs: number): boolean {
  const isBefore = (i: number): boolean => (table.columns.timeMs[i] as number) <= atMs;
  return rows.some(isBefore) || unlogged.some((event) => event.timeMs <= atMs);
}

/** True where a ledger that was written later includes the status line's whole total. */
function holds({ rows, span }: Residual, epoch: FeedEpoch): boolean {
  const totalPico = Math.round(epoch.totalUsd * 1e12);
  const isWithin = epoch.toMs >= span.fromMs && epoch.toMs <= span.untilMs;
  return isWithin && rows.some(({ ledger }) => ledger.totalCostPico >= totalPico - 1_000);
}

/**
 * @param inheritedUsd the amount in the first total that another session had spent
 * @returns null where nothing is left, or where it cannot be determined
 */
function beyond(tail: TailCase, epoch: FeedEpoch, startMs: number, inheritedUsd: number): number | null {
  const totalPico = Math.round(epoch.totalUsd * 1e12);
  const base = baseOf(tail.bases, totalPico, epoch.toMs);
  const fromMs = base ? base.atMs : startMs;
  const { timeMs, costPico } = tail.table.columns;
  let logged = 0;
  for (const i of tail.rows) {
    const at = timeMs[i] as number;
    if (at < fromMs || at > epoch.toMs || (base && tail.covered.has(i) && at <= base.atMs)) continue;
    // A ledger covers this response too, so it also includes what is beyond the log.
    if (tail.covered.has(i)) return null;
    logged += costPico[i] as number;
  }
  for (const event of tail.unlogged) {
    const isCovered = tail.residuals.some(
      ({ span, rows }) => rows.some(({ startMs }) => event.timeMs >= startMs) && event.timeMs <= span.untilMs,
    );
    if (event.timeMs >= fromMs && event.timeMs <= epoch.toMs && !isCovered) logged += event.clientPico ?? 0;
  }
  const basePico = base?.ledger.totalCostPico ?? Math.round(inheritedUsd * 1e12);
  const rest = totalPico - basePico - logged;
  // With unpriced responses, or client prices that differ from ours, the client's dollars do not measure background.
  return rest > 0 && !isNoise(rest, totalPico) ? rest : null;
}

/** The latest ledger that the running total can include. */
function baseOf(bases: readonly LedgerRow[], totalPico: number, toMs: number): LedgerRow | null {
  const possible = bases.filter(
    (row) => row.atMs <= toMs && row.ledger.totalCostPico <= totalPico + Math.abs(totalPico) * 1e-9,
  );
  return possible.reduce<LedgerRow | null>((best, row) => (best === null || row.atMs > best.atMs ? row : best), null);
}
