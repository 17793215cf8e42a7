/** The user's own budgets: the most to spend in a period, or on a project, model or session. */

import type { PeriodKind } from "../calendar/period.ts";
import type { Zone } from "../calendar/zone.ts";
import { cleanText } from "../clean-text.ts";
import type { Pico } from "../pricing/money.ts";
import { type Burn, burnOf, reach } from "./burn.ts";
import { elapsedPercent, localPeriod } from "./calendar.ts";
import { type Limit, PLAIN_LIMIT, percentUsed, severityOf, type Thresholds, unpricedText } from "./limit.ts";
import type { BudgetFacts } from "./limits-facts.ts";
import { type Spending, type SpendScope, spendIn } from "./spending.ts";

/** `session`: for each session separately; `total`: of all time, for a project, a model or a session. */
export const BUDGET_PERIODS = ["day", "week", "month", "session", "total"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

export type Budget = {
  readonly id: string;
  readonly pico: Pico;
  readonly per: BudgetPeriod;
  readonly scope: SpendScope;
  readonly hard: boolean;
};

const PERIOD_WORDS = { day: "daily", week: "weekly", month: "monthly", session: "session", total: "total" } as const;

/** `daily budget`, `monthly budget, app, hard`. */
export function budgetLabel({ per, scope, hard }: Pick<Budget, "per" | "scope" | "hard">): string {
  const { project, model, session } = scope;
  return [`${PERIOD_WORDS[per]} budget`, project, model, session.slice(0, 8), hard ? "hard" : ""]
    .filter((part) => part !== "")
    .join(", ");
}

/** The default id of a budget: one for each period and scope. */
export function budgetId(per: BudgetPeriod, { project, model, session }: SpendScope): string {
  const parts = [per, project && `project=${project}`, model && `model=${model}`, session && `session=${session}`];
  return parts.filter((part) => part !== "").join(" ");
}

export type BudgetMeasure = {
  readonly spending: Spending;
  /** Running sessions, the latest first: a session budget applies to each of them. */
  readonly openSessions: readonly string[];
  /** The usual spending of everything; a budget with a scope has a burn of its own. */
  readonly burn: Burn | null;
  readonly zone: Zone;
  readonly nowMs: number;
};

/** What was spent of a budget; for a session budget, one entry for each open session. */
export function budgetFacts(budget: Budget, measure: BudgetMeasure): readonly BudgetFacts[] {
  if (budget.per !== "session") return [factsOf(budget, budget.scope, measure)];
  return measure.openSessions
    .filter((id) => id.startsWith(budget.scope.session))
    .map((session) => factsOf(budget, { ...budget.scope, session }, measure));
}

function factsOf(budget: Budget, scope: SpendScope, { spending, zone, nowMs, burn }: BudgetMeasure): BudgetFacts {
  const period = hasPeriod(budget.per) ? localPeriod(budget.per, nowMs, zone) : null;
  const span = { fromMs: period?.fromMs ?? Number.NEGATIVE_INFINITY, toMs: nowMs + 1 };
  const isWhole = scope.project === "" && scope.model === "" && scope.session === "";
  const ownBurn = isWhole || period === null ? burn : burnOf(spending, scope, zone, nowMs);
  return {
    budgetId: budget.id,
    per: budget.per,
    scope,
    spent: spendIn(spending, scope, span),
    period,
    burn: period === null ? null : ownBurn,
  };
}

function hasPeriod(per: BudgetPeriod): per is PeriodKind {
  return per !== "session" && per !== "total";
}

/** Whether the facts were measured for this budget: its amount may have changed since, its period and scope may not. */
export function isOfBudget(facts: BudgetFacts, { id, per, scope }: Budget): boolean {
  return (
    facts.budgetId === id &&
    facts.per === per &&
    facts.scope.project === scope.project &&
    facts.scope.model === scope.model &&
    facts.scope.session.startsWith(scope.session)
  );
}

export type BudgetContext = {
  /** null = no forecast. */
  readonly zone: Zone | null;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

/** The budget as a limit. */
export function budgetLimit(budget: Budget, facts: BudgetFacts, { zone, nowMs, thresholds }: BudgetContext): Limit {
  const { scope, spent, period, burn } = facts;
  const usedPercent = percentUsed(spent.pico, budget.pico);
  const leftPico = budget.pico > spent.pico ? budget.pico - spent.pico : 0n;
  const session = budget.per === "session" ? `:${scope.session}` : "";
  const canForetell = burn !== null && period !== null && zone !== null;
  return {
    ...PLAIN_LIMIT,
    id: `budget:${budget.id}${session}`,
    kind: "budget",
    label: cleanText(budgetLabel({ ...budget, scope })),
    usedPercent,
    usedPico: spent.pico,
    counts: scope,
    limitPico: budget.pico,
    leftPico,
    startsAtMs: period?.fromMs ?? null,
    resetsAtMs: period?.toMs ?? null,
    pacePercent: period === null ? null : elapsedPercent(period, nowMs),
    runsOut: canForetell ? reach(burn, zone, { remaining: Number(leftPico), nowMs, untilMs: period.toMs }) : null,
    asOfMs: nowMs,
    source: "logs",
    severity: severityOf(usedPercent, thresholds.spendPercent),
    hard: budget.hard,
    consequence: budget.hard ? "prompt-stopped" : "nothing",
    payer: "you",
    notes: spent.unpriced === 0 ? [] : [`${unpricedText(spent.unpriced)}: at least so much is used`],
  };
}
