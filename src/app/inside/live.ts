/**
 * The data that the mod in Claude Code shows beside the client's own figures: the session at our prices, sums, context,
 * limits. From small files of ours and the mod's report of the running session; no log is read.
 */

import type { LiveInput } from "../../claude-code/feeds/live-input.ts";
import { managedFolders } from "../../claude-code/settings/managed-files.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { type StatuslineFeed, usdSinceMark } from "../../core/statusline/feed.ts";
import {
  type LiveBill,
  type LiveRequest,
  liveBill,
  liveCache,
  liveFeed,
  type RequestSum,
  sumRequests,
} from "../../core/statusline/live-session.ts";
import type { StatuslineInput } from "../../core/statusline/snapshot.ts";
import { type SummarySnapshot, sumStartMs, type TodaySpend, todaySpend } from "../../core/statusline/spend-snapshot.ts";
import { readStatuslineFeed } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { contextPolicy } from "../../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readSavedTrail } from "../../store/state/context-trails.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { liveContext, sessionRoot, standardRoot } from "../context/live-context.ts";
import { moneyMeaning } from "../limits/money-meaning.ts";
import { alertsQuick } from "../limits/quick-alerts.ts";
import { hookBook } from "./hook-prices.ts";
import { hasStatusline } from "./mod-state.ts";

export type LiveRun = {
  readonly input: LiveInput;
  readonly paths: DataPaths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly nowMs: number;
};

export type LiveTurn = RequestSum & { readonly turnId: string };

/** Sums of the account; null = never computed, or of another week or month. Dollars. */
export type LivePeriods = {
  readonly today: TodaySpend | null;
  readonly weekUsd: number | null;
  readonly monthUsd: number | null;
  /** When the logs were read; epoch milliseconds. */
  readonly asOfMs: number | null;
};

export type LiveFigures = {
  readonly sessionId: string;
  /** Claude Code draws our status line, so the mod's footer is not needed. */
  readonly hasStatusline: boolean;
  readonly money: MoneyMeaning | null;
  readonly bill: LiveBill | null;
  readonly turns: readonly LiveTurn[];
  readonly periods: LivePeriods;
  readonly context: ContextState | null;
  /** Limits of the account. */
  readonly limits: readonly Limit[];
};

export function liveFigures({ input, paths, env, platform, nowMs }: LiveRun): LiveFigures {
  const { snapshot, samples, requests } = input;
  const { sessionId, transcriptPath } = snapshot;
  const root = sessionRoot(env, transcriptPath);
  const accountPaths = { ...paths, stateDir: accountStateDir(paths.stateDir, root) };
  const settings = readSettingsQuick(paths.settingsFile);
  const summary = readSummarySnapshot(accountPaths.stateDir);
  const recorded = readStatuslineFeed(paths.statuslineDir, sessionId);
  const present = presentSnapshot(snapshot, recorded, liveCache(requests));
  const feed = liveFeed(recorded, present, samples, sumStartMs(summary, nowMs));
  const book = hookBook(env);
  const projectDir = snapshot.projectDir || snapshot.cwd;
  const known = {
    feed,
    trail: readSavedTrail(paths.stateDir, sessionId)?.trail ?? null,
    projectDir,
    path: transcriptPath,
    root: standardRoot(env),
  };
  const quick = alertsQuick({ paths: accountPaths, feed, nowMs, settings });
  return {
    sessionId,
    hasStatusline: hasStatusline({ root, projectDir, managed: managedFolders(platform) }),
    money: moneyMeaning(paths, root, settings),
    bill: billOf(input, feed, summary, book, nowMs),
    turns: turnSums(requests, book),
    periods: periodsOf(summary, feed, nowMs),
    context: liveContext(known, { env, policy: contextPolicy(settings), book, nowMs }),
    limits: quick.limits,
  };
}

/** Adds what only a status line receives: the amounts of its windows, its cache, the session's name. */
function presentSnapshot(
  snapshot: StatuslineInput,
  recorded: StatuslineFeed | null,
  cache: StatuslineInput["cache"],
): StatuslineInput {
  const last = recorded?.input;
  return {
    ...snapshot,
    sessionName: last?.sessionName ?? null,
    fastMode: last?.fastMode ?? false,
    cache: cache ?? last?.cache ?? null,
    windows: snapshot.windows.map((w) => {
      const same = last?.windows.find((l) => l.id === w.id && l.usedPercent === w.usedPercent);
      return same ? { ...w, usedUsd: same.usedUsd, limitUsd: same.limitUsd, period: same.period } : w;
    }),
  };
}

function billOf(
  { snapshot, samples, requests, isCut }: LiveInput,
  feed: StatuslineFeed | null,
  summary: SummarySnapshot | null,
  book: PriceBook,
  nowMs: number,
): LiveBill | null {
  // On a new day, spend is counted from the day's start instead of from the sum.
  const isMarked = summary !== null && nowMs < summary.dayEndMs;
  const session = (isMarked && summary.sessions[snapshot.sessionId]) || null;
  const fromMs = session === null ? Number.NEGATIVE_INFINITY : (summary?.asOfMs ?? 0);
  const firstMs = isCut ? (requests[0]?.atMs ?? 0) : (samples[0]?.atMs ?? Number.POSITIVE_INFINITY);
  const isFromStart = !isCut && samples[0]?.usd === 0;
  const areAllKnown = isFromStart || firstMs <= fromMs;
  const since = areAllKnown ? requests.filter(({ atMs }) => atMs > fromMs) : null;
  return liveBill(feed, session, since && sumRequests(since, book));
}

function turnSums(requests: readonly LiveRequest[], book: PriceBook): readonly LiveTurn[] {
  const ids = [...new Set(requests.map((request) => request.turnId))];
  return ids.map((turnId) => ({
    turnId,
    ...sumRequests(
      requests.filter((request) => request.turnId === turnId),
      book,
    ),
  }));
}

function periodsOf(summary: SummarySnapshot | null, feed: StatuslineFeed | null, nowMs: number): LivePeriods {
  const sinceUsd = feed === null ? null : usdSinceMark(feed);
  const isIn = (endMs: number): boolean => summary !== null && nowMs < endMs && nowMs >= summary.dayStartMs;
  const sum = (usd: string, endMs: number): number | null => (isIn(endMs) ? Number(usd) + (sinceUsd ?? 0) : null);
  return {
    today: todaySpend(summary, sinceUsd, nowMs),
    weekUsd: summary && sum(summary.weekUsd, summary.dayEndMs),
    monthUsd: summary && sum(summary.monthUsd, summary.dayEndMs),
    asOfMs: summary?.asOfMs ?? null,
  };
}
