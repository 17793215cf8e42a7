/**
 * Computes limits from files: our settings and feeds, the client's state. Stores the facts for the hooks and the status
 * line, which read no logs.
 */

import { existsSync } from "node:fs";
import { clientStateFiles, joinStates } from "../../claude-code/feeds/client-state.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { Account } from "../../core/limits/account.ts";
import { crossingId, isCrossed } from "../../core/limits/alerts.ts";
import { type AccountState, type LimitsState, limitsState } from "../../core/limits/all-accounts.ts";
import { DAY_MS } from "../../core/limits/calendar.ts";
import { type Limit, type Thresholds, thresholdsOf } from "../../core/limits/limit.ts";
import type { LimitsHistory, LimitsInputs } from "../../core/limits/measure.ts";
import { outlookOf } from "../../core/limits/outlook.ts";
import { EVERY_SESSION } from "../../core/limits/spending.ts";
import { shortName } from "../../core/responses/identity.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import { readSeenAccounts } from "../../store/feeds/account-history.ts";
import { noteExhausted, readExhausted } from "../../store/feeds/exhausted-windows.ts";
import { readStatuslineFeeds } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { stampOf } from "../../store/files/file-stamps.ts";
import { loadSettings } from "../../store/settings.ts";
import { ownStateDir } from "../../store/state/account-folders.ts";
import { claimCrossing, pruneCrossings, releaseCrossing } from "../../store/state/crossings.ts";
import { readLimitsSnapshot, writeLimitsSnapshot } from "../../store/state/limits-snapshot.ts";
import { foundPaths, signedInAccounts } from "./accounts.ts";
import { earlierReadings, reportsOf } from "./feed-reports.ts";
import { limitsPolicy } from "./limits-policy.ts";
import { noteAccounts } from "./note-accounts.ts";
import { rootOf, sessionOwners } from "./session-owners.ts";

export type ReadLimitsOptions = {
  readonly history: LimitsHistory;
  readonly paths: DataPaths;
  readonly homeDir: string;
  readonly zone: Zone;
  readonly nowMs: number;
  /**
   * false where the folders or the time zone are not the user's usual ones: the result is then not stored. Default:
   * true.
   */
  readonly keep?: boolean;
};

export type ReadLimits = {
  readonly state: LimitsState;
  /** Problems with the settings, one line each. */
  readonly problems: readonly string[];
};

/** Reads, computes, and writes the facts into our state folder (except for a demo). */
export function readLimits(options: ReadLimitsOptions): ReadLimits {
  const { inputs, problems } = limitsInputs(options);
  const state = limitsState(inputs, options.zone, options.nowMs);
  if (!options.history.demo && options.keep !== false) {
    for (const [i, account] of state.accounts.entries()) keep(options, account, inputs[i] as LimitsInputs);
  }
  return { state, problems };
}

/** The inputs of each account's limits. */
function limitsInputs(options: ReadLimitsOptions): { inputs: readonly LimitsInputs[]; problems: readonly string[] } {
  const { history, paths, homeDir, zone, nowMs } = options;
  const { settings, problems } = loadSettings(paths.settingsFile);
  const policy = limitsPolicy(settings);
  const roots = foundPaths(history.roots);
  const accounts = signedInAccounts(roots, homeDir);
  if (!history.demo && options.keep !== false) {
    for (const { states } of accounts) noteAccounts(paths.dataDir, states, nowMs);
  }
  const seen = history.demo ? [] : readSeenAccounts(paths.dataDir);
  const owners = sessionOwners(
    accounts.map((a) => a.account),
    seen,
  );
  const feeds = [...readStatuslineFeeds(paths.statuslineDir).values()];
  const inputs = accounts.map(({ account, states }, i): LimitsInputs => {
    const client = joinStates(states);
    const isOwn = owners[i] ?? EVERY_SESSION;
    const own = feeds.filter(
      (feed) => isFeedOf(feed, account, roots) && isOwn(feed.input.sessionId, feed.recordedAtMs),
    );
    return {
      history,
      account,
      isOwn,
      policy,
      reports: [...own.flatMap(reportsOf), ...client.windows],
      earlier: own.flatMap(earlierReadings),
      extraUsage: client.extraUsage,
      planHint: client.planHint,
      exhausted: readExhausted(paths, account.roots),
      zone,
      nowMs,
    };
  });
  return { inputs, problems };
}

/**
 * Whether a session belongs to the account: sessions of folders that are not read are another account's. Unknown where
 * the feed contains no log's path.
 */
function isFeedOf({ input }: StatuslineFeed, { roots }: Account, looked: readonly string[]): boolean {
  if (!input.transcriptPath) return looked.length === roots.length;
  const root = rootOf(input.transcriptPath);
  return roots.includes(root) || (looked.length === 1 && !existsSync(root));
}

/** An unchanged result is written at most this often, because writing takes as long as a report. */
const SAME_MS = 60_000;

function keep({ history, paths, homeDir, zone }: ReadLimitsOptions, state: AccountState, inputs: LimitsInputs): void {
  const { policy, nowMs, account } = inputs;
  const stateDir = ownStateDir(paths.stateDir, account);
  const rootPaths = history.roots.map((root) => root.path);
  const files = [paths.settingsFile, ...clientStateFiles(rootPaths, homeDir)];
  const madeFrom = history.stamp === null ? null : shortName(`${history.stamp} ${zone.name} ${stampOf(files)}`);
  if (madeFrom !== null && isKept(stateDir, madeFrom, nowMs)) return;
  const snapshot = { madeFrom, facts: state.facts, outlook: outlookOf(state.limits) };
  // A folder that cannot be written only makes the status line less complete; the report must not fail.
  if (!writeLimitsSnapshot(stateDir, snapshot)) return;
  noteExhausted({ ...paths, stateDir }, state.limits, account.roots[0] ?? null);
  // Records of old notifications are removed once a day.
  if (claimCrossing(stateDir, `pruned ${Math.floor(nowMs / DAY_MS)}`)) pruneCrossings(stateDir, nowMs);
  const current = new Set(state.alerts.filter((a) => isCrossed(a, "warn")).map((a) => a.id));
  for (const limit of state.limits) releaseFallen(stateDir, limit, current, policy.thresholds);
}

function isKept(stateDir: string, madeFrom: string, nowMs: number): boolean {
  const kept = readLimitsSnapshot(stateDir);
  if (kept === null || kept.madeFrom !== madeFrom) return false;
  return nowMs >= kept.facts.atMs && nowMs - kept.facts.atMs < SAME_MS;
}

/** How far a figure must fall below a threshold before crossing it again raises a new alert. */
const FALL_PERCENT = 3;

function releaseFallen(stateDir: string, limit: Limit, current: ReadonlySet<string>, thresholds: Thresholds): void {
  const { usedPercent, stale } = limit;
  if (usedPercent === null || stale) return;
  for (const threshold of [...thresholdsOf(limit.kind, thresholds), 100]) {
    if (usedPercent > threshold - FALL_PERCENT) continue;
    const id = crossingId(limit, String(threshold));
    if (!current.has(id)) releaseCrossing(stateDir, id);
  }
}
