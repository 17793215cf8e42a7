/** Tool calls and their results. */

import { COMMANDS, FILES, SEARCHES } from "./cast.ts";
import { SLOT } from "./filler.ts";
import type { Random } from "./random.ts";

type Json = Record<string, unknown>;

export type ToolCall = {
  readonly block: Json;
  readonly id: string;
  /** The text that the model reads, and the structured result. */
  readonly content: string;
  readonly result: unknown;
  readonly searches: number;
};

export type ToolKind = "Bash" | "Read" | "Edit" | "WebSearch" | "mcp" | "quote";

/** @param text the result's text, or the placeholder that is filled later */
export function toolCall(random: Random, kind: ToolKind, cwd: string, text: string = SLOT): ToolCall {
  const id = random.id("toolu");
  const use = (name: string, input: Json): Json => ({ type: "tool_use", id, name, input });
  const file = `${cwd}/${random.pick(FILES)}`;
  switch (kind) {
    case "Bash":
      return {
        block: use("Bash", { command: random.pick(COMMANDS), description: "Run a command" }),
        id,
        content: text,
        result: { stdout: text, stderr: "", interrupted: false, isImage: false },
        searches: 0,
      };
    case "Read":
      return {
        block: use("Read", { file_path: file }),
        id,
        content: text,
        result: { type: "text", file: { filePath: file, content: text, numLines: 80, startLine: 1, totalLines: 80 } },
        searches: 0,
      };
    case "Edit":
      return {
        block: use("Edit", { file_path: file, old_string: "const total = 0;", new_string: "let total = 0n;" }),
        id,
        content: `The file ${file} has been updated.`,
        result: { filePath: file, oldString: "const total = 0;", newString: "let total = 0n;", userModified: false },
        searches: 0,
      };
    case "WebSearch":
      return webSearch(random, id, use);
    case "mcp":
      return {
        block: use("mcp__github__list_pull_requests", { state: "open" }),
        id,
        content: text,
        result: text,
        searches: 0,
      };
    case "quote":
      return quotedRow(id, use);
  }
}

function webSearch(random: Random, id: string, use: (name: string, input: Json) => Json): ToolCall {
  const query = random.pick(SEARCHES);
  const searches = random.int(1, 3);
  return {
    block: use("WebSearch", { query }),
    id,
    content: `Web search results for query: "${query}"`,
    result: { query, results: ["Release notes"], durationSeconds: 3.2, searchCount: searches },
    searches,
  };
}

/** A tool result that contains a log row: it must not be counted as one. */
function quotedRow(id: string, use: (name: string, input: Json) => Json): ToolCall {
  const usage = { input_tokens: 999_999, output_tokens: 999_999, cache_read_input_tokens: 0 };
  const message = { id: "msg_01quoted", model: "claude-opus-5-5", stop_reason: "end_turn", usage };
  const row = JSON.stringify({
    type: "assistant",
    message,
    requestId: "req_01quoted",
    timestamp: "2026-01-01T00:00:00Z",
  });
  return {
    block: use("Bash", { command: "tail -1 ~/.claude/projects/*/*.jsonl" }),
    id,
    content: row,
    result: { stdout: row, stderr: "", interrupted: false, isImage: false },
    searches: 0,
  };
}
