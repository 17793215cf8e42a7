/** Texts for causes of cost and the advice that follows from them. */

import { cleanText } from "../../core/clean-text.ts";
import type { Advice } from "../../core/drivers/advice.ts";
import type { Cause, CauseId } from "../../core/drivers/cause-sums.ts";
import { REWRITE_REASONS, type RewriteReason } from "../../core/drivers/prompt-split.ts";
import { compactTokens, counted, money } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";

export const CAUSE_LABELS: Readonly<Record<CauseId, string>> = {
  start: "session starts",
  history: "context read again",
  rewrite: "context rewritten",
  tools: "tool results",
  input: "prompts",
  output: "answers",
  thinking: "thinking",
  "web-search": "web searches",
  fast: "fast mode's surcharge",
  subagents: "subagents",
  advisor: "advisor",
  compaction: "compactions",
  background: "background",
  fallback: "fallback models",
};

/** The label of a part of a cause. */
export function partLabel(cause: CauseId, key: string): string {
  if (cause === "rewrite") return REWRITE_REASONS[key as RewriteReason] ?? cleanText(key);
  if (cause === "start") return projectLabel(key);
  if (cause === "history" && key === "start") return "session start";
  if (cause === "history" && key.startsWith("tool:")) return `${cleanText(key.slice("tool:".length))} results`;
  if (cause === "background") return cleanText(key).replaceAll("_", " ");
  return cleanText(key);
}

/** Parts that are more specific than their cause. */
export function namedParts({ id, parts }: Cause): Cause["parts"] {
  const isSame = parts.length === 1 && partLabel(id, parts[0]?.key ?? "") === CAUSE_LABELS[id];
  return isSame ? [] : parts.filter(({ key }) => key !== "");
}

export type AdviceText = {
  readonly text: string;
  /** To type, or to put into a settings file; null = the text contains what to do. */
  readonly command: string | null;
};

export function adviceText(advice: Advice): AdviceText {
  const saves = money(advice.savesPico);
  switch (advice.id) {
    case "clear-between-tasks":
      return {
        text: `${times(advice.times)} a conversation went on after a pause of four hours or more; starting over for unrelated work would have saved about ${saves}`,
        command: "/clear",
      };
    case "compact-before-pause":
      return {
        text: `${times(advice.times)} the cache of a large context ran out in a pause; a summary before it would have saved about ${saves}`,
        command: "/compact",
      };
    case "narrow-questions":
      return {
        text: `${counted(advice.times, "question")} brought in ten results or more for a short answer; naming the files would have saved about ${saves}`,
        command: null,
      };
    case "fast-off":
      return { text: `without fast mode it would have been ${saves} less`, command: "/fast" };
    case "subagent-model":
      return {
        text: `subagents with ${advice.model} would have been ${saves} less, at the same tokens`,
        command: `"env": {"CLAUDE_CODE_SUBAGENT_MODEL": "${advice.model}"}`,
      };
    case "unused-mcp": {
      const each = money(advice.costPico / BigInt(advice.sessions));
      const server = cleanText(advice.server);
      return {
        text: `the MCP server ${server} was never called in ${counted(advice.sessions, "session")} and cost about ${each} in each, ${saves} together`,
        command: `claude mcp remove ${server}`,
      };
    }
    case "smaller-claude-md":
      return {
        text: `CLAUDE.md of ${projectLabel(advice.project)} is about ${compactTokens(advice.tokens)} tokens in every request; cut to 5k it would have saved about ${saves}`,
        command: null,
      };
    case "cache-lifetime":
      return lifetimeText(advice);
  }
}

function lifetimeText(advice: Extract<Advice, { id: "cache-lifetime" }>): AdviceText {
  const { whose, lifetime, project, actualPico, savesPico } = advice;
  const minutes = lifetime === "1h" ? "one hour" : "five minutes";
  const where = project === null ? "" : ` in ${projectLabel(project)}`;
  const who = whose === "main" ? "main conversations" : "subagents";
  return {
    text: `a cache lifetime of ${minutes} for ${who}${where} would have cost ${money(actualPico - savesPico)} instead of ${money(actualPico)}, ${money(savesPico)} less`,
    command: `"${whose === "main" ? "promptCacheTtl" : "subagentPromptCacheTtl"}": "${lifetime}"`,
  };
}

const times = (n: number): string => (n === 1 ? "once" : `${n} times`);
