/** The user's settings for plan, credits, limits, budgets and alerts: amounts as money, times as milliseconds. */

import type { Quiet } from "./alerts.ts";
import type { Budget } from "./budget.ts";
import type { Purchase, Reconciliation } from "./credits/credit-ledger.ts";
import type { Reload } from "./credits/reload.ts";
import type { UsageCreditsPolicy } from "./credits/usage-credits-input.ts";
import type { Thresholds } from "./limit.ts";
import type { Billing, PlanKind, Seat } from "./plan.ts";
import type { SpendLimit } from "./spend-limit.ts";

export type LimitsPolicy = {
  readonly plan: PlanKind | null;
  readonly seat: Seat | null;
  /** For a plan that can be billed either way. */
  readonly billing: Billing | null;
  readonly usageCredits: UsageCreditsPolicy;
  readonly purchases: readonly Purchase[];
  readonly reconciliations: readonly Reconciliation[];
  readonly apiReload: Reload | null;
  readonly spendLimits: readonly SpendLimit[];
  readonly budgets: readonly Budget[];
  readonly thresholds: Thresholds;
  readonly quiet: Quiet;
};
