/**
 * A prepaid balance: what is left of the money that was available, how long it lasts, what will expire unspent, and
 * what auto-reload does. It has no reset: once used up, it stays empty until more is bought.
 */

import type { Zone } from "../../calendar/zone.ts";
import type { Pico } from "../../pricing/money.ts";
import { type Burn, expectedBurn, type MonthlyCap, reachEmpty } from "../burn.ts";
import { DAY_MS } from "../calendar.ts";
import { type Expiring, type Forecast, percentUsed, type Severity, severityOf, type Thresholds } from "../limit.ts";
import type { Ledger } from "./credit-ledger.ts";
import { type Reload, type ReloadState, reloadState } from "./reload.ts";

export type Balance = {
  /** null = not known: more was drawn than was bought, and auto-reload buys automatically. */
  readonly leftPico: Pico | null;
  /** The money available since the last deposit: what is left, and what was drawn since. */
  readonly wholePico: Pico;
  readonly usedPico: Pico;
  readonly usedPercent: number | null;
  readonly severity: Severity;
  readonly runsOut: Forecast | null;
  /** Soonest first; only amounts that will probably be left over. */
  readonly expiring: readonly Expiring[];
  readonly reload: ReloadState | null;
  readonly hasReload: boolean;
  /** Nothing is left, and the last of it expired instead of being spent. */
  readonly isExpired: boolean;
  readonly fundedAtMs: number | null;
  /** When the balance was last entered; null = never. */
  readonly readAtMs: number | null;
};

export type BalanceInput = {
  readonly ledger: Ledger;
  readonly reload: Reload | null;
  /** The usual spending that draws on the balance. */
  readonly burn: Burn | null;
  /** A monthly limit on the amount that may be drawn. */
  readonly cap: MonthlyCap | null;
  /** null = no forecast. */
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
    // Where auto-reload buys more, a low balance raises no alert.
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

/** Whether the last lot that was not empty expired. */
function lastExpired({ lots }: Ledger): boolean {
  const last = lots.findLast((lot) => lot.drawnPico > 0n || lot.expiredPico > 0n);
  return last !== undefined && last.expiredPico > 0n;
}

/**
 * The amount of each lot that will probably be left when it expires, at the usual rate of spending, oldest lots first.
 */
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
