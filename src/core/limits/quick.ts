/**
 * Updates the stored facts with what a running session has reported since the logs were last read. Used by the status
 * line and the hooks, which read no logs.
 */

import { type Pico, picoFromFloat } from "../pricing/money.ts";
import { projectMatches } from "../reports/filter.ts";
import { advanceLedger } from "./credits/credit-ledger.ts";
import type { BudgetFacts, LimitsFacts, UtcPeriod } from "./limits-facts.ts";
import { PLAN_POLICIES } from "./plan.ts";
import { planOf } from "./plan-state.ts";
import type { LimitsPolicy } from "./policy.ts";
import type { SpendScope, SpendSum } from "./spending.ts";
import { mergeReports, presentReports, type WindowReport } from "./windows.ts";

/** What a session has spent since the logs were last summed. */
export type SpentSince = {
  readonly sessionId: string;
  readonly project: string;
  readonly usd: number;
  /** The time of the sum that this amount is added to; epoch milliseconds. */
  readonly sinceMs: number;
  /** The part that was spent after a window was used up, and when that was; null = no window is. */
  readonly usedUp: { readonly usd: number; readonly atMs: number } | null;
};

export type QuickInputs = {
  readonly last: LimitsFacts;
  /** The session's client reports these now. */
  readonly reports: readonly WindowReport[];
  readonly spent: SpentSince | null;
  readonly policy: LimitsPolicy;
  readonly nowMs: number;
};

export function advanceFacts({ last, reports: fresh, spent, policy, nowMs }: QuickInputs): LimitsFacts {
  const reports = mergeReports(presentReports([...fresh, ...last.reports], nowMs));
  // If that sum is older than the facts, they already include part of the amount.
  const isOnTop = spent !== null && spent.sinceMs >= last.atMs - 1000;
  const pico = isOnTop ? picoFromFloat(Math.max(0, spent.usd)) : 0n;
  const { kind: plan } = planOf(policy, { planHint: last.planHint, reports });
  const beyond = plan === null ? null : PLAN_POLICIES[plan];
  const hasCredits = beyond?.beyond === "usage-credits";
  const isWhole = hasCredits && (beyond.included === "nothing" || isUsedUp(last.reports, nowMs));
  const drawn = isWhole ? pico : hasCredits ? drawnSince(spent, last.atMs) : 0n;
  const drawnApi = plan === null || beyond?.beyond === "api-credits" ? pico : 0n;
  const { credits } = last;
  return {
    ...last,
    reports,
    credits: {
      ...credits,
      monthPico: credits.monthPico + drawn,
      dayPico: credits.dayPico + drawn,
      sinceReportPico: credits.sinceReportPico + drawn,
      sinceOrganizationPico: credits.sinceOrganizationPico + drawn,
      ledger: credits.ledger && advanceLedger(credits.ledger, drawn, nowMs),
    },
    apiLedger: last.apiLedger && advanceLedger(last.apiLedger, drawnApi, nowMs),
    spent: mapPeriods(last.spent, (sum) => ({ ...sum, pico: sum.pico + pico })),
    budgets: last.budgets.map((facts) => withSpent(facts, pico, spent)),
  };
}

/** What the session spent since a window was used up, where that was after the logs were last read. */
function drawnSince(spent: SpentSince | null, lookedAtMs: number): Pico {
  const { usedUp = null } = spent ?? {};
  return usedUp !== null && usedUp.atMs > lookedAtMs ? picoFromFloat(usedUp.usd) : 0n;
}

/**
 * A window was used up when the logs were last read and has not reset: everything spent since drew on usage credits.
 */
function isUsedUp(reports: readonly WindowReport[], nowMs: number): boolean {
  return reports.some((r) => r.id !== "spend_limit" && (r.usedPercent ?? 0) >= 100 && (r.resetsAtMs ?? 0) > nowMs);
}

function mapPeriods(
  spent: LimitsFacts["spent"],
  change: (sum: LimitsFacts["spent"][UtcPeriod]) => LimitsFacts["spent"][UtcPeriod],
): LimitsFacts["spent"] {
  return { day: change(spent.day), week: change(spent.week), month: change(spent.month) };
}

function withSpent(facts: BudgetFacts, pico: Pico, spent: SpentSince | null): BudgetFacts {
  if (spent === null || !countsFor(facts.scope, spent)) return facts;
  const sum: SpendSum = { ...facts.spent, pico: facts.spent.pico + pico };
  return { ...facts, spent: sum };
}

/** The models used since are not known, so a budget of one model is updated by the next report only. */
function countsFor(scope: SpendScope, { sessionId, project }: SpentSince): boolean {
  return scope.model === "" && sessionId.startsWith(scope.session) && projectMatches(project, scope.project);
}
