/** What a hook answers. It reads small files of ours and at most the end of one log; it never adds to Claude's context. */

import type { HookInput } from "../../claude-code/feeds/hook-input.ts";
import { type ControlSequence, cleanText } from "../../core/clean-text.ts";
import type { SessionInContext } from "../../core/context/alerts.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import { type HookOptions, PLUGIN_COMMANDS, PLUGIN_NAME } from "../../core/hooks.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import { todaySpend } from "../../core/statusline/spend-snapshot.ts";
import { noteExhausted } from "../../store/feeds/exhausted-windows.ts";
import { readStatuslineFeed } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { contextPolicy, hookOptions, type InsideHookOptions } from "../../store/settings/inside-settings.ts";
import { type QuickSettings, readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { commandText } from "../../view/words/command-text.ts";
import { alertText, blockText, startText, switchText } from "../../view/words/hook-text.ts";
import { liveContext, sessionRoot, standardRoot } from "../context/live-context.ts";
import { readTrail } from "../context/read-trail.ts";
import { alertList } from "../limits/alert-list.ts";
import { moneyMeaning } from "../limits/money-meaning.ts";
import { alertsQuick, type QuickAlerts } from "../limits/quick-alerts.ts";
import { claimNewAlerts } from "../limits/say-alerts.ts";
import { tellOutside } from "./hook-notify.ts";
import { hookBook, turnMessage } from "./hook-prices.ts";

/** What Claude Code takes from a hook; only what the user sees, and what stops. */
export type HookAnswer = {
  readonly systemMessage?: string;
  /** A desktop notification or the bell. */
  readonly terminalSequence?: ControlSequence;
  readonly decision?: "block";
  readonly reason?: string;
  readonly hookSpecificOutput?: {
    readonly hookEventName: "PreModelSwitch";
    readonly permissionDecision: "ask";
    readonly permissionDecisionReason: string;
  };
};

export type HookRun = {
  readonly input: HookInput;
  readonly paths: DataPaths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
};

/** null = nothing to say. Every text of it has passed the gate: Claude Code shows it in the terminal as it is. */
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

/** Claude Code takes at most 10,000 characters. */
const MOST_CHARACTERS = 9_000;

const cleanLines = (text: string): string => text.slice(0, MOST_CHARACTERS).split("\n").map(cleanText).join("\n");

/** With the folder of the session's account for sums and warnings. */
type AccountRun = HookRun & {
  readonly root: string | null /** Where what was read of logs is. */;
  readonly trailsDir: string;
};

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
  }
}

function message(lines: readonly string[]): HookAnswer | null {
  const text = lines.filter((line) => line !== "").join("\n");
  return text === "" ? null : { systemMessage: text };
}

function sessionStart(run: AccountRun, settings: QuickSettings, options: HookOptions): string[] {
  const { input, paths, nowMs } = run;
  // A compaction starts the session anew; it has just been dealt with.
  if (input.source === "compact") return [];
  const summary = readSummarySnapshot(paths.stateDir);
  const alerts = options.alerts ? quickLimits(run, null, settings).alerts : [];
  // What is said here is not said again with the next prompt.
  claimNewAlerts(alerts, paths.stateDir);
  const texts = alerts.filter((a) => a.kind !== "news").map((a) => alertText(a, nowMs));
  return [
    startText(todaySpend(summary, null, nowMs), summary, moneyMeaning(paths, run.root, settings), nowMs),
    ...texts,
  ];
}

function promptSubmit(run: AccountRun, settings: QuickSettings, options: InsideHookOptions): HookAnswer | null {
  const { input, paths, nowMs } = run;
  const feed = readStatuslineFeed(paths.statuslineDir, input.sessionId);
  const { alerts, stop } = quickLimits(run, feed, settings);
  if (options.block && stop !== null) {
    return { decision: "block", reason: blockText(stop, paths.settingsFile, nowMs) };
  }
  const contexts = options.compactPrompt ? promptContext(run, feed, settings) : [];
  const limits = options.alerts ? alerts : [];
  const said = claimNewAlerts(alertList(limits, contexts, settings, nowMs), paths.stateDir);
  const answer = message(said.map((alert) => alertText(alert, nowMs)));
  const terminalSequence = tellOutside(said, settings, nowMs);
  return answer !== null && terminalSequence !== null ? { ...answer, terminalSequence } : answer;
}

/** The plugin's own commands are answered here, so that asking for a figure costs no request. */
function ownCommand(run: AccountRun, settings: QuickSettings): HookAnswer | null {
  const { input, paths, nowMs } = run;
  const command = PLUGIN_COMMANDS.find((name) => input.commandName === `${PLUGIN_NAME}:${name}`);
  if (command === undefined) return null;
  const feed = readStatuslineFeed(paths.statuslineDir, input.sessionId);
  const summary = readSummarySnapshot(paths.stateDir);
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
  try {
    noteExhausted(paths, quick.limits, root);
  } catch (error) {
    // A folder that cannot be written must not silence the hook.
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
  return quick;
}

/** The session's context, unless the client is about to compact it. */
function promptContext(
  run: AccountRun,
  feed: StatuslineFeed | null,
  settings: QuickSettings,
): readonly SessionInContext[] {
  const context = hookContext(run, feed, settings);
  return context === null || compactsNow(context.state) ? [] : [context];
}

/** With this very prompt, so that a word about it would come too late. Seen with windows of 1M; not with 200k. */
function compactsNow({ autoCompactAtTokens, tokensUntilCompact, windowTokens }: ContextState): boolean {
  return autoCompactAtTokens !== null && tokensUntilCompact === 0 && windowTokens > 200_000;
}

function hookContext(run: AccountRun, feed: StatuslineFeed | null, settings: QuickSettings): SessionInContext | null {
  const { input, env, nowMs } = run;
  const { sessionId } = input;
  const path = input.transcriptPath ?? feed?.input.transcriptPath ?? null;
  const read = path === null ? null : readTrail(run.trailsDir, sessionId, path, nowMs);
  const project = feed?.input.projectDir || input.cwd;
  const trail = read?.trail ?? null;
  const session = { feed, trail, readAtMs: nowMs, projectDir: project, path, root: standardRoot(env) };
  const state = liveContext(session, { env, policy: contextPolicy(settings), book: hookBook(env), nowMs });
  if (state === null) return null;
  const title = feed?.input.sessionName ?? trail?.title?.text ?? "";
  return { sessionId, project, title, compactions: trail?.compactions ?? feed?.compactions ?? [], state };
}

/** Below this a question costs more than the switch. */
const WORTH_ASKING_USD = 0.05;

function modelSwitch(input: HookInput): HookAnswer | null {
  const { cacheWriteUsd, contextTokens, fromModel, toModel, cacheWarm, source } = input;
  if (cacheWriteUsd === null || contextTokens === null || cacheWriteUsd < WORTH_ASKING_USD) return null;
  const text = switchText(fromModel, toModel, contextTokens, cacheWriteUsd, cacheWarm === true);
  // A program that switches cannot be asked: it would be refused.
  if (source !== "command" && source !== "picker") return { systemMessage: text };
  return {
    hookSpecificOutput: {
      hookEventName: "PreModelSwitch",
      permissionDecision: "ask",
      permissionDecisionReason: text,
    },
  };
}
