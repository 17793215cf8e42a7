/** The `usage` object of a response. */

import type { ResponsePart } from "../../core/responses/log-row.ts";
import { MAX_REQUEST_TOKENS, MAX_SEARCHES, type Tokens } from "../../core/responses/tokens.ts";
import { array, isObject, type Json } from "../json.ts";
import { text } from "./row-json.ts";

/** A count: a missing one is 0; a negative, fractional, huge or non-numeric one is null. */
export function count(value: unknown, max = MAX_REQUEST_TOKENS): number | null {
  if (value === undefined || value === null) return 0;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > max) return null;
  return value;
}

/**
 * Tokens by class. 1 h writes are in the nested split, the rest of `cache_creation_input_tokens` is 5 m; clients up to
 * 2.1.151 could write a zero there with a filled split, which then counts.
 * @returns null where a count is invalid
 */
export function tokensOf(usage: Json): Tokens | null {
  const split = isObject(usage["cache_creation"]) ? usage["cache_creation"] : {};
  const input = count(usage["input_tokens"]);
  const output = count(usage["output_tokens"]);
  const cacheRead = count(usage["cache_read_input_tokens"]);
  const writes = count(usage["cache_creation_input_tokens"]);
  const split5m = count(split["ephemeral_5m_input_tokens"]);
  const cacheWrite1h = count(split["ephemeral_1h_input_tokens"]);
  if (input === null || output === null || cacheRead === null || writes === null) return null;
  if (split5m === null || cacheWrite1h === null) return null;
  const cacheWrite5m = writes === 0 ? split5m : Math.max(0, writes - cacheWrite1h);
  return { input, output, cacheWrite5m, cacheWrite1h, cacheRead };
}

/** Server-side web searches of the response; null where the count is invalid. */
export function webSearchesOf(usage: Json): number | null {
  const tools = usage["server_tool_use"];
  return isObject(tools) ? count(tools["web_search_requests"], MAX_SEARCHES) : 0;
}

export type Iterations = {
  /** The `message` iterations, where there are several and their sums equal the whole; else empty. */
  readonly messages: readonly Tokens[];
  /** Parts that `usage` does not include and that are billed in addition. `fallback_message` is never billed. */
  readonly parts: readonly ResponsePart[];
  /** The number of such parts without usable counts. */
  readonly badParts: number;
};

const PART_KINDS: Readonly<Record<string, ResponsePart["kind"]>> = {
  advisor_message: "advisor",
  compaction: "compaction",
};

/** @param model of the response, for parts without a model */
export function iterationsOf(usage: Json, whole: Tokens, model: string): Iterations {
  const messages: Tokens[] = [];
  const parts: ResponsePart[] = [];
  let badParts = 0;
  for (const entry of array(usage["iterations"])) {
    if (!isObject(entry)) continue;
    const tokens = tokensOf(entry);
    const type = text(entry["type"]);
    const kind = Object.hasOwn(PART_KINDS, type) ? PART_KINDS[type] : undefined;
    if (type === "message" && tokens) messages.push(tokens);
    else if (kind && tokens) parts.push({ kind, model: text(entry["model"]) || model, tokens });
    else if (kind) badParts++;
  }
  const sum = (pick: (t: Tokens) => number): number => messages.reduce((n, t) => n + pick(t), 0);
  const complete =
    messages.length > 1 &&
    sum((t) => t.input) === whole.input &&
    sum((t) => t.output) === whole.output &&
    sum((t) => t.cacheRead) === whole.cacheRead &&
    sum((t) => t.cacheWrite5m) === whole.cacheWrite5m &&
    sum((t) => t.cacheWrite1h) === whole.cacheWrite1h;
  return { messages: complete ? messages : [], parts, badParts };
}
