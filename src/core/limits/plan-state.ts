/** Determines the user's plan, and how it is known. */

import type { PlanKind } from "./plan.ts";
import type { LimitsPolicy } from "./policy.ts";
import type { WindowReport } from "./windows.ts";

export type PlanState = {
  readonly kind: PlanKind | null;
  /** `hint`: suggested by the client's files; the user has not set a plan. */
  readonly from: "settings" | "hint" | "none";
};

export type PlanHints = {
  /** Suggested by the account's kind. */
  readonly planHint: PlanKind | null;
  readonly reports: readonly WindowReport[];
};

export function planOf(policy: Pick<LimitsPolicy, "plan">, { planHint, reports }: PlanHints): PlanState {
  if (policy.plan !== null) return { kind: policy.plan, from: "settings" };
  if (planHint !== null) return { kind: planHint, from: "hint" };
  // Only subscriptions have windows, but which one it is is not known. Pro has the rules that they all share.
  const hasWindows = reports.some((r) => r.id === "five_hour" || r.id.startsWith("seven_day"));
  return hasWindows ? { kind: "pro", from: "hint" } : { kind: null, from: "none" };
}
