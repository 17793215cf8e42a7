/** Prepaid API credits as a limit: what is left, how long it lasts, and what will expire unspent. */

import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import type { Ledger } from "./api-ledger.ts";
import { type Burn, expectedBurn, reach } from "./burn.ts";
import { DAY_MS } from "./calendar.ts";
import { type Expiring, type Limit, percentUsed, severityOf, type Thresholds } from "./limit.ts";
import { EVERYTHING } from "./spending.ts";

/** A runway longer than this is not shown as a date. */
const HORIZON_MS = 400 * DAY_MS;

export type ApiCreditsInput = {
  readonly ledger: Ledger;
  /** Whether Claude Code's requests are paid from it: not on a subscription. */
  readonly drawsOnIt: boolean;
  readonly autoReload: { readonly belowPico: Pico; readonly toPico: Pico } | null;
  readonly burn: Burn | null;
  readonly zone: Zone;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
  /** Responses without a price that should have drawn on the balance. */
  readonly unpriced: number;
};

/** @returns null where no purchase was entered */
export function apiCreditsLimit(input: ApiCreditsInput): Limit | null {
  const { ledger, nowMs, zone, burn, thresholds } = input;
  if (ledger.fromMs === null) return null;
  const left = ledger.balancePico;
  const live = ledger.lots.filter((lot) => lot.leftPico > 0n || lot.drawnPico > 0n);
  const current = live.filter((lot) => lot.expiresAtMs === null || lot.expiresAtMs > nowMs);
  const whole = current.reduce((sum, lot) => sum + lot.leftPico + lot.drawnPico, 0n);
  const usedPercent = percentUsed(whole - left, whole);
  const reload = input.autoReload;
  const reloads = reload !== null && left < reload.belowPico;
  // Where more is bought by itself, a low balance is no alarm.
  const severity = reload === null ? severityOf(usedPercent, thresholds.spendPercent) : "ok";
  return {
    id: "api-credits",
    kind: "api-credits",
    label: "API credits",
    usedPercent,
    usedPico: whole - left,
    counts: input.drawsOnIt ? EVERYTHING : null,
    limitPico: whole,
    leftPico: left,
    startsAtMs: null,
    resetsAtMs: null,
    pacePercent: null,
    runsOut: burn === null ? null : reach(burn, zone, { remaining: Number(left), nowMs, untilMs: nowMs + HORIZON_MS }),
    asOfMs: nowMs,
    source: "logs",
    stale: false,
    severity,
    hard: reload === null,
    notes: notesOf(input),
    expiring: expiringUnspent(input),
    reloadsTo: reloads ? reload.toPico : null,
  };
}

/** What of each lot is likely to be left when it expires, at the usual burn, oldest lots paying first. */
function expiringUnspent({ ledger, burn, zone, nowMs, thresholds }: ApiCreditsInput): readonly Expiring[] {
  const found: Expiring[] = [];
  let before = 0n;
  for (const lot of ledger.lots) {
    const ends = lot.expiresAtMs;
    before += lot.leftPico;
    if (lot.leftPico === 0n || ends === null || ends <= nowMs) continue;
    if (ends - nowMs > thresholds.expiryDays * DAY_MS) continue;
    const burnt = burn === null ? 0n : BigInt(Math.round(expectedBurn(burn, zone, nowMs, ends)));
    const over = before - burnt;
    const unspent = over > lot.leftPico ? lot.leftPico : over;
    if (unspent > 0n) found.push({ id: lot.id, pico: unspent, atMs: ends });
  }
  return found;
}

function notesOf({ ledger, unpriced, drawsOnIt }: ApiCreditsInput): readonly string[] {
  const notes = ["oldest purchase is drawn on first (assumed); failed requests are free; purchases are not refunded"];
  if (!drawsOnIt) notes.push("this plan does not draw on API credits: only reconciling changes the balance");
  if (ledger.unfundedPico > 0n) {
    notes.push("more was spent than was bought: a purchase is missing here, or reconcile with the Console's balance");
  }
  if (ledger.foundPico > 0n) notes.push("part of the balance has no purchase: its expiry is not known");
  if (unpriced > 0) notes.push(`${unpriced} responses have no price: the balance is at most this`);
  return notes;
}
