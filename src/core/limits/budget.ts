/** Budgets of one's own: what the user wants to spend at most, in a period or on a thing. */

import type { PeriodKind } from "../calendar/period.ts";
import type { Zone } from "../calendar/zone.ts";
import { cleanText } from "../clean-text.ts";
import type { Pico } from "../pricing/money.ts";
import { type Burn, burnOf, reach } from "./burn.ts";
import { elapsedPercent, localPeriod, type Span } from "./calendar.ts";
import { type Limit, percentUsed, severityOf, type Thresholds } from "./limit.ts";
import { type Spending, type SpendScope, spendIn } from "./spending.ts";

/** `session`: for each session by itself; `total`: since ever, for a project, a model or a session. */
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

/** The id that a budget of this kind has unless the user named it: one for each period and scope. */
export function budgetId(per: BudgetPeriod, { project, model, session }: SpendScope): string {
  const parts = [per, project && `project=${project}`, model && `model=${model}`, session && `session=${session}`];
  return parts.filter((part) => part !== "").join(" ");
}

export type BudgetContext = {
  readonly spending: Spending;
  /** Sessions that run now, the latest first: a session budget is about each of them. */
  readonly openSessions: readonly string[];
  /** Of everything; a narrower budget has its own. */
  readonly burn: Burn | null;
  readonly zone: Zone;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

/** One limit per budget; a session budget gives one per open session. */
export function budgetLimits(budget: Budget, context: BudgetContext): readonly Limit[] {
  if (budget.per !== "session") return [budgetLimit(budget, budget.scope, context, `budget:${budget.id}`)];
  return context.openSessions
    .filter((id) => id.startsWith(budget.scope.session))
    .map((session) => budgetLimit(budget, { ...budget.scope, session }, context, `budget:${budget.id}:${session}`));
}

function budgetLimit(budget: Budget, scope: SpendScope, context: BudgetContext, id: string): Limit {
  const { spending, zone, nowMs } = context;
  const period = hasPeriod(budget.per) ? localPeriod(budget.per, nowMs, zone) : null;
  const span = { fromMs: period?.fromMs ?? Number.NEGATIVE_INFINITY, toMs: nowMs + 1 };
  const used = spendIn(spending, scope, span);
  const limit = budgetUsed({ ...budget, scope }, { id, usedPico: used.pico, period, ...context });
  if (period === null) return withUnpriced(limit, used.unpriced);
  const isWhole = scope.project === "" && scope.model === "" && scope.session === "";
  const burn = isWhole ? context.burn : burnOf(spending, scope, zone, nowMs);
  if (burn === null) return withUnpriced(limit, used.unpriced);
  const runsOut = reach(burn, zone, { remaining: Number(limit.leftPico), nowMs, untilMs: period.toMs });
  return withUnpriced({ ...limit, runsOut }, used.unpriced);
}

function hasPeriod(per: BudgetPeriod): per is PeriodKind {
  return per !== "session" && per !== "total";
}

function withUnpriced(limit: Limit, unpriced: number): Limit {
  return unpriced === 0
    ? limit
    : { ...limit, notes: [`${unpriced} responses have no price: at least so much is used`] };
}

export type BudgetUse = {
  readonly id: string;
  readonly usedPico: Pico;
  /** null = it has none. */
  readonly period: Span | null;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

/** The budget as a limit, where what was used is known. */
export function budgetUsed(budget: Budget, { id, usedPico, period, nowMs, thresholds }: BudgetUse): Limit {
  const usedPercent = percentUsed(usedPico, budget.pico);
  return {
    id,
    kind: "budget",
    label: cleanText(budgetLabel(budget)),
    usedPercent,
    usedPico,
    counts: budget.scope,
    limitPico: budget.pico,
    leftPico: budget.pico > usedPico ? budget.pico - usedPico : 0n,
    startsAtMs: period?.fromMs ?? null,
    resetsAtMs: period?.toMs ?? null,
    pacePercent: period === null ? null : elapsedPercent(period, nowMs),
    runsOut: null,
    asOfMs: nowMs,
    source: "logs",
    stale: false,
    severity: severityOf(usedPercent, thresholds.spendPercent),
    hard: budget.hard,
    notes: [],
    expiring: [],
    reloadsTo: null,
  };
}
