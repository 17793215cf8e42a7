/** The status line: takes what Claude Code says, keeps it, and gives the facts to draw. No log is read. */

import { parseStatuslineInput } from "../../claude-code/feeds/statusline-input.ts";
import { moneyWords } from "../../core/limits/plan.ts";
import { PriceBook } from "../../core/pricing/price-book.ts";
import { feedTotalUsd, nextFeed, type StatuslineFeed, usdSinceMark } from "../../core/statusline/feed.ts";
import type { StatuslineOptions } from "../../core/statusline/fields.ts";
import { type SummarySnapshot, sumStartMs, todaySpend } from "../../core/statusline/spend-snapshot.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { noteExhausted } from "../../store/feeds/exhausted-windows.ts";
import { readStatuslineFeed, writeStatuslineFeed } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { contextPolicy, statuslineOptions } from "../../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
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
  /** What went wrong on the way; the line is drawn all the same. */
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
  // What a hook or a report read of the log last: the line itself reads none.
  const saved = readSavedTrail(paths.stateDir, input.sessionId);
  const known = {
    feed,
    trail: saved?.trail ?? null,
    projectDir: input.projectDir || input.cwd,
    path: input.transcriptPath,
    root: standardRoot(env),
  };
  const book = new PriceBook(shippedCards());
  const context = liveContext(known, { env, policy: contextPolicy(settings), book, nowMs });
  const quick = alertsQuick({ paths: accountPaths, feed, nowMs, settings });
  try {
    // Without hooks the status line alone hears of a window that is used up.
    noteExhausted(accountPaths, quick.limits, root);
  } catch (error) {
    trouble = error;
  }
  const compactions = saved?.trail.compactions ?? feed.compactions;
  const { sessionId, projectDir: project, sessionName } = input;
  const contexts =
    context === null ? [] : [{ sessionId, project, title: sessionName ?? "", compactions, state: context }];
  const session = summary?.sessions[input.sessionId];
  const facts: StatuslineFacts = {
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
  return { facts, options, trouble };
}

/** Where the client said nothing that can be read, today is still known. */
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
