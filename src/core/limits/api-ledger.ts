/**
 * Prepaid API credits as a ledger: purchases that each expire after one year, spend that draws on the oldest first
 * (our assumption), and the balance that the Console showed, to which it is brought. Every pico-dollar is somewhere:
 * bought + found = left + expired + drawn + drawnElsewhere − givenBack.
 */

import type { Pico } from "../pricing/money.ts";
import { yearAfter } from "./calendar.ts";
import { smaller } from "./limit.ts";

export type Purchase = {
  readonly id: string;
  readonly pico: Pico;
  /** 00:00 UTC of the day. */
  readonly onMs: number;
};

/** What the Console showed at a time. */
export type Reconciliation = { readonly id: string; readonly atMs: number; readonly balancePico: Pico };

export type Lot = {
  readonly id: string;
  readonly boughtPico: Pico;
  readonly onMs: number;
  /** null: found by a reconciliation; when it was bought is not known. */
  readonly expiresAtMs: number | null;
  leftPico: Pico;
  drawnPico: Pico;
  expiredPico: Pico;
};

export type Ledger = {
  readonly lots: readonly Lot[];
  readonly balancePico: Pico;
  readonly boughtPico: Pico;
  /** Balance that no purchase explains. */
  readonly foundPico: Pico;
  /** Our spend that the lots paid for. */
  readonly drawnPico: Pico;
  /** Spend that our logs do not have: other machines, the Workbench, other keys. */
  readonly drawnElsewherePico: Pico;
  /** Drawn by our count, but not by the Console's. */
  readonly givenBackPico: Pico;
  readonly expiredPico: Pico;
  /** Our spend when nothing was left: a purchase is missing here. */
  readonly unfundedPico: Pico;
  /** When the ledger begins; spend before it is not its business. null = it is empty. */
  readonly fromMs: number | null;
};

type Sums = { -readonly [K in "found" | "drawn" | "elsewhere" | "givenBack" | "unfunded"]: Pico };

type Event = { readonly atMs: number; readonly order: number; readonly id: string; apply(): void };

/**
 * @param spentIn our spend in [fromMs, toMs)
 * @param nowMs purchases and reconciliations after it have not happened yet
 */
export function runLedger(
  purchases: readonly Purchase[],
  reconciliations: readonly Reconciliation[],
  spentIn: (fromMs: number, toMs: number) => Pico,
  nowMs: number,
): Ledger {
  const lots: Lot[] = [];
  const sums: Sums = { found: 0n, drawn: 0n, elsewhere: 0n, givenBack: 0n, unfunded: 0n };
  const events = eventsOf(purchases, reconciliations, lots, sums).filter((e) => e.atMs <= nowMs);
  const fromMs = events[0]?.atMs ?? null;
  let doneMs = fromMs ?? nowMs;
  for (const event of events) {
    drawSpend(lots, sums, spentIn(doneMs, event.atMs));
    doneMs = event.atMs;
    event.apply();
  }
  drawSpend(lots, sums, spentIn(doneMs, nowMs));
  const total = (pick: (lot: Lot) => Pico): Pico => lots.reduce((sum, lot) => sum + pick(lot), 0n);
  return {
    lots,
    balancePico: total((l) => l.leftPico),
    boughtPico: total((l) => l.boughtPico) - sums.found,
    foundPico: sums.found,
    drawnPico: sums.drawn,
    drawnElsewherePico: sums.elsewhere,
    givenBackPico: sums.givenBack,
    expiredPico: total((l) => l.expiredPico),
    unfundedPico: sums.unfunded,
    fromMs,
  };
}

/** In time; at the same time what expires goes first, then what was bought counts, then the Console's word. */
function eventsOf(
  purchases: readonly Purchase[],
  reconciliations: readonly Reconciliation[],
  lots: Lot[],
  sums: Sums,
): readonly Event[] {
  const events: Event[] = [];
  for (const p of purchases) {
    const lot = newLot(p.id, p.pico, p.onMs, yearAfter(p.onMs));
    events.push({ atMs: p.onMs, order: 1, id: p.id, apply: () => insert(lots, lot) });
    events.push({ atMs: yearAfter(p.onMs), order: 0, id: p.id, apply: () => expire(lot) });
  }
  for (const r of reconciliations) {
    events.push({ atMs: r.atMs, order: 2, id: r.id, apply: () => reconcile(lots, sums, r) });
  }
  return events.sort((a, b) => a.atMs - b.atMs || a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function newLot(id: string, pico: Pico, onMs: number, expiresAtMs: number | null): Lot {
  return { id, boughtPico: pico, onMs, expiresAtMs, leftPico: pico, drawnPico: 0n, expiredPico: 0n };
}

function insert(lots: Lot[], lot: Lot): void {
  lots.push(lot);
  lots.sort((a, b) => a.onMs - b.onMs || (a.id < b.id ? -1 : 1));
}

function expire(lot: Lot): void {
  lot.expiredPico += lot.leftPico;
  lot.leftPico = 0n;
}

/** Takes from the oldest lots; gives what they could not pay. */
function take(lots: readonly Lot[], pico: Pico): Pico {
  let missing = pico;
  for (const lot of lots) {
    const part = smaller(lot.leftPico, missing);
    lot.leftPico -= part;
    lot.drawnPico += part;
    missing -= part;
  }
  return missing;
}

function drawSpend(lots: readonly Lot[], sums: Sums, pico: Pico): void {
  const missing = take(lots, pico);
  sums.drawn += pico - missing;
  sums.unfunded += missing;
}

function reconcile(lots: Lot[], sums: Sums, { id, atMs, balancePico }: Reconciliation): void {
  const balance = lots.reduce((sum, lot) => sum + lot.leftPico, 0n);
  if (balance >= balancePico) {
    take(lots, balance - balancePico);
    sums.elsewhere += balance - balancePico;
    return;
  }
  let missing = balancePico - balance;
  // We counted too much: give it back to what was drawn last, and only to what still lives.
  for (const lot of lots.toReversed()) {
    if (lot.expiresAtMs !== null && lot.expiresAtMs <= atMs) continue;
    const part = smaller(lot.drawnPico, missing);
    lot.drawnPico -= part;
    lot.leftPico += part;
    sums.givenBack += part;
    missing -= part;
  }
  if (missing === 0n) return;
  sums.found += missing;
  insert(lots, newLot(`found ${id}`, missing, atMs, null));
}
