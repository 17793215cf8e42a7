/**
 * A prepaid balance: what is left of what there was to spend, how long it lasts, what will expire unspent, and what
 * auto-reload does. It has no reset: used up means until more is bought.
 */

import type { Zone } from "../../calendar/zone.ts";
import type { Pico } from "../../pricing/money.ts";
import { type Burn, expectedBurn, type MonthlyCap, reachEmpty } from "../burn.ts";
import { DAY_MS } from "../calendar.ts";
import { type Expiring, type Forecast, percentUsed, type Severity, severityOf, type Thresholds } from "../limit.ts";
import type { Ledger } from "./credit-ledger.ts";
import { type Reload, type ReloadState, reloadState } from "./reload.ts";

export type Balance = {
  /** null = not known: more was drawn than was bought, and auto-reload buys by itself. */
  readonly leftPico: Pico | null;
  /** What there was to spend since money last came in: what is left and what was drawn since. */
  readonly wholePico: Pico;
  readonly usedPico: Pico;
  readonly usedPercent: number | null;
  readonly severity: Severity;
  readonly runsOut: Forecast | null;
  /** Soonest first; only what is expected to be left over. */
  readonly expiring: readonly Expiring[];
  readonly reload: ReloadState | null;
  readonly hasReload: boolean;
  /** Nothing is left, and the last of it was not spent but expired. */
  readonly isExpired: boolean;
  readonly fundedAtMs: number | null;
  /** When it was last read; null = never. */
  readonly readAtMs: number | null;
};

export type BalanceInput = {
  readonly ledger: Ledger;
  readonly reload: Reload | null;
  /** Of what draws on the balance. */
  readonly burn: Burn | null;
  /** A monthly limit on what may be drawn. */
  readonly cap: MonthlyCap | null;
  /** null = nothing is foretold. */
  readonly zone: Zone | null;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

/** @returns null where neither a purchase nor a balance was entered */
export function balanceOf(input: BalanceInput): Balance | null {
  const { ledger, burn, zone, nowMs, thresholds } = input;
  if (ledger.fromMs === null) return null;
  const left = ledger.balancePico;
  const used = ledger.drawnSinceFundedPico;
  const reload = input.reload && reloadState(input.reload, left, ledger.unfundedSinceReadPico);
  const isKnown = reload?.kind !== "missed";
  const hasReload = input.reload !== null;
  const percent = left === 0n ? 100 : percentUsed(used, used + left);
  return {
    leftPico: isKnown ? left : null,
    wholePico: used + left,
    usedPico: used,
    usedPercent: isKnown ? percent : null,
    // Where more is bought by itself, a low balance is no alarm.
    severity: hasReload ? (isKnown ? "ok" : "unknown") : severityOf(percent, thresholds.spendPercent),
    runsOut:
      hasReload || burn === null || zone === null
        ? null
        : reachEmpty(burn, zone, { lots: ledger.lots, nowMs, cap: input.cap }),
    expiring: expiringUnspent(input),
    reload,
    hasReload,
    isExpired: left === 0n && lastExpired(ledger),
    fundedAtMs: ledger.fundedAtMs,
    readAtMs: ledger.readAtMs,
  };
}

/** Whether the last lot that had something left lost it by expiry. */
function lastExpired({ lots }: Ledger): boolean {
  const last = lots.findLast((lot) => lot.drawnPico > 0n || lot.expiredPico > 0n);
  return last !== undefined && last.expiredPico > 0n;
}

/** What of each lot is likely to be left when it expires, at the usual burn, oldest lots paying first. */
function expiringUnspent({ ledger, burn, zone, nowMs, thresholds }: BalanceInput): readonly Expiring[] {
  const found: Expiring[] = [];
  let before = 0n;
  for (const lot of ledger.lots) {
    const ends = lot.expiresAtMs;
    before += lot.leftPico;
    if (lot.leftPico === 0n || ends === null || ends <= nowMs) continue;
    if (ends - nowMs > thresholds.expiryDays * DAY_MS) continue;
    const burnt = burn === null || zone === null ? 0n : BigInt(Math.round(expectedBurn(burn, zone, nowMs, ends)));
    const over = before - burnt;
    const unspent = over > lot.leftPico ? lot.leftPico : over;
    if (unspent > 0n) found.push({ id: lot.id, pico: unspent, atMs: ends });
  }
  return found;
}
