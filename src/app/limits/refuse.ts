/**
 * Rejects what does not apply to the user's plan, listing the plans it applies to. Nothing is rejected where no plan is
 * set.
 */

import {
  type CapScope,
  hasCreditBalance,
  PLAN_KINDS,
  PLAN_POLICIES,
  type PlanKind,
  type PlanPolicy,
  type SpendLimitKind,
} from "../../core/limits/plan.ts";
import { UserError } from "../../core/user-error.ts";
import type { Settings } from "../../store/settings.ts";

function refuse(message: string, hint: string): never {
  throw new UserError(message, { hint, exitCode: 2 });
}

/** `It has: pro, max. Set another plan with …` */
function plansWith(has: (policy: PlanPolicy) => boolean): string {
  const plans = PLAN_KINDS.filter((kind) => has(PLAN_POLICIES[kind])).join(", ");
  return `That is for: ${plans}. Set another plan with \`claude-cost plan set\`.`;
}

/** @throws UserError where the plan has no usage credits */
export function refuseUsageCredits({ plan: { kind } }: Settings): void {
  if (kind === undefined || PLAN_POLICIES[kind].beyond === "usage-credits") return;
  const instead =
    PLAN_POLICIES[kind].beyond === "api-credits"
      ? "It draws on API credits: `claude-cost credits --help`."
      : "The cloud bills it: set its budget with `claude-cost plan limit cloud 500`.";
  refuse(`the plan ${kind} has no usage credits (extra usage)`, instead);
}

/** @throws UserError where usage credits cannot be switched off */
export function refuseSwitchingOff({ plan: { kind } }: Settings): void {
  if (kind === undefined || PLAN_POLICIES[kind].included === "windows") return;
  refuse(`on the plan ${kind} everything is billed: usage credits cannot be off`, plansWith(hasWindows));
}

const hasWindows = ({ included }: PlanPolicy): boolean => included === "windows";

/** @throws UserError where usage credits are not a prepaid balance */
export function refuseBalance({ plan: { kind, billing } }: Settings): void {
  if (kind === undefined || hasCreditBalance(kind, billing ?? null)) return;
  const either = PLAN_POLICIES[kind].billing === "either";
  refuse(
    `the plan ${kind} has no balance: it is billed at the end of the month by actual use`,
    either
      ? "Where it is billed ahead: `claude-cost plan set enterprise-usage --billing prepaid`."
      : plansWith((policy) => policy.beyond === "usage-credits" && policy.billing !== "arrears"),
  );
}

/** @throws UserError where the plan has no auto-reload */
export function refuseReload({ plan: { kind } }: Settings): void {
  if (kind === undefined || PLAN_POLICIES[kind].autoReload) return;
  refuse(
    `the plan ${kind} has no auto-reload`,
    plansWith((policy) => policy.autoReload),
  );
}

/** @throws UserError where the plan is billed by a cloud provider, which sells no API credits */
export function refuseApiCredits({ plan: { kind } }: Settings): void {
  if (kind === undefined || PLAN_POLICIES[kind].beyond !== "cloud") return;
  refuse(
    `the plan ${kind} has no API credits: the cloud bills it`,
    plansWith((p) => p.beyond === "api-credits"),
  );
}

/** @throws UserError where the plan has no such limit */
export function refuseCap({ plan: { kind } }: Settings, scope: CapScope): void {
  if (kind === undefined || PLAN_POLICIES[kind].caps.includes(scope)) return;
  refuse(`the plan ${kind} has no ${scope} limit on usage credits`, limitsOf(kind));
}

/** @throws UserError where the plan has no such limit */
export function refuseSpendLimit({ plan: { kind } }: Settings, limit: SpendLimitKind): void {
  if (kind === undefined || PLAN_POLICIES[kind].spendLimits.includes(limit)) return;
  refuse(`the plan ${kind} has no ${limit} limit`, limitsOf(kind));
}

function limitsOf(kind: PlanKind): string {
  const { caps, spendLimits } = PLAN_POLICIES[kind];
  return `It has: ${[...caps, ...spendLimits].join(", ")}. Set another plan with \`claude-cost plan set\`.`;
}

/** @throws UserError where the plan has no seats or billing modes */
export function refusePlanOptions(kind: PlanKind, given: { seat: boolean; billing: boolean }): void {
  const { hasSeats, billing } = PLAN_POLICIES[kind];
  if (given.seat && !hasSeats)
    refuse(
      `the plan ${kind} has no seats`,
      plansWith((policy) => policy.hasSeats),
    );
  if (given.billing && billing !== "either") {
    const how = billing === "prepaid" ? "bought ahead" : "billed at the end of the month";
    refuse(
      `the plan ${kind} is ${how}`,
      plansWith((policy) => policy.billing === "either"),
    );
  }
}
