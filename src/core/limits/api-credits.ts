/** Prepaid API credits as a limit: a balance, with notes on its sources. */

import type { Zone } from "../calendar/zone.ts";
import type { Burn } from "./burn.ts";
import { balanceOf } from "./credits/balance.ts";
import type { Ledger } from "./credits/credit-ledger.ts";
import { type Reload, reloadNote } from "./credits/reload.ts";
import { type Limit, PLAIN_LIMIT, type Thresholds, unpricedText } from "./limit.ts";
import { EVERYTHING } from "./spending.ts";

export type ApiCreditsInput = {
  readonly ledger: Ledger;
  /** Whether Claude Code's requests are paid from it: not on a subscription. */
  readonly drawsOnIt: boolean;
  readonly reload: Reload | null;
  readonly burn: Burn | null;
  /** null = no forecast. */
  readonly zone: Zone | null;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
  /** Responses without a price that would have drawn on the balance. */
  readonly unpriced: number;
};

/** @returns null where no purchase was entered */
export function apiCreditsLimit(input: ApiCreditsInput): Limit | null {
  const balance = balanceOf({ ...input, cap: null });
  if (balance === null) return null;
  return {
    ...PLAIN_LIMIT,
    id: "api-credits",
    kind: "api-credits",
    label: "API credits",
    usedPercent: balance.usedPercent,
    usedPico: balance.usedPico,
    counts: input.drawsOnIt ? EVERYTHING : null,
    limitPico: balance.wholePico,
    leftPico: balance.leftPico,
    balance: {
      leftPico: balance.leftPico,
      wholePico: balance.wholePico,
      readAtMs: balance.readAtMs,
      isExpired: balance.isExpired,
    },
    decidedBy: "balance",
    startsAtMs: balance.fundedAtMs,
    resetsAtMs: null,
    runsOut: balance.runsOut,
    asOfMs: input.nowMs,
    source: "logs",
    // A balance that the plan does not use cannot stop work.
    severity: input.drawsOnIt ? balance.severity : "ok",
    hard: !balance.hasReload,
    consequence: input.drawsOnIt ? "api-stops" : "nothing",
    payer: "console-admin",
    notes: notesOf(input),
    expiring: balance.expiring,
    reload: balance.reload,
  };
}

function notesOf({ ledger, unpriced, drawsOnIt, reload }: ApiCreditsInput): readonly string[] {
  const notes = ["oldest purchase is drawn on first (assumed); failed requests are free; purchases are not refunded"];
  if (!drawsOnIt) notes.push("this plan does not draw on API credits: only reconciling changes the balance");
  if (reload !== null) notes.push(reloadNote(reload));
  if (reload === null && ledger.unfundedSinceReadPico > 0n) {
    notes.push("more was spent than was bought: a purchase is missing here, or reconcile with the Console's balance");
  }
  if (ledger.foundPico > 0n) notes.push("part of the balance has no purchase: its expiry is not known");
  if (unpriced > 0) notes.push(`${unpricedText(unpriced)}: the balance is at most this`);
  return notes;
}
