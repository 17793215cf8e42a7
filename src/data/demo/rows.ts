/** Rows as Claude Code writes them, one function per kind, in the key order of each generation. */

import type { Client } from "./clients.ts";
import type { Random } from "./random.ts";

type Json = Record<string, unknown>;

/** The fields that every row of a session has. */
export type RowContext = {
  readonly random: Random;
  readonly client: Client;
  readonly sessionId: string;
  readonly cwd: string;
  readonly branch: string;
  readonly entrypoint: string;
  readonly isSidechain: boolean;
  /** For a subagent's transcript; else null. */
  readonly agentId: string | null;
};

export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function isOld(client: Client): boolean {
  return client.generation === "1.0" || client.generation === "2.0";
}

/** A row of the conversation: old clients write the context first, newer ones last. */
function chainRow(c: RowContext, parentUuid: string | null, timeMs: number, body: Json, tail: Json): Json {
  const { isSidechain } = c;
  const agent = c.agentId === null ? {} : { agentId: c.agentId };
  const where = { cwd: c.cwd, sessionId: c.sessionId, version: c.client.version, gitBranch: c.branch };
  if (isOld(c.client)) {
    return {
      parentUuid,
      isSidechain,
      userType: "external",
      ...where,
      ...agent,
      ...body,
      timestamp: isoTime(timeMs),
      ...tail,
    };
  }
  return {
    parentUuid,
    isSidechain,
    ...agent,
    ...body,
    timestamp: isoTime(timeMs),
    ...tail,
    userType: "external",
    entrypoint: c.entrypoint,
    ...where,
  };
}

export function promptRow(c: RowContext, parent: string | null, uuid: string, timeMs: number, text: string): Json {
  const tail = c.client.generation === "2.1.3" ? { permissionMode: "acceptEdits", origin: { kind: "human" } } : {};
  return chainRow(c, parent, timeMs, { type: "user", message: { role: "user", content: text }, uuid }, tail);
}

export type ToolResult = {
  readonly toolUseId: string;
  readonly content: string;
  readonly result: unknown;
  /** The assistant row that called the tool. */
  readonly source: string;
};

export function toolResultRow(c: RowContext, parent: string, uuid: string, timeMs: number, tool: ToolResult): Json {
  const block = { tool_use_id: tool.toolUseId, type: "tool_result", content: tool.content };
  const body = { type: "user", message: { role: "user", content: [block] }, uuid };
  const tail = isOld(c.client) ? {} : { sourceToolAssistantUUID: tool.source };
  return chainRow(c, parent, timeMs, body, { toolUseResult: tool.result, ...tail });
}

export type AssistantPart = {
  readonly messageId: string;
  readonly requestId: string;
  readonly requestRef: string | null;
  readonly model: string;
  readonly content: Json;
  readonly stopReason: string | null;
  readonly usage: Json;
  readonly extra: Json;
};

export function assistantRow(
  c: RowContext,
  parent: string | null,
  uuid: string,
  timeMs: number,
  p: AssistantPart,
): Json {
  const message = {
    ...(p.messageId ? { id: p.messageId } : {}),
    type: "message",
    role: "assistant",
    model: p.model,
    content: [p.content],
    stop_reason: p.stopReason,
    stop_sequence: null,
    usage: p.usage,
  };
  const request = p.requestId ? { requestId: p.requestId } : {};
  const ref = p.requestRef ? { requestRef: p.requestRef, requestedModel: p.model } : {};
  const body = { message, ...request, ...ref, ...p.extra, type: "assistant", uuid };
  return chainRow(c, parent, timeMs, body, {});
}

/** An error shown as an answer: nothing was billed. */
export function syntheticRow(c: RowContext, parent: string | null, uuid: string, timeMs: number, text: string): Json {
  const usage = {
    input_tokens: 0,
    output_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
    service_tier: null,
  };
  const message = {
    id: c.random.uuid(),
    type: "message",
    role: "assistant",
    model: "<synthetic>",
    content: [{ type: "text", text }],
    stop_reason: "stop_sequence",
    usage,
  };
  return chainRow(
    c,
    parent,
    timeMs,
    { message, type: "assistant", uuid },
    { isApiErrorMessage: true, apiErrorStatus: 529 },
  );
}

export function systemRow(c: RowContext, parent: string | null, uuid: string, timeMs: number, body: Json): Json {
  return chainRow(c, parent, timeMs, { type: "system", ...body, uuid }, { isMeta: false });
}

export function compactionRows(
  c: RowContext,
  parent: string,
  timeMs: number,
  meta: { trigger: "manual" | "auto"; preTokens: number; postTokens: number },
): [boundary: Json, summary: Json] {
  const uuid = c.random.uuid();
  const body = { subtype: "compact_boundary", content: "Conversation compacted", level: "info", compactMetadata: meta };
  const summary = {
    type: "user",
    message: { role: "user", content: "This session is being continued from a previous conversation." },
    uuid: c.random.uuid(),
  };
  return [
    { ...systemRow(c, null, uuid, timeMs, body), logicalParentUuid: parent },
    chainRow(c, uuid, timeMs + 3, summary, { isVisibleInTranscriptOnly: true, isCompactSummary: true }),
  ];
}

/** The client's note of a request it is about to make; the answer's `requestRef` refers to `id`. */
export function requestRow(c: RowContext, id: string, timeMs: number, model: string): Json {
  const agent = c.agentId === null ? {} : { agentId: c.agentId };
  return {
    type: "api-request",
    sessionId: c.sessionId,
    ...agent,
    id,
    timestamp: isoTime(timeMs),
    version: c.client.version,
    querySource: c.agentId === null ? "repl_main_thread" : "agent:builtin:general-purpose",
    shapeHash: c.random.hex(32),
    params: { model, max_tokens: 128_000, thinking: { type: "adaptive" }, output_config: { effort: "medium" } },
    keep: 2,
    tail: [c.random.hex(32)],
    requestDigest: c.random.hex(32),
  };
}

/** Rows without a chain: titles, modes, queue notes. */
export function noteRow(c: RowContext, type: string, body: Json): Json {
  return { type, ...body, sessionId: c.sessionId };
}
