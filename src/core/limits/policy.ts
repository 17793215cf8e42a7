/** What the user has set about plan, credits, limits, budgets and alerts: amounts as money, times as milliseconds. */

import type { Pico } from "../pricing/money.ts";
import type { Quiet } from "./alerts.ts";
import type { Purchase, Reconciliation } from "./api-ledger.ts";
import type { Budget } from "./budget.ts";
import type { Thresholds } from "./limit.ts";
import type { PlanKind, Seat } from "./plan.ts";
import type { SpendLimit } from "./spend-limit.ts";
import type { UsageCreditsPolicy } from "./usage-credits.ts";

export type Reload = { readonly belowPico: Pico; readonly toPico: Pico };

export type LimitsPolicy = {
  readonly plan: PlanKind | null;
  readonly seat: Seat | null;
  readonly usageCredits: UsageCreditsPolicy;
  readonly purchases: readonly Purchase[];
  readonly reconciliations: readonly Reconciliation[];
  readonly apiReload: Reload | null;
  readonly spendLimits: readonly SpendLimit[];
  readonly budgets: readonly Budget[];
  readonly thresholds: Thresholds;
  readonly quiet: Quiet;
};
