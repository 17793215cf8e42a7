/** The status line: parses what Claude Code reports, stores it, and returns the facts to show. No log is read. */

import { parseStatuslineInput } from "../../claude-code/feeds/statusline-input.ts";
import { moneyWords } from "../../core/limits/plan.ts";
import { PriceBook } from "../../core/pricing/price-book.ts";
import { feedTotalUsd, nextFeed, type StatuslineFeed, usdSinceMark, withMark } from "../../core/statusline/feed.ts";
import type { StatuslineOptions } from "../../core/statusline/fields.ts";
import type { StatuslineInput } from "../../core/statusline/snapshot.ts";
import { type SummarySnapshot, sumStartMs, todaySpend } from "../../core/statusline/spend-snapshot.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { noteExhausted } from "../../store/feeds/exhausted-windows.ts";
import { readNewestFeed, readStatuslineFeed, writeStatuslineFeed } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { contextPolicy, statuslineOptions } from "../../store/settings/inside-settings.ts";
import { type QuickSettings, readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readSavedTrail } from "../../store/state/context-trails.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import type { StatuslineFacts } from "../../view/words/statusline.ts";
import { liveContext, sessionRoot, standardRoot } from "../context/live-context.ts";
import { alertList } from "../limits/alert-list.ts";
import { alertsQuick } from "../limits/quick-alerts.ts";

export type StatuslineResult = {
  readonly facts: StatuslineFacts;
  readonly options: StatuslineOptions;
  /** An error that occurred; the line is shown anyway. */
  readonly trouble: unknown;
};

type Env = Readonly<Record<string, string | undefined>>;

/** @param source the JSON on stdin */
export function statusline(source: string, paths: DataPaths, env: Env, nowMs: number): StatuslineResult {
  const settings = readSettingsQuick(paths.settingsFile);
  const options = statuslineOptions(settings);
  const input = parseStatuslineInput(source);
  const root = sessionRoot(env, input?.transcriptPath ?? null);
  const accountPaths = { ...paths, stateDir: accountStateDir(paths.stateDir, root) };
  const summary = readSummarySnapshot(accountPaths.stateDir);
  if (input === null) return { facts: factsWithout(summary, nowMs), options, trouble: null };
  let previous: StatuslineFeed | null = null;
  let trouble: unknown = null;
  try {
    previous = readStatuslineFeed(paths.statuslineDir, input.sessionId);
  } catch (error) {
    trouble = error;
  }
  const feed = nextFeed(previous, input, nowMs, sumStartMs(summary, nowMs));
  try {
    if (feed !== previous) writeStatuslineFeed(paths.statuslineDir, feed);
  } catch (error) {
    trouble = error;
  }
  const facts = factsOf({ feed, input, summary, settings, paths, accountPaths, env, nowMs });
  try {
    // Without hooks, only the status line can record that a window is used up.
    noteExhausted(accountPaths, facts.limits, root);
  } catch (error) {
    trouble = error;
  }
  return { facts, options, trouble };
}

/** After this time without a report, a session is no longer the present one. */
const SILENT_MS = 12 * 3_600_000;

/** The facts outside Claude Code: for the session whose status line ran last. Writes nothing. */
export function plainStatusline(paths: DataPaths, env: Env, nowMs: number): StatuslineResult {
  const settings = readSettingsQuick(paths.settingsFile);
  const options = statuslineOptions(settings);
  const last = readNewestFeed(paths.statuslineDir);
  const isPresent = last !== null && nowMs - last.recordedAtMs < SILENT_MS;
  const root = sessionRoot(env, isPresent ? last.input.transcriptPath : null);
  const accountPaths = { ...paths, stateDir: accountStateDir(paths.stateDir, root) };
  const summary = readSummarySnapshot(accountPaths.stateDir);
  if (!isPresent) return { facts: factsWithout(summary, nowMs), options, trouble: null };
  const feed = withMark(last, sumStartMs(summary, nowMs));
  const facts = factsOf({ feed, input: feed.input, summary, settings, paths, accountPaths, env, nowMs });
  return { facts, options, trouble: null };
}

type KnownFacts = {
  readonly feed: StatuslineFeed;
  /** The client's latest report; one that arrived late is not in the feed. */
  readonly input: StatuslineInput;
  readonly summary: SummarySnapshot | null;
  readonly settings: QuickSettings;
  readonly paths: DataPaths;
  /** With the folder of the session's account. */
  readonly accountPaths: DataPaths;
  readonly env: Env;
  readonly nowMs: number;
};

function factsOf({ feed, input, summary, settings, paths, accountPaths, env, nowMs }: KnownFacts): StatuslineFacts {
  const { sessionId, projectDir: project, sessionName } = input;
  // From a log that a hook or a report has read: the status line itself reads none.
  const saved = readSavedTrail(paths.stateDir, sessionId);
  const known = {
    feed,
    trail: saved?.trail ?? null,
    projectDir: project || input.cwd,
    path: input.transcriptPath,
    root: standardRoot(env),
  };
  const book = new PriceBook(shippedCards());
  const context = liveContext(known, { env, policy: contextPolicy(settings), book, nowMs });
  const quick = alertsQuick({ paths: accountPaths, feed, nowMs, settings });
  const compactions = saved?.trail.compactions ?? feed.compactions;
  const contexts =
    context === null ? [] : [{ sessionId, project, title: sessionName ?? "", compactions, state: context }];
  const session = summary?.sessions[sessionId];
  return {
    modelName: input.modelName,
    effort: input.effort,
    fastMode: input.fastMode,
    sessionName: input.sessionName,
    sessionUsd: feedTotalUsd(feed),
    money: quick.plan.kind === null ? null : moneyWords(quick.plan.kind),
    today: todaySpend(summary, feedTotalUsd(feed) === null ? null : usdSinceMark(feed), nowMs),
    context,
    limits: quick.limits,
    cache: input.cache,
    backgroundUsd: session?.backgroundUsd ? Number(session.backgroundUsd) : null,
    alerts: alertList(quick.alerts, contexts, settings, nowMs),
  };
}

/** Facts where the client's input cannot be parsed: today's sum is still known. */
function factsWithout(summary: SummarySnapshot | null, nowMs: number): StatuslineFacts {
  return {
    modelName: "",
    effort: null,
    fastMode: false,
    sessionName: null,
    sessionUsd: null,
    money: null,
    today: todaySpend(summary, null, nowMs),
    context: null,
    limits: [],
    cache: null,
    backgroundUsd: null,
    alerts: [],
  };
}
