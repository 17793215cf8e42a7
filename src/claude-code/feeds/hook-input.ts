/** Parses the JSON that Claude Code passes to a hook. */

import { count, object, parseObject, text } from "../json.ts";
import { isTaskNotice } from "../turns/timeline-row.ts";

export const HOOK_EVENTS = [
  "SessionStart",
  "UserPromptExpansion",
  "UserPromptSubmit",
  "Stop",
  "PreModelSwitch",
  "PreToolUse",
] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

export type HookInput = {
  readonly event: HookEvent;
  readonly sessionId: string;
  readonly promptId: string | null;
  readonly transcriptPath: string | null;
  readonly cwd: string;
  /** UserPromptExpansion: the slash command, without the slash. */
  readonly commandName: string;
  /** UserPromptSubmit: not typed by a person; a background task has ended. */
  readonly isTaskNotice: boolean;
  /** SessionStart: startup, resume, clear, compact. PreModelSwitch: command, picker, sdk. */
  readonly source: string;
  /** Stop: Claude's last message; "" = not given. */
  readonly lastMessage: string;
  /** PreToolUse. */
  readonly toolName: string;
  /** PreToolUse of a tool that starts an agent: its type; "" = not given. */
  readonly agentType: string;
  /** PreModelSwitch. */
  readonly fromModel: string;
  readonly toModel: string;
  readonly contextTokens: number | null;
  readonly cacheWarm: boolean | null;
  /** The client's own estimate, dollars. */
  readonly cacheWriteUsd: number | null;
};

/** `session-start`, `SessionStart` and `sessionstart` are one event; null = an unsupported event. */
export function hookEvent(name: string): HookEvent | null {
  const plain = name.replaceAll(/[-_]/g, "").toLowerCase();
  return HOOK_EVENTS.find((event) => event.toLowerCase() === plain) ?? null;
}

/** @returns null where it is not JSON, contains no session id, or is about an unsupported event */
export function parseHookInput(source: string, eventName: string): HookInput | null {
  const root = parseObject(source);
  if (root === null) return null;
  const event = hookEvent(text(root["hook_event_name"]) ?? eventName);
  const sessionId = text(root["session_id"]);
  if (event === null || sessionId === null) return null;
  const warm = root["prompt_cache_warm"];
  return {
    event,
    sessionId,
    promptId: text(root["prompt_id"]),
    transcriptPath: text(root["transcript_path"]),
    cwd: text(root["cwd"]) ?? "",
    commandName: text(root["command_name"]) ?? "",
    isTaskNotice: isTaskNotice(text(root["prompt"]) ?? ""),
    source: text(root["source"]) ?? "",
    lastMessage: text(root["last_assistant_message"]) ?? "",
    toolName: text(root["tool_name"]) ?? "",
    agentType: text(object(root["tool_input"])["subagent_type"]) ?? "",
    fromModel: text(root["from_model"]) ?? "",
    toModel: text(root["to_model"]) ?? "",
    contextTokens: count(root["context_tokens"]),
    cacheWarm: typeof warm === "boolean" ? warm : null,
    cacheWriteUsd: count(root["estimated_cache_write_usd"]),
  };
}
