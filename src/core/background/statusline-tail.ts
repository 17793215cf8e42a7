/**
 * Background of the time that no ledger covers yet, from the status line: the client's running total, less the ledger that it
 * goes on from, less our price of what was logged since. Dollars only, and at the client's own prices.
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
  /** What its first total took over from another session (`carriedTotals`); dollars. */
  readonly carriedUsd: number;
  /** The session's own responses, and those of them that a ledger covers. */
  readonly rows: Uint32Array;
  readonly covered: ReadonlySet<number>;
  /** What the session's own ledgers hold. */
  readonly residuals: readonly Residual[];
  readonly table: ResponseTable;
  /** What telemetry names beyond the log. */
  readonly unlogged: readonly RequestEvent[];
  /** Ledgers that the running total may go on from: the session's own, else its parents'. */
  readonly bases: readonly LedgerRow[];
  /** Until when a ledger of the session covers; NaN = it has none. */
  readonly coveredUntilMs: number;
};

/** Its dollars beyond the ledgers and the log: of the present run, and of runs that were killed. */
export function statuslineEntries(tail: TailCase): readonly BackgroundEntry[] {
  const { epochs, input } = tail.feed;
  return epochs.flatMap((epoch, k) => {
    // Two clients of one session report in turns: the larger total, which comes back, holds the earlier one.
    if (epochs.slice(k + 1).some(({ totalUsd }) => totalUsd >= epoch.totalUsd)) return [];
    const isLast = k === epochs.length - 1;
    if (isLast && epoch.toMs <= tail.coveredUntilMs) return [];
    if (tail.residuals.some((residual) => holds(residual, epoch))) return [];
    // Wall time stands still between the runs of a session, while the total is carried over.
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

/** What the session's first total began with, in dollars: all of it where the session had not spent anything yet. */
function inheritedBy(tail: TailCase, first: FeedEpoch): number {
  return hasSpentBefore(tail, first.fromMs) ? tail.carriedUsd : first.firstUsd;
}

/** Whether anything is known that the session itself was billed for until then. */
function hasSpentBefore({ rows, table, unlogged }: TailCase, atMs: number): boolean {
  const isBefore = (i: number): boolean => (table.columns.timeMs[i] as number) <= atMs;
  return rows.some(isBefore) || unlogged.some((event) => event.timeMs <= atMs);
}

/** True where a ledger that was written later holds all of the status line's total. */
function holds({ rows, span }: Residual, epoch: FeedEpoch): boolean {
  const totalPico = Math.round(epoch.totalUsd * 1e12);
  const isWithin = epoch.toMs >= span.fromMs && epoch.toMs <= span.untilMs;
  return isWithin && rows.some(({ ledger }) => ledger.totalCostPico >= totalPico - 1_000);
}

/**
 * @param inheritedUsd what the total began with before the session had spent anything: another session's
 * @returns null where nothing is left, or where it cannot be told
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
    // A ledger holds it as well: then it holds what is beyond the log too.
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
  // Unpriced responses, or prices of the client's that are not ours: then its dollars are no measure of background.
  return rest > 0 && !isNoise(rest, totalPico) ? rest : null;
}

/** The latest ledger that the running total can hold. */
function baseOf(bases: readonly LedgerRow[], totalPico: number, toMs: number): LedgerRow | null {
  const possible = bases.filter(
    (row) => row.atMs <= toMs && row.ledger.totalCostPico <= totalPico + Math.abs(totalPico) * 1e-9,
  );
  return possible.reduce<LedgerRow | null>((best, row) => (best === null || row.atMs > best.atMs ? row : best), null);
}
