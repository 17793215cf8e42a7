/** Limits from what is on disk: our settings and feeds, the client's state. Keeps the result for those who read no logs. */

import { clientStateFiles, readClientState } from "../../claude-code/feeds/client-state.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { crossingId, isCrossed } from "../../core/limits/alerts.ts";
import { DAY_MS } from "../../core/limits/calendar.ts";
import { type Limit, thresholdsOf } from "../../core/limits/limit.ts";
import {
  type LimitsHistory,
  type LimitsInputs,
  type LimitsState,
  limitsState,
} from "../../core/limits/limits-state.ts";
import { shortName } from "../../core/responses/identity.ts";
import { noteExhausted, readExhausted } from "../../store/feeds/exhausted-windows.ts";
import { readStatuslineFeeds } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { stampOf } from "../../store/files/file-stamps.ts";
import { loadSettings } from "../../store/settings.ts";
import { claimCrossing, pruneCrossings, releaseCrossing } from "../../store/state/crossings.ts";
import { readLimitsSnapshot, writeLimitsSnapshot } from "../../store/state/limits-snapshot.ts";
import { reportsOf } from "./feed-reports.ts";
import { limitsPolicy } from "./limits-policy.ts";

export type ReadLimitsOptions = {
  readonly history: LimitsHistory;
  readonly paths: DataPaths;
  readonly homeDir: string;
  readonly zone: Zone;
  readonly nowMs: number;
  /** false where folders or zone are not the user's usual ones: then the result is not for others. Default: true. */
  readonly keep?: boolean;
};

export type ReadLimits = {
  readonly state: LimitsState;
  /** What is wrong with the settings, one line each. */
  readonly problems: readonly string[];
};

/** Reads, computes, and keeps the result in our state folder (not of a demo). */
export function readLimits(options: ReadLimitsOptions): ReadLimits {
  const { inputs, problems } = readLimitsInputs(options);
  const state = limitsState(inputs);
  if (!options.history.demo && options.keep !== false) keep(options, state, inputs);
  return { state, problems };
}

/** Everything but the history, for those who compute again on each change. */
export function readLimitsInputs(options: ReadLimitsOptions): {
  inputs: LimitsInputs;
  problems: readonly string[];
} {
  const { history, paths, homeDir, zone, nowMs } = options;
  const { settings, problems } = loadSettings(paths.settingsFile);
  const policy = limitsPolicy(settings);
  const roots = history.roots.map((r) => r.path);
  const client = readClientState(roots, homeDir);
  const feeds = [...readStatuslineFeeds(paths.statuslineDir).values()];
  return {
    inputs: {
      history,
      policy,
      reports: [...feeds.flatMap(reportsOf), ...client.windows],
      extraUsage: client.extraUsage,
      planHint: client.planHint,
      exhausted: readExhausted(paths),
      zone,
      nowMs,
    },
    problems,
  };
}

/** What did not change need not be kept more often: that takes as long as a report. */
const SAME_MS = 60_000;

function keep({ history, paths, homeDir, zone }: ReadLimitsOptions, state: LimitsState, inputs: LimitsInputs): void {
  const { policy, nowMs } = inputs;
  const rootPaths = history.roots.map((root) => root.path);
  const files = [paths.settingsFile, ...clientStateFiles(rootPaths, homeDir)];
  const madeFrom = history.stamp === null ? null : shortName(`${history.stamp} ${zone.name} ${stampOf(files)}`);
  if (madeFrom !== null && isKept(paths.stateDir, madeFrom, nowMs)) return;
  // A folder that cannot be written makes the status line less informed; it must not fail a report.
  if (!writeLimitsSnapshot(paths.stateDir, { atMs: nowMs, madeFrom, limits: state.limits })) return;
  noteExhausted(paths, state.limits);
  // Once a day is often enough to forget what was said months ago.
  if (claimCrossing(paths.stateDir, `pruned ${Math.floor(nowMs / DAY_MS)}`)) pruneCrossings(paths.stateDir, nowMs);
  const current = new Set(state.alerts.filter((a) => isCrossed(a, "warn")).map((a) => a.id));
  for (const limit of state.limits) releaseFallen(paths.stateDir, limit, current, policy.thresholds);
}

function isKept(stateDir: string, madeFrom: string, nowMs: number): boolean {
  const kept = readLimitsSnapshot(stateDir);
  if (kept === null || kept.madeFrom !== madeFrom) return false;
  return nowMs >= kept.atMs && nowMs - kept.atMs < SAME_MS;
}

/** So much below a threshold a figure has to fall before the same crossing is news again. */
const FALL_PERCENT = 3;

function releaseFallen(
  stateDir: string,
  limit: Limit,
  current: ReadonlySet<string>,
  thresholds: LimitsInputs["policy"]["thresholds"],
): void {
  const { usedPercent, stale } = limit;
  if (usedPercent === null || stale) return;
  for (const threshold of [...thresholdsOf(limit.kind, thresholds), 100]) {
    if (usedPercent > threshold - FALL_PERCENT) continue;
    const id = crossingId(limit, String(threshold));
    if (!current.has(id)) releaseCrossing(stateDir, id);
  }
}
