/**
 * What each kind of background request is for, and which setting switches it off. Names and settings as of client
 * 2.1.332.
 */

import { UNATTRIBUTED, UNLOGGED } from "./types.ts";

export type KindControl = {
  readonly purpose: string;
  /** null = nothing switches it off. */
  readonly change: string | null;
};

const SETTING = (key: string): string => `"${key}": false in Claude Code's settings.json`;

const CONTROLS: Readonly<Record<string, KindControl>> = {
  generate_session_title: {
    purpose: "the session's title, shown by the terminal and the session list",
    change: "CLAUDE_CODE_DISABLE_TERMINAL_TITLE=1 in the environment",
  },
  rename_generate_name: { purpose: "a name for /rename", change: "give the name yourself: /rename NAME" },
  compact: {
    purpose: "the summary behind a compaction",
    change: `/clear between tasks; automatic ones stop with ${SETTING("autoCompactEnabled")}`,
  },
  away_summary: { purpose: "what happened while you were away", change: SETTING("awaySummaryEnabled") },
  agent_summary: {
    purpose: "progress lines of running subagents",
    change: "CLAUDE_CODE_DISABLE_AGENT_PROGRESS_SUMMARIES=1 in the environment",
  },
  prompt_suggestion: { purpose: "the suggested next prompt", change: SETTING("promptSuggestionEnabled") },
  extract_memories: { purpose: "memories taken from the conversation", change: SETTING("autoMemoryEnabled") },
  auto_dream: { purpose: "tidying up of memories", change: SETTING("autoDreamEnabled") },
  tool_use_summary_generation: { purpose: "one-line summaries of tool use", change: null },
  web_search_tool: {
    purpose: "the request that runs a web search, and its searches",
    change: "deny WebSearch in the permissions",
  },
  web_fetch_apply: { purpose: "the digest of a fetched page", change: "deny WebFetch in the permissions" },
  hook_prompt: { purpose: "hooks of type prompt", change: "take them out of the hooks in settings.json" },
  auto_mode: { purpose: "checks of tool calls in auto mode", change: "choose another permission mode" },
  insights: { purpose: "the report of /insights", change: "you ask for it with /insights" },
  side_question: { purpose: "answers to /btw", change: "you ask for them with /btw" },
  resume_cache_warm: { purpose: "warming the cache on resume", change: null },
  cache_touch: { purpose: "keeping the cache warm", change: null },
  quota_check: { purpose: "the probe of a subscription's quota at the start", change: null },
  model_validation: { purpose: "the probe of a model that was chosen", change: "you choose it with /model" },
  verify_api_key: { purpose: "the probe of an API key", change: null },
  comparison_fork: { purpose: "a second answer to compare with", change: null },
  extract_memories_first_look: {
    purpose: "whether there are memories to take from the conversation",
    change: SETTING("autoMemoryEnabled"),
  },
  memdir_relevance: { purpose: "which memories matter to the prompt", change: SETTING("autoMemoryEnabled") },
  agent_classifier: { purpose: "which subagent fits a task", change: null },
  subagent_config_classifier: { purpose: "checks of a subagent's settings", change: null },
  auto_mode_critique: { purpose: "a second look at a check of auto mode", change: "choose another permission mode" },
  auto_mode_investigator: {
    purpose: "a closer look at a tool call in auto mode",
    change: "choose another permission mode",
  },
  auto_mode_setup_propose: { purpose: "rules that auto mode proposes", change: "choose another permission mode" },
  task_ticker_step: { purpose: "progress lines of tasks", change: null },
  task_ticker_confirm: { purpose: "whether a task is done", change: null },
  task_ticker_close: { purpose: "the last line of a task", change: null },
  ship_pr_texts: { purpose: "texts of a pull request", change: null },
  teleport_generate_title: { purpose: "the title of a session that is moved", change: null },
  issue_candidates: { purpose: "issues that fit what is reported", change: null },
  issue_enhancement: { purpose: "the text of an issue", change: null },
  feedback: { purpose: "the text of feedback", change: "you ask for it with /feedback" },
  mcp_datetime_parse: { purpose: "dates for MCP tools", change: null },
  agent_namer: { purpose: "names for subagents", change: null },
  [UNATTRIBUTED]: {
    purpose: "known as a total only (checks of auto mode are in no telemetry)",
    change: "telemetry names the kinds: claude-cost setup, then claude-cost listen",
  },
  [UNLOGGED.main]: {
    purpose: "requests of the conversation that are in no log (it was not saved, or was deleted)",
    change: null,
  },
  [UNLOGGED.subagent]: { purpose: "subagent requests that are in no log", change: null },
};

/** @returns null for an unknown kind */
export function controlOf(kind: string): KindControl | null {
  return Object.hasOwn(CONTROLS, kind) ? (CONTROLS[kind] as KindControl) : null;
}

/** The vendor documents that the background use of one session typically stays below this. */
export const EXPECTED_SESSION_PICO = 40_000_000_000n;
