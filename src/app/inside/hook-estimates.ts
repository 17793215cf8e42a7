/** Shows the probable cost of a turn or an agent before it starts, from stored estimates; no log is searched. */

import { agentsLike, turnsLike } from "../../core/estimates/estimates.ts";
import { AGENT_TOOLS } from "../../core/hooks.ts";
import { type Pico, parseUsd, picoFromFloat } from "../../core/pricing/money.ts";
import { projectFolder } from "../../core/responses/project-path.ts";
import { feedTotalUsd, type StatuslineFeed } from "../../core/statusline/feed.ts";
import { readStatuslineFeed } from "../../store/feeds/statusline-feed.ts";
import type { InsideHookOptions } from "../../store/settings/inside-settings.ts";
import { claimCrossing } from "../../store/state/crossings.ts";
import { readEstimates } from "../../store/state/estimates-snapshot.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { turnEstimateText } from "../../view/words/estimate-words.ts";
import { type AgentWarning, agentAskText, agentText } from "../../view/words/hook-text.ts";
import { type AccountRun, type HookAnswer, sessionModel } from "./hook-context.ts";
import { hookBook } from "./hook-prices.ts";

/** The usual cost of turns like the one that begins; "" where too few are known. */
export function promptEstimate(run: AccountRun, feed: StatuslineFeed | null): string {
  const estimates = readEstimates(run.trailsDir);
  if (estimates === null) return "";
  const { project } = projectFolder(feed?.input.projectDir || run.input.cwd);
  const set = turnsLike(estimates, project, hookBook(run.env).nameOf(sessionModel(run, feed)));
  return set === null ? "" : turnEstimateText(set);
}

/** The type of agents without a given type, and of those that a workflow starts. */
const DEFAULT_AGENT = "general-purpose";
const WORKFLOW_AGENT = "workflow-subagent";

/**
 * Shows the estimate once for each prompt and type of agent, and asks while a configured amount is reached. Where
 * nobody can answer it does not ask, because Claude Code would refuse the agent and pass the reason to Claude.
 */
export function beforeAgent(run: AccountRun, options: InsideHookOptions): HookAnswer | null {
  const { input, paths, env, trailsDir } = run;
  if (!AGENT_TOOLS.some((tool) => tool === input.toolName)) return null;
  const feed = readStatuslineFeed(paths.statuslineDir, input.sessionId);
  const agentType = input.toolName === "Workflow" ? WORKFLOW_AGENT : input.agentType || DEFAULT_AGENT;
  const estimates = readEstimates(trailsDir);
  const warning: AgentWarning = {
    spentPico: sessionSpent(run, feed),
    usual: estimates && agentsLike(estimates, agentType),
  };
  const { askSessionPico, askAgentPico } = options;
  const reached = {
    sessionPico: isReached(warning.spentPico, askSessionPico) ? askSessionPico : null,
    agentPico: isReached(warning.usual?.spread.medianPico ?? null, askAgentPico) ? askAgentPico : null,
  };
  const reason = agentAskText(warning, reached);
  if (reason !== "" && isAttended(env)) {
    return {
      hookSpecificOutput: {
        hookEventName: "PreToolUse",
        permissionDecision: "ask",
        permissionDecisionReason: reason,
      },
    };
  }
  const text = agentText(warning);
  const prompt = input.promptId ?? feed?.input.promptId ?? "";
  const isNew = text !== "" && claimCrossing(paths.stateDir, `agents ${input.sessionId} ${prompt} ${agentType}`);
  return isNew ? { systemMessage: text } : null;
}

/** Whether a person is using the session. Older clients only report how they were started. */
function isAttended(env: AccountRun["env"]): boolean {
  const attended = env["CLAUDE_CODE_SESSION_ATTENDED"];
  return attended === undefined ? !env["CLAUDE_CODE_ENTRYPOINT"]?.startsWith("sdk") : attended !== "0";
}

const isReached = (pico: Pico | null, from: Pico | null): from is Pico =>
  pico !== null && from !== null && pico >= from;

/** By the client's running total, or else by the last sums of the logs; null = not known. */
function sessionSpent({ input, paths }: AccountRun, feed: StatuslineFeed | null): Pico | null {
  const total = feed === null ? null : feedTotalUsd(feed);
  if (total !== null) return picoFromFloat(total);
  const known = readSummarySnapshot(paths.stateDir)?.sessions[input.sessionId];
  return known === undefined ? null : parseUsd(known.usd);
}
