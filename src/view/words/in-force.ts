/** Lists the limits that are set and apply on this plan, and those that are set and do not apply. */

import { type CapsInForce, capsInForce } from "../../core/limits/credits/caps.ts";
import { reloadNote } from "../../core/limits/credits/reload.ts";
import { CAP_SCOPES, PLAN_POLICIES, type PlanKind } from "../../core/limits/plan.ts";
import type { LimitsPolicy } from "../../core/limits/policy.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { money } from "../text/format.ts";

const amount = (pico: Pico | null): string => (pico === null ? "unlimited" : `${money(pico)} a month`);

export function inForceLines(plan: PlanKind, policy: LimitsPolicy): string[] {
  const caps = capsInForce(policy.usageCredits.caps, plan, policy.seat);
  const held = heldCaps(caps);
  const spend = heldSpendLimits(plan, policy);
  const idle = idleNames(plan, policy, caps);
  const { reload } = policy.usageCredits;
  return [
    ...(held.length > 0 ? ["Limits on usage credits:"] : []),
    ...held.map((cap) => `  ${cap.scope}: ${amount(cap.pico)}`),
    ...caps.seatNeeded.map(
      (cap) => `  ${cap.scope}: ${amount(cap.pico)}, if that is your seat: set it with plan set ${plan} --seat`,
    ),
    ...(spend.length > 0 ? ["Spend limits:"] : []),
    ...spend.map((limit) => `  ${limit.kind}: ${money(limit.pico)} a ${limit.per}`),
    ...(reload !== null && PLAN_POLICIES[plan].autoReload ? [`Usage credits: ${reloadNote(reload)}`] : []),
    ...(idle.length > 0 ? [`Set, but not in force here: ${idle.join(", ")}`] : []),
  ];
}

export function inForceJson(plan: PlanKind, policy: LimitsPolicy): Record<string, unknown>[] {
  const caps = capsInForce(policy.usageCredits.caps, plan, policy.seat);
  return [
    ...heldCaps(caps).map((cap) => ({
      whose: cap.scope,
      usd: cap.pico === null ? null : usdString(cap.pico),
      per: "month",
    })),
    ...heldSpendLimits(plan, policy).map((limit) => ({
      whose: limit.kind,
      usd: usdString(limit.pico),
      per: limit.per,
    })),
  ];
}

function heldCaps({ personal, organization }: CapsInForce) {
  return [personal, organization].flatMap((cap) => cap ?? []);
}

function heldSpendLimits(plan: PlanKind, { spendLimits }: LimitsPolicy): LimitsPolicy["spendLimits"] {
  return spendLimits.filter(({ kind }) => PLAN_POLICIES[plan].spendLimits.includes(kind));
}

/** Limits that were set but that the plan does not have, or that another limit overrides. */
function idleNames(plan: PlanKind, policy: LimitsPolicy, caps: CapsInForce): readonly string[] {
  const held = new Set([...heldCaps(caps), ...caps.seatNeeded].map((cap) => cap.scope));
  const idleCaps = CAP_SCOPES.filter((scope) => policy.usageCredits.caps[scope] !== undefined && !held.has(scope));
  const spend = policy.spendLimits.filter(({ kind }) => !PLAN_POLICIES[plan].spendLimits.includes(kind));
  return [...idleCaps, ...spend.map(({ kind }) => kind)];
}
