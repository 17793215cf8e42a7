/**
 * Makes a hook's answer. It reads small files of ours and at most the end of one log; it never adds to Claude's
 * context.
 */

import type { HookInput } from "../../claude-code/feeds/hook-input.ts";
import { cleanText } from "../../core/clean-text.ts";
import { type ColdCacheAlert, coldCacheAlert } from "../../core/context/alerts.ts";
import { type HookOptions, PLUGIN_COMMANDS, PLUGIN_NAME } from "../../core/hooks.ts";
import { isQuiet } from "../../core/limits/alerts.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { type StatuslineFeed, usdSinceMark, withMark } from "../../core/statusline/feed.ts";
import { type SummarySnapshot, sumStartMs } from "../../core/statusline/spend-snapshot.ts";
import { attempt } from "../../runtime/try-file.ts";
import { noteExhausted } from "../../store/feeds/exhausted-windows.ts";
import { readStatuslineFeed } from "../../store/feeds/statusline-feed.ts";
import { hookOptions, type InsideHookOptions } from "../../store/settings/inside-settings.ts";
import { type QuickSettings, readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { commandText } from "../../view/words/command-text.ts";
import { alertText, blockText, coldCacheText, startText, switchText } from "../../view/words/hook-text.ts";
import { sessionRoot } from "../context/live-context.ts";
import { alertList, quickQuiet } from "../limits/alert-list.ts";
import { moneyMeaning } from "../limits/money-meaning.ts";
import { claimNewAlerts } from "../limits/notify.ts";
import { alertsQuick, type QuickAlerts } from "../limits/quick-alerts.ts";
import {
  type AccountRun,
  type HookAnswer,
  type HookContext,
  type HookRun,
  hookContext,
  promptContext,
} from "./hook-context.ts";
import { beforeAgent, promptEstimate } from "./hook-estimates.ts";
import { notifyOutside } from "./hook-notify.ts";
import { turnMessage } from "./hook-prices.ts";

/** null = nothing to show. All texts are cleaned, because Claude Code shows them in the terminal unchanged. */
export function answerHook(run: HookRun): HookAnswer | null {
  const answer = answerTo(run);
  if (answer === null) return null;
  const { systemMessage, reason, hookSpecificOutput: asked } = answer;
  return {
    ...answer,
    ...(systemMessage === undefined ? {} : { systemMessage: cleanLines(systemMessage) }),
    ...(reason === undefined ? {} : { reason: cleanLines(reason) }),
    ...(asked === undefined
      ? {}
      : {
          hookSpecificOutput: { ...asked, permissionDecisionReason: cleanText(asked.permissionDecisionReason) },
        }),
  };
}

/** Claude Code accepts at most 10,000 characters. */
const MOST_CHARACTERS = 9_000;

const cleanLines = (text: string): string => text.slice(0, MOST_CHARACTERS).split("\n").map(cleanText).join("\n");

function answerTo(given: HookRun): HookAnswer | null {
  const { paths, env, input } = given;
  const root = sessionRoot(env, input.transcriptPath);
  const stateDir = accountStateDir(paths.stateDir, root);
  const run: AccountRun = { ...given, root, trailsDir: paths.stateDir, paths: { ...paths, stateDir } };
  const settings = readSettingsQuick(run.paths.settingsFile);
  const options = hookOptions(settings);
  switch (run.input.event) {
    case "SessionStart":
      return options.sessionStart ? message(sessionStart(run, settings, options)) : null;
    case "UserPromptExpansion":
      return ownCommand(run, settings);
    case "UserPromptSubmit":
      return promptSubmit(run, settings, options);
    case "Stop":
      return options.turnCost
        ? message([turnMessage(run.input, run.env, moneyMeaning(run.paths, root, settings))])
        : null;
    case "PreModelSwitch":
      return options.modelSwitch ? modelSwitch(run.input) : null;
    case "PreToolUse":
      return options.agents ? beforeAgent(run, options) : null;
  }
}

function message(lines: readonly string[]): HookAnswer | null {
  const text = lines.filter((line) => line !== "").join("\n");
  return text === "" ? null : { systemMessage: text };
}

function sessionStart(run: AccountRun, settings: QuickSettings, options: HookOptions): string[] {
  const { input, paths, nowMs } = run;
  // After a compaction there is nothing to report about the context.
  if (input.source === "compact") return [];
  const summary = readSummarySnapshot(paths.stateDir);
  // A resumed session has a record of what it spent since the logs were read.
  const feed = sessionFeed(run, summary);
  const alerts = options.alerts ? quickLimits(run, feed, settings).alerts : [];
  // What is shown here is not shown again with the next prompt.
  claimNewAlerts(alerts, paths.stateDir);
  const texts = alerts.filter((a) => a.kind !== "news").map((a) => alertText(a, nowMs));
  return [
    startText({
      summary,
      sinceUsd: feed === null ? 0 : usdSinceMark(feed),
      meaning: moneyMeaning(paths, run.root, settings),
      nowMs,
    }),
    ...texts,
  ];
}

/** The status line's record of the session, counted from the present sum; null = none. */
function sessionFeed({ input, paths, nowMs }: AccountRun, summary: SummarySnapshot | null): StatuslineFeed | null {
  const feed = readStatuslineFeed(paths.statuslineDir, input.sessionId);
  return feed === null ? null : withMark(feed, sumStartMs(summary, nowMs));
}

function promptSubmit(run: AccountRun, settings: QuickSettings, options: InsideHookOptions): HookAnswer | null {
  const { paths, nowMs } = run;
  const feed = sessionFeed(run, readSummarySnapshot(paths.stateDir));
  const { alerts, stop } = quickLimits(run, feed, settings);
  if (options.block && stop !== null) {
    return { decision: "block", reason: blockText(stop, paths.settingsFile, nowMs) };
  }
  const context = options.compactPrompt || options.coldCache ? promptContext(run, feed, settings) : null;
  const contexts = options.compactPrompt && context !== null ? [context] : [];
  const limits = options.alerts ? alerts : [];
  const said = claimNewAlerts(alertList(limits, contexts, settings, nowMs), paths.stateDir);
  const cold = context === null || !options.coldCache ? [] : newColdCache(run, context, settings, options);
  // The advice to start over has already mentioned it.
  const hasColdCacheAlert = said.some(
    (alert) => alert.kind === "context" && alert.state.advice?.reason === "cold-cache",
  );
  const meaning = (): MoneyMeaning | null => moneyMeaning(paths, run.root, settings);
  const answer = message([
    ...said.map((alert) => alertText(alert, nowMs)),
    ...(hasColdCacheAlert ? [] : cold.map((alert) => coldCacheText(alert, meaning(), nowMs))),
    options.estimate && !run.input.isTaskNotice ? promptEstimate(run, feed) : "",
  ]);
  const terminalSequence = notifyOutside(said, settings, nowMs);
  return answer !== null && terminalSequence !== null ? { ...answer, terminalSequence } : answer;
}

/** The alert about an expired cache, unless it was already shown or is silenced. */
function newColdCache(
  { paths, nowMs }: AccountRun,
  context: HookContext,
  settings: QuickSettings,
  { coldCacheFromPico }: InsideHookOptions,
): readonly ColdCacheAlert[] {
  const alert = coldCacheAlert(context, context.lastRequest, coldCacheFromPico);
  if (alert === null || isQuiet(`cold-cache:${alert.sessionId}`, quickQuiet(settings), nowMs)) return [];
  return claimNewAlerts([alert], paths.stateDir);
}

/** The plugin's own commands are answered here, so that they cost no request. */
function ownCommand(run: AccountRun, settings: QuickSettings): HookAnswer | null {
  const { input, paths, nowMs } = run;
  const command = PLUGIN_COMMANDS.find((name) => input.commandName === `${PLUGIN_NAME}:${name}`);
  if (command === undefined) return null;
  const summary = readSummarySnapshot(paths.stateDir);
  const feed = sessionFeed(run, summary);
  const context = hookContext(run, feed, settings)?.state ?? null;
  const limits = command === "limits" ? quickLimits(run, feed, settings).limits : [];
  const reason = commandText(command, {
    feed,
    summary,
    context,
    limits,
    meaning: moneyMeaning(paths, run.root, settings),
    nowMs,
  });
  return reason === "" ? null : { decision: "block", reason };
}

function quickLimits(
  { paths, root, nowMs }: AccountRun,
  feed: StatuslineFeed | null,
  settings: QuickSettings,
): QuickAlerts {
  const quick = alertsQuick({ paths, feed, nowMs, settings });
  // A folder that cannot be written must not prevent the answer.
  attempt(() => noteExhausted(paths, quick.limits, root));
  return quick;
}

/** For a smaller amount, asking is not worth the interruption. */
const WORTH_ASKING_USD = 0.05;

function modelSwitch(input: HookInput): HookAnswer | null {
  const { cacheWriteUsd, contextTokens, fromModel, toModel, cacheWarm, source } = input;
  if (cacheWriteUsd === null || contextTokens === null || cacheWriteUsd < WORTH_ASKING_USD) return null;
  const text = switchText(fromModel, toModel, contextTokens, cacheWriteUsd, cacheWarm === true);
  // A program that switches models cannot answer, and its switch would be refused.
  if (source !== "command" && source !== "picker") return { systemMessage: text };
  return {
    hookSpecificOutput: {
      hookEventName: "PreModelSwitch",
      permissionDecision: "ask",
      permissionDecisionReason: text,
    },
  };
}
