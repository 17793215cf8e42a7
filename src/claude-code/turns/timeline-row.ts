/** What a log row adds to the timeline of its session. */

import { cleanText } from "../../core/clean-text.ts";
import type { TurnKind } from "../../core/dashboard/turn.ts";
import { array, isObject, type Json } from "../json.ts";
import { text } from "../logs/row-json.ts";

const PROMPT_LENGTH = 200;
const PROMPT_SCAN = 2000;

export type PromptStart = { readonly kind: TurnKind; readonly prompt: string };

/** Whether a `user` row begins a turn; null for tool results, and for the client's own notes. */
export function promptOf(row: Json): PromptStart | null {
  if (row["isMeta"] === true || row["isCompactSummary"] === true) return null;
  const message = isObject(row["message"]) ? row["message"] : {};
  const content = message["content"];
  const blocks = array(content).filter(isObject);
  if (blocks.some((b) => b["type"] === "tool_result")) return null;
  const words =
    typeof content === "string" ? content : text(blocks.find((b) => b["type"] === "text")?.["text"]) || imageOf(blocks);
  if (!words) return null;
  const command = /<command-name>\s*(\/?[^<]{1,80}?)\s*<\/command-name>/.exec(words.slice(0, PROMPT_SCAN));
  if (command) {
    const args = /<command-args>\s*([^<]*?)\s*<\/command-args>/.exec(words.slice(0, PROMPT_SCAN))?.[1] ?? "";
    return { kind: "command", prompt: oneLine(`${command[1]} ${args}`) };
  }
  if (words.startsWith("<local-command-")) return null;
  const origin = isObject(row["origin"]) ? text(row["origin"]["kind"]) : "";
  if ((origin !== "" && origin !== "human") || isTaskNotice(words)) {
    return { kind: "notice", prompt: origin ? oneLine(origin.replaceAll("-", " ")) : "task notification" };
  }
  return { kind: "prompt", prompt: oneLine(words) };
}

/** Whether the client prompts by itself because a background task has ended. */
export const isTaskNotice = (words: string): boolean => words.startsWith("<task-notification>");

const imageOf = (blocks: readonly Json[]): string => (blocks.some((b) => b["type"] === "image") ? "(image)" : "");

function oneLine(words: string): string {
  return cleanText(words.slice(0, PROMPT_SCAN)).replace(/\s+/g, " ").slice(0, PROMPT_LENGTH);
}

/** The number of tool results in a row that are marked as failed. */
export function toolErrorsOf(row: Json): number {
  const message = isObject(row["message"]) ? row["message"] : {};
  return array(message["content"]).filter((b) => isObject(b) && b["type"] === "tool_result" && b["is_error"] === true)
    .length;
}

export type ToolUse = { readonly id: string; readonly name: string; readonly input: Json };

export function toolUsesOf(row: Json): readonly ToolUse[] {
  const message = isObject(row["message"]) ? row["message"] : {};
  return array(message["content"]).flatMap((block) => {
    if (!isObject(block) || block["type"] !== "tool_use") return [];
    const input = isObject(block["input"]) ? block["input"] : {};
    return [{ id: text(block["id"]), name: cleanText(text(block["name"])) || "tool", input }];
  });
}

/** Whether a tool starts a subagent; older clients call it `Task`. */
export function isAgentTool(name: string): boolean {
  return name === "Agent" || name === "Task";
}
