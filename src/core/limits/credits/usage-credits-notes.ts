/** Notes on the figures of usage credits, one line each: their sources, and what they leave out. */

import { usdString } from "../../pricing/money.ts";
import { disabledReasonWords } from "../disabled-reason.ts";
import { billingOf, type CapScope, hasCreditBalance, PLAN_POLICIES, type PlanKind } from "../plan.ts";
import type { Cap, CapsInForce } from "./caps.ts";
import { reloadNote } from "./reload.ts";
import type { UsageCreditsInput } from "./usage-credits-input.ts";

type Found = { readonly enabled: boolean | null; readonly caps: CapsInForce };

export function usageCreditsNotes(input: UsageCreditsInput, { enabled, caps }: Found): readonly string[] {
  const { plan, billing, report, facts, policy } = input;
  const notes: string[] = [];
  if (enabled === false) {
    notes.push(report?.disabledReason ? `off: ${disabledReasonWords(report.disabledReason)}` : "off");
  }
  if (billingOf(plan, billing) === "arrears") notes.push("accrued; billed at the end of the month");
  for (const cap of [caps.personal, caps.organization]) if (cap !== null) notes.push(capNote(cap, plan));
  for (const cap of caps.seatNeeded) notes.push(seatNote(cap, plan));
  const isShared = caps.organization !== null && caps.organization.pico !== null;
  if (isShared && policy.organizationUsed === null) {
    notes.push("the organisation's limit is shared by everyone; only your own use is seen here");
  }
  if (facts.ledger !== null && hasCreditBalance(plan, billing)) notes.push(...balanceNotes(input));
  if (facts.unknownPico > 0n) notes.push("some requests may have drawn on credits: no evidence either way");
  return notes;
}

function balanceNotes({ plan, policy, facts }: UsageCreditsInput): readonly string[] {
  const notes: string[] = [];
  if (PLAN_POLICIES[plan].isShared) {
    notes.push("others draw on the same balance: your own use alone is counted, so at most so much is left");
  }
  if (policy.reload !== null) notes.push(reloadNote(policy.reload));
  if (policy.reload === null && (facts.ledger?.unfundedSinceReadPico ?? 0n) > 0n) {
    notes.push("more was drawn than was bought: read the balance and enter it with plan credits on --balance");
  }
  return notes;
}

function capNote({ pico, scope }: Cap, plan: PlanKind): string {
  return pico === null ? "unlimited" : `${capWords(scope, plan)} limit of $${usdString(pico)} holds`;
}

function seatNote({ pico, scope }: Cap, plan: PlanKind): string {
  const amount = pico === null ? "unlimited" : `$${usdString(pico)}`;
  const set = `claude-cost plan set ${plan} --seat ${scope}`;
  return `which seat is it? The ${scope} seat's limit (${amount}) needs it: ${set}`;
}

function capWords(scope: CapScope, plan: PlanKind): string {
  // On an individual plan only the user can set the limit.
  return PLAN_POLICIES[plan].caps.length === 1 ? "your own monthly" : `the ${SCOPE_WORDS[scope]}`;
}

const SCOPE_WORDS = {
  member: "member's",
  group: "group's",
  standard: "standard seat's",
  premium: "premium seat's",
  organization: "organisation's",
} as const;
