/**
 * Computes the limits for the status line and the hooks from a few small files, without lowdb, valibot or reading logs.
 * The settings are read each time, so that a change takes effect at the next prompt.
 */

import { repositoryFolder } from "../../claude-code/logs/repository-folder.ts";
import type { LimitAlert } from "../../core/limits/alerts.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { noFacts } from "../../core/limits/limits-facts.ts";
import { accountLimits } from "../../core/limits/limits-state.ts";
import type { PlanState } from "../../core/limits/plan-state.ts";
import { advanceFacts, type SpentSince } from "../../core/limits/quick.ts";
import { projectMatches } from "../../core/reports/filter.ts";
import { feedTotalUsd, type StatuslineFeed, usdSinceMark, usdSinceUsedUp } from "../../core/statusline/feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { type QuickSettings, readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { readLimitsSnapshot } from "../../store/state/limits-snapshot.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { reportsOf } from "./feed-reports.ts";
import { limitsPolicy } from "./limits-policy.ts";
import { quickBudgets } from "./quick-budgets.ts";

export type QuickAlerts = {
  readonly plan: PlanState;
  readonly limits: readonly Limit[];
  /** Worst first; without silenced ones. */
  readonly alerts: readonly LimitAlert[];
  /** A hard budget that is used up, so that the next prompt should be stopped. */
  readonly stop: Limit | null;
};

export type QuickAlertsOptions = {
  readonly paths: DataPaths;
  /** The session's record, just written; null = the client has not reported it. */
  readonly feed: StatuslineFeed | null;
  readonly nowMs: number;
  /** The settings, if the caller has already read them. */
  readonly settings?: QuickSettings;
};

/** Combines the facts from the last time the logs were read, the settings and the session. */
export function alertsQuick({ paths, feed, nowMs, settings }: QuickAlertsOptions): QuickAlerts {
  const policy = limitsPolicy(settings ?? readSettingsQuick(paths.settingsFile));
  const snapshot = readLimitsSnapshot(paths.stateDir);
  const facts = advanceFacts({
    last: snapshot?.facts ?? noFacts(nowMs),
    reports: feed === null ? [] : reportsOf(feed),
    spent: feed === null ? null : spentSince(feed),
    policy,
    nowMs,
  });
  const summary = readSummarySnapshot(paths.stateDir);
  const current = facts.budgets.filter((b) => b.period === null || b.period.toMs > nowMs);
  const since = quickBudgets({ budgets: policy.budgets, known: current, summary, feed, nowMs });
  const withBudgets = { ...facts, budgets: [...current, ...since] };
  const { plan, limits, alerts } = accountLimits(withBudgets, policy, snapshot?.outlook ?? [], nowMs);
  const stop = limits.find((limit) => isHardStop(limit) && concerns(limit, feed)) ?? null;
  return { plan, limits, alerts, stop };
}

const isHardStop = ({ kind, hard, severity }: Limit): boolean => kind === "budget" && hard && severity === "over";

/** Whether a budget counts what this session spends. */
function concerns({ counts }: Limit, feed: StatuslineFeed | null): boolean {
  if (counts === null || feed === null) return true;
  const { sessionId, projectDir } = feed.input;
  return sessionId.startsWith(counts.session) && projectMatches(projectOf(projectDir), counts.project);
}

/** The project as in the logs' sums: a worktree counts as its repository. */
const projectOf = (projectDir: string): string => repositoryFolder(projectDir).project;

function spentSince(feed: StatuslineFeed): SpentSince | null {
  if (feed.mark === null || feedTotalUsd(feed) === null) return null;
  const { sessionId, projectDir } = feed.input;
  const drawnUsd = usdSinceUsedUp(feed);
  const usedUp = feed.usedUp && drawnUsd !== null ? { usd: drawnUsd, atMs: feed.usedUp.atMs } : null;
  return { sessionId, project: projectOf(projectDir), usd: usdSinceMark(feed), sinceMs: feed.mark.asOfMs, usedUp };
}
