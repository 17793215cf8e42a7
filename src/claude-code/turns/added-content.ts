/** What one row of a log adds to the context, with its size in characters. */

import { cleanText } from "../../core/clean-text.ts";
import type { AddedContent } from "../../core/drivers/evidence.ts";
import { array, isObject, type Json, object } from "../json.ts";
import { text } from "../logs/row-json.ts";

/** An image costs about 1,600 tokens whatever its bytes, which equals this many characters. */
const IMAGE_SIZE = 6_400;
const NAME_LENGTH = 120;

/** The tool and its input, by the id of the tool use. */
export type ToolNames = { readonly tool: string; readonly input: Json };

/** The tool results in a `user` row; empty for a prompt. */
export function toolResultsOf(row: Json, tools: ReadonlyMap<string, ToolNames>): readonly AddedContent[] {
  return blocksOf(row).flatMap((block) => {
    if (block["type"] !== "tool_result") return [];
    const use = tools.get(text(block["tool_use_id"]));
    const tool = use?.tool ?? "tool";
    return [{ kind: "tool", tool, name: nameOf(use), size: sizeOf(block["content"]) }];
  });
}

/** A prompt typed by a person, or written by the client. */
export function promptContentOf(row: Json): readonly AddedContent[] {
  const size = sizeOf(object(row["message"])["content"]);
  if (size === 0) return [];
  return [{ kind: row["isMeta"] === true ? "attachment" : "prompt", tool: "", name: "", size }];
}

/** For the client's own use; they are not sent to the model. */
const NOT_SENT = new Set(["prompt_snapshot", "remote_session_change"]);

/**
 * What the client attaches: files, reminders, lists of tools. `servers` has the number of characters per MCP server.
 */
export function attachmentOf(attachment: Json): {
  readonly content: AddedContent | null;
  readonly servers: readonly (readonly [server: string, size: number])[];
} {
  if (NOT_SENT.has(text(attachment["type"]))) return { content: null, servers: [] };
  const size = JSON.stringify(attachment).length;
  return { content: { kind: "attachment", tool: "", name: "", size }, servers: serversOf(attachment) };
}

function serversOf(attachment: Json): readonly (readonly [string, number])[] {
  const names = array(attachment["addedNames"]).map(text);
  if (attachment["type"] === "mcp_instructions_delta") {
    const blocks = array(attachment["addedBlocks"]);
    return names.map((name, i) => [name, text(blocks[i]).length] as const);
  }
  if (attachment["type"] !== "deferred_tools_delta") return [];
  const lines = array(attachment["addedLines"]);
  return names.flatMap((name, i) => {
    const server = /^mcp__(.+?)__/.exec(name)?.[1];
    return server === undefined ? [] : [[server, (text(lines[i]) || name).length] as const];
  });
}

function blocksOf(row: Json): readonly Json[] {
  return array(object(row["message"])["content"]).filter(isObject);
}

function sizeOf(content: unknown): number {
  if (typeof content === "string") return content.length;
  return array(content).reduce<number>((size, block) => {
    if (!isObject(block)) return size;
    if (block["type"] === "image" || block["type"] === "document") return size + IMAGE_SIZE;
    return size + text(block["text"]).length;
  }, 0);
}

/** Fields of a tool's input that contain what it read or ran; the first that exists is used. */
const NAMING = ["file_path", "notebook_path", "path", "command", "pattern", "url", "query", "description"];

function nameOf(use: ToolNames | undefined): string {
  const field = NAMING.find((name) => text(use?.input[name]) !== "");
  return field === undefined ? "" : cleanText(text(use?.input[field]).slice(0, 400)).slice(0, NAME_LENGTH);
}
