/**
 * Computes every limit of an account from measured facts and the settings. Reports, hooks and status line all use it.
 */

import { Zone } from "../calendar/zone.ts";
import { alertsOf, type LimitAlert } from "./alerts.ts";
import { apiCreditsLimit } from "./api-credits.ts";
import { budgetLimit, isOfBudget } from "./budget.ts";
import { utcPeriod } from "./calendar.ts";
import type { Ledger } from "./credits/credit-ledger.ts";
import { usageCreditsLimit } from "./credits/usage-credits.ts";
import type { CreditFacts } from "./credits/usage-credits-input.ts";
import { dailyCreditsLimit } from "./daily-limit.ts";
import type { Consequence, Limit } from "./limit.ts";
import { entriesOf, type LimitsFacts } from "./limits-facts.ts";
import { type Outlook, withOutlook } from "./outlook.ts";
import { PLAN_POLICIES, type PlanKind } from "./plan.ts";
import { type PlanState, planOf } from "./plan-state.ts";
import type { LimitsPolicy } from "./policy.ts";
import { spendLimit } from "./spend-limit.ts";
import { mergeReports, presentReports, type WindowReport, windowLimit } from "./windows.ts";

export type AccountLimits = {
  readonly plan: PlanState;
  readonly limits: readonly Limit[];
  /** Worst first. */
  readonly alerts: readonly LimitAlert[];
  /** API credits; null = none were entered. */
  readonly ledger: Ledger | null;
};

/** @param foresight the time zone for forecasts, or the forecasts that were made when the logs were last read */
export function accountLimits(
  facts: LimitsFacts,
  policy: LimitsPolicy,
  foresight: Zone | readonly Outlook[],
  nowMs: number,
): AccountLimits {
  const { thresholds } = policy;
  const [zone, outlook] = foresight instanceof Zone ? [foresight, []] : [null, foresight];
  const reports = presentReports(facts.reports, nowMs);
  const plan = planOf(policy, { planHint: facts.planHint, reports });
  const habit = facts.burn === null || zone === null ? null : { burn: facts.burn, zone };
  const credits = creditsLimitsOf(facts, policy, plan.kind, zone, nowMs);
  const windowConsequence = consequenceOf(credits.find((l) => l.id === "usage-credits") ?? null, facts, policy);
  const ledger =
    facts.entries.apiCredits === entriesOf(policy.purchases, policy.reconciliations) ? facts.apiLedger : null;
  const prepaid = ledger && apiCreditsOf(ledger, facts, policy, plan.kind, zone, nowMs);
  const found: readonly Limit[] = [
    ...mergeReports(reports)
      .map((report) => windowLimit(report, { nowMs, thresholds, habit }))
      .map((limit) => (limit.kind === "window" ? { ...limit, consequence: windowConsequence } : limit)),
    ...credits,
    ...(prepaid ? [prepaid] : []),
    ...spendLimitsOf(reports, policy).map((limit) => {
      // The sum of a period that has ended does not apply to the present one.
      const spent = facts.spent[limit.per];
      const used = spent.toMs > nowMs ? spent : { pico: 0n, unpriced: 0, ...utcPeriod(limit.per, nowMs) };
      return spendLimit(limit, { used, burn: facts.burn, zone, nowMs, thresholds });
    }),
    ...policy.budgets.flatMap((budget) =>
      facts.budgets
        .filter((b) => isOfBudget(b, budget) && (b.period === null || b.period.toMs > nowMs))
        .map((b) => budgetLimit(budget, b, { zone, nowMs, thresholds })),
    ),
  ];
  const limits = withOutlook(found, outlook, nowMs);
  return { plan, limits, alerts: alertsOf(limits, thresholds, policy.quiet, nowMs), ledger };
}

/** A gateway's limit that the client reports takes precedence over one that the user entered. */
function spendLimitsOf(
  reports: readonly WindowReport[],
  { spendLimits, plan }: LimitsPolicy,
): LimitsPolicy["spendLimits"] {
  const isReported = reports.some((r) => r.id === "spend_limit");
  return spendLimits
    .filter(({ kind }) => plan === null || PLAN_POLICIES[plan].spendLimits.includes(kind))
    .filter(({ kind }) => !(isReported && kind === "gateway"));
}

/** Usage credits, and their daily limit where it is close. */
function creditsLimitsOf(
  facts: LimitsFacts,
  policy: LimitsPolicy,
  plan: PlanKind | null,
  zone: Zone | null,
  nowMs: number,
): readonly Limit[] {
  if (plan === null) return [];
  const { thresholds } = policy;
  const credits = creditFactsFor(facts, policy, plan);
  const limit = usageCreditsLimit({
    plan,
    seat: policy.seat,
    billing: policy.billing,
    policy: policy.usageCredits,
    report: facts.extraUsage,
    facts: credits,
    zone,
    nowMs,
    thresholds,
  });
  const daily = dailyCreditsLimit(plan, credits, nowMs, thresholds);
  return [...(limit ? [limit] : []), ...(daily ? [daily] : [])];
}

/**
 * The credit sums as the present settings count them: the plan, or a balance, may have been changed since they were
 * measured.
 */
function creditFactsFor(facts: LimitsFacts, policy: LimitsPolicy, plan: PlanKind): CreditFacts {
  const { purchases, readings } = policy.usageCredits;
  const { credits, spent } = facts;
  const isMetered = PLAN_POLICIES[plan].included === "nothing";
  if (isMetered === (facts.meter === "everything")) {
    const isSame = facts.entries.usageCredits === entriesOf(purchases, readings);
    return isSame ? credits : { ...credits, ledger: null };
  }
  return {
    ...credits,
    monthPico: isMetered ? spent.month.pico : 0n,
    dayPico: isMetered ? spent.day.pico : 0n,
    sinceReportPico: 0n,
    sinceOrganizationPico: 0n,
    unknownPico: isMetered ? 0n : spent.month.pico,
    ledger: null,
    burn: isMetered ? facts.burn : null,
  };
}

function apiCreditsOf(
  ledger: Ledger,
  facts: LimitsFacts,
  policy: LimitsPolicy,
  plan: PlanKind | null,
  zone: Zone | null,
  nowMs: number,
): Limit | null {
  const drawsOnIt = plan === null || PLAN_POLICIES[plan].beyond === "api-credits";
  return apiCreditsLimit({
    ledger,
    drawsOnIt,
    reload: policy.apiReload,
    burn: drawsOnIt ? facts.burn : null,
    zone,
    nowMs,
    thresholds: policy.thresholds,
    unpriced: drawsOnIt ? facts.apiUnpriced : 0,
  });
}

/** What happens when a window of the plan is used up. */
function consequenceOf(
  credits: Limit | null,
  { extraUsage }: LimitsFacts,
  { usageCredits }: LimitsPolicy,
): Consequence {
  const enabled = extraUsage?.enabled ?? usageCredits.enabled;
  if (enabled === false || credits?.severity === "over") return "work-stops";
  // Credits that have paid this month are switched on.
  const isOn = enabled ?? (credits !== null && (credits.usedPico ?? 0n) > 0n ? true : null);
  return credits === null || isOn === null ? "credits-pay-or-stop" : "credits-pay";
}
