/** Reads from a session's log what its billed tokens were spent on: prompts, tool results, attachments, thinking. */

import type { McpServer, ResponseEvidence, SessionEvidence } from "../../core/drivers/evidence.ts";
import { responseKey } from "../../core/responses/identity.ts";
import { attempt } from "../../runtime/try-file.ts";
import { type Json, object, parseObject } from "../json.ts";
import { billedId } from "../logs/assistant-row.ts";
import { LineTail } from "../logs/line-tail.ts";
import { text } from "../logs/row-json.ts";
import { subagentLogs } from "../logs/session-log.ts";
import { attachmentOf, promptContentOf, type ToolNames, toolResultsOf } from "./added-content.ts";
import { promptOf, toolUsesOf } from "./timeline-row.ts";

const LIMITS = { maxLineBytes: 32 << 20, maxFirstBytes: 512 << 20 };
const TYPES = ['"type":"assistant"', '"type":"user"', '"type":"attachment"'];

/** @param path the session's own log; its subagents' logs are in a folder beside it */
export function readSessionEvidence(path: string): SessionEvidence {
  const reader = new EvidenceReader();
  readLines(
    path,
    (line) => TYPES.some((type) => line.includes(type)),
    (row, line) => reader.row(row, line),
  );
  return { ...reader.finish(), agents: subagentLogs(path).map(responsesIn) };
}

/** Rows that are not JSON, and logs that cannot be read, are skipped here: the load has reported them. */
function readLines(path: string, wants: (line: Buffer) => boolean, onRow: (row: Json, line: string) => void): void {
  const tail = new LineTail(path, { ...LIMITS, wants });
  const onLine = (line: string): void => {
    const row = parseObject(withoutCopy(line)) ?? parseObject(line);
    if (row !== null) onRow(row, line);
  };
  attempt(() => tail.read(onLine, () => {}));
}

/** The client's own copy of a tool's result, which is as large as the result and not needed. */
const COPY = ',"toolUseResult":';

/**
 * Text never contains this key unescaped. If a row has another structure, the result is not JSON, and the row is read
 * whole.
 */
function withoutCopy(line: string): string {
  const at = line.indexOf(COPY);
  return at < 0 ? line : `${line.slice(0, at)}}`;
}

class EvidenceReader {
  readonly #responses = new Map<string, ResponseEvidence>();
  /** By the id of the tool use. */
  readonly #tools: Map<string, ToolNames> = new Map();
  readonly #servers = new Map<string, { size: number; calls: number }>();
  #added: ResponseEvidence["added"][number][] = [];
  #turn = 0;

  row(row: Json, line: string): void {
    if (row["isSidechain"] === true) return;
    if (row["type"] === "assistant") this.#assistant(row, line);
    else if (row["type"] === "user") this.#user(row);
    else if (row["type"] === "attachment") this.#attachment(object(row["attachment"]));
  }

  finish(): Omit<SessionEvidence, "agents"> {
    const mcpServers: McpServer[] = [...this.#servers].map(([name, server]) => ({ name, ...server }));
    return { responses: this.#responses, mcpServers: mcpServers.filter(({ size }) => size > 0) };
  }

  #assistant(row: Json, line: string): void {
    for (const use of toolUsesOf(row)) {
      if (!this.#tools.has(use.id)) this.#called(use.name);
      this.#tools.set(use.id, { tool: use.name, input: use.input });
    }
    const id = billedId(row, () => line);
    if (id === "") return;
    const key = responseKey(id);
    const known = this.#responses.get(key);
    const thinking = thinkingTokens(row);
    this.#responses.set(key, {
      turn: known?.turn ?? this.#turn,
      thinkingTokens: Math.max(known?.thinkingTokens ?? 0, thinking),
      effort: text(row["effort"]) || (known?.effort ?? ""),
      askedModel: text(row["requestedModel"]) || (known?.askedModel ?? ""),
      added: known?.added ?? this.#added,
    });
    if (known === undefined) this.#added = [];
  }

  #user(row: Json): void {
    // Content from before a compaction is replaced by its summary.
    if (row["isCompactSummary"] === true) this.#added = [];
    if (row["isCompactSummary"] === true) return;
    if (promptOf(row) !== null) this.#turn++;
    const results = toolResultsOf(row, this.#tools);
    this.#added.push(...(results.length > 0 ? results : promptContentOf(row)));
  }

  #attachment(attachment: Json): void {
    const { content, servers } = attachmentOf(attachment);
    if (content !== null) this.#added.push(content);
    for (const [name, size] of servers) this.#server(name).size += size;
  }

  #called(tool: string): void {
    const server = /^mcp__(.+?)__/.exec(tool)?.[1];
    if (server !== undefined) this.#server(server).calls++;
  }

  #server(name: string): { size: number; calls: number } {
    const server = this.#servers.get(name) ?? { size: 0, calls: 0 };
    this.#servers.set(name, server);
    return server;
  }
}

function thinkingTokens(row: Json): number {
  const usage = object(object(row["message"])["usage"]);
  const tokens = object(usage["output_tokens_details"])["thinking_tokens"];
  return typeof tokens === "number" && Number.isSafeInteger(tokens) && tokens > 0 ? tokens : 0;
}

function responsesIn(path: string): ReadonlySet<string> {
  const keys = new Set<string>();
  readLines(
    path,
    (line) => line.includes('"usage":{'),
    (row, line) => {
      const id = row["type"] === "assistant" ? billedId(row, () => line) : "";
      if (id !== "") keys.add(responseKey(id));
    },
  );
  return keys;
}
