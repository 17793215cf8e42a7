/**
 * Budgets between two looks at the logs, where the last full result does not have them: a session that began since, a
 * day that turned, a budget set just now. From the last sums and what the session says; a lower bound.
 */

import { BUDGET_PERIODS, type Budget, budgetUsed } from "../../core/limits/budget.ts";
import type { Limit, Thresholds } from "../../core/limits/limit.ts";
import { parseUsd, picoFromFloat } from "../../core/pricing/money.ts";
import { feedTotalUsd, type StatuslineFeed, usdSinceMark } from "../../core/statusline/feed.ts";
import type { SummarySnapshot } from "../../core/statusline/spend-snapshot.ts";
import { type QuickSettings, quickValue } from "../../store/settings/settings-quick.ts";

export type QuickBudgetsInput = {
  readonly settings: QuickSettings;
  readonly summary: SummarySnapshot | null;
  readonly feed: StatuslineFeed | null;
  readonly thresholds: Thresholds;
  readonly nowMs: number;
};

/** Of budgets for everything and for each session; those of a project or a model need the logs. */
export function quickBudgets(input: QuickBudgetsInput): readonly Limit[] {
  return budgetsIn(input.settings).flatMap((budget) => {
    const known = budget.per === "session" ? ofSession(budget, input) : ofPeriod(budget, input);
    return known === null ? [] : [known];
  });
}

/**
 * Limits of the last full result with the budgets as they are set now: one that was raised must not stop a prompt
 * until the next report, and one that was removed is gone.
 */
export function withCurrentBudgets(
  limits: readonly Limit[],
  settings: QuickSettings,
  thresholds: Thresholds,
  nowMs: number,
): readonly Limit[] {
  const budgets = budgetsIn(settings);
  return limits.flatMap((limit) => {
    if (limit.kind !== "budget") return [limit];
    const budget = budgets.find((b) => limit.id === `budget:${b.id}` || limit.id.startsWith(`budget:${b.id}:`));
    if (budget === undefined) return [];
    if (limit.usedPico === null || (limit.limitPico === budget.pico && limit.hard === budget.hard)) return [limit];
    const scope = limit.counts ?? budget.scope;
    const { id, usedPico, startsAtMs, resetsAtMs, asOfMs } = limit;
    const changed = budgetUsed({ ...budget, scope }, { id, usedPico, period: null, nowMs, thresholds });
    return [{ ...changed, startsAtMs, resetsAtMs, asOfMs }];
  });
}

function ofSession(budget: Budget, { feed, thresholds, nowMs }: QuickBudgetsInput): Limit | null {
  if (feed === null || !feed.input.sessionId.startsWith(budget.scope.session)) return null;
  const session = feed.input.sessionId;
  const id = `budget:${budget.id}:${session}`;
  const usedPico = picoFromFloat(feedTotalUsd(feed) ?? 0);
  return budgetUsed(
    { ...budget, scope: { ...budget.scope, session } },
    { id, usedPico, period: null, nowMs, thresholds },
  );
}

/** The period's sum in the last summary and what the session spent since; null where the period has turned. */
function ofPeriod(budget: Budget, { summary, feed, thresholds, nowMs }: QuickBudgetsInput): Limit | null {
  const { project, model, session } = budget.scope;
  if (summary === null || project !== "" || model !== "" || session !== "") return null;
  const sum = sumOf(budget.per, summary);
  if (sum === null || nowMs >= sum.toMs || nowMs < summary.dayStartMs) return null;
  const since = picoFromFloat(feed === null ? 0 : usdSinceMark(feed));
  const limit = budgetUsed(budget, {
    id: `budget:${budget.id}`,
    usedPico: (parseUsd(sum.usd) ?? 0n) + since,
    period: null,
    nowMs,
    thresholds,
  });
  return { ...limit, resetsAtMs: sum.toMs };
}

function sumOf(per: Budget["per"], summary: SummarySnapshot): { toMs: number; usd: string } | null {
  if (per === "day") return { toMs: summary.dayEndMs, usd: summary.todayUsd };
  if (per === "week") return { toMs: summary.weekEndMs, usd: summary.weekUsd };
  return per === "month" ? { toMs: summary.monthEndMs, usd: summary.monthUsd } : null;
}

function budgetsIn(settings: QuickSettings): readonly Budget[] {
  const list = quickValue(settings, "budgets");
  return (Array.isArray(list) ? list : []).flatMap((entry: Record<string, unknown> | null) => {
    const pico = parseUsd(String(entry?.["usd"] ?? ""));
    const per = BUDGET_PERIODS.find((p) => p === entry?.["per"]);
    const id = entry?.["id"];
    if (pico === null || per === undefined || typeof id !== "string") return [];
    const part = (key: string): string => (typeof entry?.[key] === "string" ? (entry[key] as string) : "");
    const scope = { project: part("project"), model: part("model"), session: part("session") };
    return [{ id, pico, per, scope, hard: entry?.["hard"] === true }];
  });
}
