/**
 * Prepaid credits as a ledger: purchases that expire, spend that draws on the oldest first (an assumption), and
 * balances read at a given time, to which the ledger is adjusted. Used for API credits and for prepaid usage credits.
 * Every pico-dollar is accounted for: bought + found = left + expired + drawn + drawnElsewhere − givenBack.
 */

import type { Pico } from "../../pricing/money.ts";
import { smaller } from "../limit.ts";

export type Purchase = {
  readonly id: string;
  readonly pico: Pico;
  /** Where only the day is known, 00:00 UTC of that day. */
  readonly atMs: number;
  readonly expiresAtMs: number;
};

/** The balance that Claude showed at a given time. */
export type Reconciliation = { readonly id: string; readonly atMs: number; readonly balancePico: Pico };

export type Lot = {
  readonly id: string;
  readonly boughtPico: Pico;
  readonly atMs: number;
  /** null: found by a reconciliation, with an unknown date of purchase. */
  readonly expiresAtMs: number | null;
  readonly leftPico: Pico;
  readonly drawnPico: Pico;
  readonly expiredPico: Pico;
};

export type Ledger = {
  /** Oldest first. */
  readonly lots: readonly Lot[];
  readonly balancePico: Pico;
  readonly boughtPico: Pico;
  /** Balance that no purchase explains. */
  readonly foundPico: Pico;
  /** Our spend that was paid from the lots. */
  readonly drawnPico: Pico;
  /** Spend that is not in our logs: other people, other machines, the Workbench, other keys. */
  readonly drawnElsewherePico: Pico;
  /** Drawn by our calculation, but not by Claude's. */
  readonly givenBackPico: Pico;
  readonly expiredPico: Pico;
  /** Our spend when nothing was left: a purchase was not entered. */
  readonly unfundedPico: Pico;
  /** The part of it since a balance was last read. Earlier, more was bought than was entered. */
  readonly unfundedSinceReadPico: Pico;
  /** What was drawn, by anybody, since the last deposit. */
  readonly drawnSinceFundedPico: Pico;
  /** Time of the last deposit. */
  readonly fundedAtMs: number | null;
  /** When the balance was last read; null = never. */
  readonly readAtMs: number | null;
  /** When the ledger begins; earlier spend is ignored. null = it is empty. */
  readonly fromMs: number | null;
};

export type LedgerInput = {
  readonly purchases: readonly Purchase[];
  readonly reconciliations: readonly Reconciliation[];
  /** Our spend in [fromMs, toMs). */
  spentIn(fromMs: number, toMs: number): Pico;
  /**
   * What was drawn shortly before `atMs`, where the first balance was read without an earlier purchase: that money was
   * available too. undefined = not known.
   */
  drawnBefore?(atMs: number): Pico;
  /** Later purchases and reconciliations are ignored, because they are in the future. */
  readonly nowMs: number;
};

type Draft = { -readonly [K in keyof Lot]: Lot[K] };

type Sums = {
  -readonly [K in "found" | "drawn" | "elsewhere" | "givenBack" | "unfunded" | "unread" | "sinceFunded"]: Pico;
} & { fundedAtMs: number | null; readAtMs: number | null };

type Event = { readonly atMs: number; readonly order: number; readonly id: string; apply(): void };

export function runLedger(input: LedgerInput): Ledger {
  const { nowMs, spentIn } = input;
  const lots: Draft[] = [];
  const sums = noSums();
  const events = eventsOf(input, lots, sums).filter((e) => e.atMs <= nowMs);
  const first = events[0];
  const fromMs = first?.atMs ?? null;
  const isRead = first !== undefined && first.order === READ;
  if (isRead && input.drawnBefore) sums.sinceFunded = input.drawnBefore(first.atMs);
  let doneMs = fromMs ?? nowMs;
  for (const event of events) {
    drawSpend(lots, sums, spentIn(doneMs, event.atMs));
    doneMs = event.atMs;
    event.apply();
  }
  drawSpend(lots, sums, spentIn(doneMs, nowMs));
  return ledgerFrom(lots, sums, fromMs);
}

