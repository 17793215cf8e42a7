/**
 * Computes spend of budgets that is not in the stored facts: a session that began since, a new day, a new budget. From
 * the last sums and the session's report; a lower bound.
 */

import { type Budget, isOfBudget } from "../../core/limits/budget.ts";
import type { BudgetFacts } from "../../core/limits/limits-facts.ts";
import { parseUsd, picoFromFloat } from "../../core/pricing/money.ts";
import { feedTotalUsd, type StatuslineFeed, usdSinceMark } from "../../core/statusline/feed.ts";
import type { SummarySnapshot } from "../../core/statusline/spend-snapshot.ts";

export type QuickBudgetsInput = {
  readonly budgets: readonly Budget[];
  /** Their known facts. */
  readonly known: readonly BudgetFacts[];
  readonly summary: SummarySnapshot | null;
  readonly feed: StatuslineFeed | null;
  readonly nowMs: number;
};

/** For budgets of everything and per session; those of a project or a model need the logs. */
export function quickBudgets(input: QuickBudgetsInput): readonly BudgetFacts[] {
  return input.budgets.flatMap((budget) => {
    const found = budget.per === "session" ? ofSession(budget, input.feed) : ofPeriod(budget, input);
    return found === null || input.known.some((k) => isSame(k, found, budget)) ? [] : [found];
  });
}

function isSame(known: BudgetFacts, found: BudgetFacts, budget: Budget): boolean {
  return isOfBudget(known, budget) && known.scope.session === found.scope.session;
}

function ofSession(budget: Budget, feed: StatuslineFeed | null): BudgetFacts | null {
  if (feed === null || !feed.input.sessionId.startsWith(budget.scope.session)) return null;
  const scope = { ...budget.scope, session: feed.input.sessionId };
  const pico = picoFromFloat(feedTotalUsd(feed) ?? 0);
  return { budgetId: budget.id, per: budget.per, scope, spent: { pico, unpriced: 0 }, period: null, burn: null };
}

/** The period's sum in the last summary plus what the session spent since; null where the period has ended. */
function ofPeriod(budget: Budget, { summary, feed, nowMs }: QuickBudgetsInput): BudgetFacts | null {
  const { project, model, session } = budget.scope;
  if (summary === null || project !== "" || model !== "" || session !== "") return null;
  const sum = sumOf(budget.per, summary);
  if (sum === null || nowMs >= sum.toMs || nowMs < summary.dayStartMs) return null;
  const since = picoFromFloat(feed === null ? 0 : usdSinceMark(feed));
  const spent = { pico: (parseUsd(sum.usd) ?? 0n) + since, unpriced: 0 };
  const period = { fromMs: summary.dayStartMs, toMs: sum.toMs };
  return { budgetId: budget.id, per: budget.per, scope: budget.scope, spent, period, burn: null };
}

function sumOf(per: Budget["per"], summary: SummarySnapshot): { toMs: number; usd: string } | null {
  if (per === "day") return { toMs: summary.dayEndMs, usd: summary.todayUsd };
  if (per === "week") return { toMs: summary.weekEndMs, usd: summary.weekUsd };
  return per === "month" ? { toMs: summary.monthEndMs, usd: summary.monthUsd } : null;
}
