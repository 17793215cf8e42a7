/**
 * Facts between two looks at the logs: the last ones, brought up to date with what a running session reports since. For the status
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

/** What a session spent since the logs were last summed. */
export type SpentSince = {
  readonly sessionId: string;
  readonly project: string;
  readonly usd: number;
  /** The time of the sum that it comes on top of; epoch milliseconds. */
  readonly sinceMs: number;
  /** What of it came after a window was used up, and since when; null = none is. */
  readonly usedUp: { readonly usd: number; readonly atMs: number } | null;
};

export type QuickInputs = {
  readonly last: LimitsFacts;
  /** What the session's client reports now. */
  readonly reports: readonly WindowReport[];
  readonly spent: SpentSince | null;
  readonly policy: LimitsPolicy;
  readonly nowMs: number;
};

export function advanceFacts({ last, reports: fresh, spent, policy, nowMs }: QuickInputs): LimitsFacts {
  const reports = mergeReports(presentReports([...fresh, ...last.reports], nowMs));
  // Of a sum older than the facts, part of it is in them already.
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

/** What the session spent since a window was used up, where that was after the last look at the logs. */
function drawnSince(spent: SpentSince | null, lookedAtMs: number): Pico {
  const { usedUp = null } = spent ?? {};
  return usedUp !== null && usedUp.atMs > lookedAtMs ? picoFromFloat(usedUp.usd) : 0n;
}

/** A window was used up at the last look and has not reset: all that was spent since drew on usage credits. */
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

/** Which model was used since is not known: a budget of one model waits for the next report. */
function countsFor(scope: SpendScope, { sessionId, project }: SpentSince): boolean {
  return scope.model === "" && sessionId.startsWith(scope.session) && projectMatches(project, scope.project);
}
