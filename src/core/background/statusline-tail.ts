/**
 * What the status line says of the time that no ledger covers yet: the client's running total, less the ledger that it
 * goes on from, less our price of what was logged since. Dollars only, and at the client's own prices.
 */

import type { StatuslineFeed } from "../statusline/feed.ts";
import type { ResponseTable } from "../usage/columns.ts";
import type { LedgerRow } from "./ledger-chain.ts";
import { isNoise } from "./residual-price.ts";
import { type BackgroundEntry, UNATTRIBUTED } from "./types.ts";

export type TailCase = {
  readonly feed: StatuslineFeed;
  /** The session's own responses that no ledger covers, in the order of their time. */
  readonly free: readonly number[];
  readonly table: ResponseTable;
  /** Ledgers that the running total may go on from: the session's own, else its parents'. */
  readonly bases: readonly LedgerRow[];
  /** Until when a ledger of the session covers; NaN = it has none. */
  readonly coveredUntilMs: number;
};

/** @returns null where it says nothing beyond the ledgers and the log */
export function statuslineTail(tail: TailCase): BackgroundEntry | null {
  const epoch = tail.feed.epochs.at(-1);
  if (epoch === undefined || epoch.toMs <= tail.coveredUntilMs) return null;
  const totalPico = Math.round(epoch.totalUsd * 1e12);
  const base = baseOf(tail.bases, totalPico, epoch.fromMs);
  const { wallMs, modelId } = tail.feed.input;
  const startMs = base ? base.atMs : wallMs === null ? Number.NEGATIVE_INFINITY : epoch.toMs - wallMs;
  const { timeMs, costPico } = tail.table.columns;
  let logged = 0;
  for (const i of tail.free) {
    const at = timeMs[i] as number;
    if (at >= startMs && at <= epoch.toMs) logged += costPico[i] as number;
  }
  const rest = totalPico - (base?.ledger.totalCostPico ?? 0) - logged;
  // Unpriced responses, or prices of the client's that are not ours: then its dollars say nothing of background.
  if (!(rest > 0) || isNoise(rest, totalPico)) return null;
  return {
    kind: UNATTRIBUTED,
    requests: null,
    tokens: null,
    costPico: BigInt(Math.round(rest)),
    timeMs: epoch.toMs,
    model: modelId,
    source: "statusline",
  };
}

/** The latest ledger that the running total can hold. */
function baseOf(bases: readonly LedgerRow[], totalPico: number, fromMs: number): LedgerRow | null {
  const possible = bases.filter(
    (row) => row.atMs <= fromMs && row.ledger.totalCostPico <= totalPico + Math.abs(totalPico) * 1e-9,
  );
  return possible.reduce<LedgerRow | null>((best, row) => (best === null || row.atMs > best.atMs ? row : best), null);
}