/** The ledger after more was drawn and time has passed: lots that expired meanwhile are empty. */
export function advanceLedger(ledger: Ledger, drawn: Pico, nowMs: number): Ledger {
  const lots: Draft[] = ledger.lots.map((lot) => ({ ...lot }));
  for (const lot of lots) if (lot.expiresAtMs !== null && lot.expiresAtMs <= nowMs) expire(lot);
  const sums: Sums = {
    found: ledger.foundPico,
    drawn: ledger.drawnPico,
    elsewhere: ledger.drawnElsewherePico,
    givenBack: ledger.givenBackPico,
    unfunded: ledger.unfundedPico,
    unread: ledger.unfundedSinceReadPico,
    sinceFunded: ledger.drawnSinceFundedPico,
    fundedAtMs: ledger.fundedAtMs,
    readAtMs: ledger.readAtMs,
  };
  drawSpend(lots, sums, drawn);
  return ledgerFrom(lots, sums, ledger.fromMs);
}

function noSums(): Sums {
  const amounts = { found: 0n, drawn: 0n, elsewhere: 0n, givenBack: 0n, unfunded: 0n, unread: 0n, sinceFunded: 0n };
  return { ...amounts, fundedAtMs: null, readAtMs: null };
}

function ledgerFrom(lots: readonly Draft[], sums: Sums, fromMs: number | null): Ledger {
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
    unfundedSinceReadPico: sums.unread,
    drawnSinceFundedPico: sums.sinceFunded,
    fundedAtMs: sums.fundedAtMs,
    readAtMs: sums.readAtMs,
    fromMs,
  };
}

/** Events at the same time: expiry comes first, then purchases, then the balance that was read. */
const [EXPIRE, BUY, READ] = [0, 1, 2];

/** All events in order of time. */
function eventsOf({ purchases, reconciliations }: LedgerInput, lots: Draft[], sums: Sums): readonly Event[] {
  const events: Event[] = [];
  for (const { id, pico, atMs, expiresAtMs } of purchases) {
    const lot = newLot(id, pico, atMs, expiresAtMs);
    events.push({ atMs, order: BUY, id, apply: () => buy(lots, sums, lot) });
    events.push({ atMs: expiresAtMs, order: EXPIRE, id, apply: () => expire(lot) });
  }
  for (const r of reconciliations) {
    events.push({ atMs: r.atMs, order: READ, id: r.id, apply: () => reconcile(lots, sums, r) });
  }
  return events.sort((a, b) => a.atMs - b.atMs || a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function newLot(id: string, pico: Pico, atMs: number, expiresAtMs: number | null): Draft {
  return { id, boughtPico: pico, atMs, expiresAtMs, leftPico: pico, drawnPico: 0n, expiredPico: 0n };
}

function buy(lots: Draft[], sums: Sums, lot: Draft): void {
  lots.push(lot);
  lots.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  sums.fundedAtMs = lot.atMs;
  sums.sinceFunded = 0n;
}

function expire(lot: Draft): void {
  lot.expiredPico += lot.leftPico;
  lot.leftPico = 0n;
}

/** Draws from the oldest lots; returns the amount that they could not pay. */
function take(lots: readonly Draft[], pico: Pico): Pico {
  let missing = pico;
  for (const lot of lots) {
    const part = smaller(lot.leftPico, missing);
    lot.leftPico -= part;
    lot.drawnPico += part;
    missing -= part;
  }
  return missing;
}

function drawSpend(lots: readonly Draft[], sums: Sums, pico: Pico): void {
  const missing = take(lots, pico);
  sums.drawn += pico - missing;
  sums.sinceFunded += pico - missing;
  sums.unfunded += missing;
  sums.unread += missing;
}

function reconcile(lots: Draft[], sums: Sums, { id, atMs, balancePico }: Reconciliation): void {
  const balance = lots.reduce((sum, lot) => sum + lot.leftPico, 0n);
  sums.readAtMs = atMs;
  sums.unread = 0n;
  if (balance >= balancePico) {
    take(lots, balance - balancePico);
    sums.elsewhere += balance - balancePico;
    sums.sinceFunded += balance - balancePico;
    return;
  }
  let missing = balancePico - balance;
  // Too much was drawn: return it to the lots that were drawn last, and only to those that have not expired.
  for (const lot of lots.toReversed()) {
    if (lot.expiresAtMs !== null && lot.expiresAtMs <= atMs) continue;
    const part = smaller(lot.drawnPico, missing);
    lot.drawnPico -= part;
    lot.leftPico += part;
    sums.givenBack += part;
    sums.sinceFunded -= smaller(part, sums.sinceFunded);
    missing -= part;
  }
  if (missing === 0n) return;
  sums.found += missing;
  const drawnBefore = sums.fundedAtMs === null ? sums.sinceFunded : 0n;
  buy(lots, sums, newLot(`found ${id}`, missing, atMs, null));
  sums.sinceFunded = drawnBefore;
}
