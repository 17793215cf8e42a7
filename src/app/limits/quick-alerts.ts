/**
 * The alerts for the status line and the hooks: from a few small files, without lowdb, valibot or a look at a log.
 */

import { alertsOf, type LimitAlert } from "../../core/limits/alerts.ts";
import { DEFAULT_THRESHOLDS, type Limit, type Thresholds } from "../../core/limits/limit.ts";
import { quickLimits, type SpentSince } from "../../core/limits/quick.ts";
import { feedTotalUsd, type StatuslineFeed, usdSinceMark } from "../../core/statusline/feed.ts";
import { noteExhausted } from "../../store/feeds/exhausted-windows.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import {
  type QuickSettings,
  quickBoolean,
  quickNumber,
  quickValue,
  readSettingsQuick,
} from "../../store/settings/settings-quick.ts";
import { readLimitsSnapshot } from "../../store/state/limits-snapshot.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { quickQuiet } from "./alert-list.ts";
import { reportsOf } from "./feed-reports.ts";
import { quickBudgets, withCurrentBudgets } from "./quick-budgets.ts";

export type QuickAlerts = {
  readonly limits: readonly Limit[];
  /** The worst first; silenced ones are left out. */
  readonly alerts: readonly LimitAlert[];
  /** A hard budget that is used up: the next prompt is to be stopped. */
  readonly stop: Limit | null;
};

export type QuickAlertsOptions = {
  readonly paths: DataPaths;
  /** The session's record, just written; null = nothing was heard of it. */
  readonly feed: StatuslineFeed | null;
  readonly nowMs: number;
  /** Where the caller has read them already. */
  readonly settings?: QuickSettings;
};

/** @throws where our folder cannot be written while a window is used up; nothing else */
export function alertsQuick({ paths, feed, nowMs, settings }: QuickAlertsOptions): QuickAlerts {
  const quick = settings ?? readSettingsQuick(paths.settingsFile);
  const thresholds = quickThresholds(quick);
  const lastKnown = quickLimits({
    last: readLimitsSnapshot(paths.stateDir),
    reports: feed === null ? [] : reportsOf(feed),
    spent: feed === null ? null : spentSince(feed),
    thresholds,
    nowMs,
  });
  const known = withCurrentBudgets(lastKnown, quick, thresholds, nowMs);
  const summary = readSummarySnapshot(paths.stateDir);
  const budgets = quickBudgets({ settings: quick, summary, feed, thresholds, nowMs });
  const limits = [...known, ...budgets.filter((budget) => !known.some((limit) => limit.id === budget.id))];
  noteExhausted(paths, limits);
  const stop = limits.find((l) => l.kind === "budget" && l.hard && l.severity === "over") ?? null;
  return { limits, alerts: alertsOf(limits, thresholds, quickQuiet(quick), nowMs), stop };
}

function spentSince(feed: StatuslineFeed): SpentSince | null {
  if (feed.mark === null || feedTotalUsd(feed) === null) return null;
  const { sessionId, projectDir } = feed.input;
  return { sessionId, project: projectDir, usd: usdSinceMark(feed), sinceMs: feed.mark.asOfMs };
}

function quickThresholds(settings: QuickSettings): Thresholds {
  return {
    windowPercent: percents(settings, "windowPercent") ?? DEFAULT_THRESHOLDS.windowPercent,
    spendPercent: percents(settings, "spendPercent") ?? DEFAULT_THRESHOLDS.spendPercent,
    expiryDays: quickNumber(settings, ["alerts", "expiryDays"], DEFAULT_THRESHOLDS.expiryDays),
    runOut: quickBoolean(settings, ["alerts", "runOut"], DEFAULT_THRESHOLDS.runOut),
  };
}

function percents(settings: QuickSettings, key: string): readonly number[] | null {
  const value = quickValue(settings, "alerts", key);
  return Array.isArray(value) ? value.filter((v): v is number => typeof v === "number" && v > 0) : null;
}
