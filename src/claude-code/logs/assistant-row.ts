/** The `assistant` row: one content block of a billed response. */

import { Flag } from "../../core/responses/columns.ts";
import { identityOf } from "../../core/responses/identity.ts";
import type { UsageRow } from "../../core/responses/log-row.ts";
import type { SkipReason } from "../../core/responses/scan.ts";
import { isObject, type Json } from "../json.ts";
import { text } from "./row-json.ts";
import { parseTimestamp } from "./timestamp.ts";
import { iterationsOf, tokensOf, webSearchesOf } from "./usage.ts";

/** The client's placeholder for a response that no model gave. */
export const SYNTHETIC_MODEL = "<synthetic>";

/**
 * @param row a decoded row whose `type` is `assistant`
 * @param line the row's text in the file: its identity where it has no id
 */
export function decodeAssistant(row: Json, line: () => string): UsageRow | SkipReason {
  const message = row["message"];
  if (!isObject(message)) return "no-usage";
  const model = text(message["model"]);
  if (model === SYNTHETIC_MODEL || row["isApiErrorMessage"] === true) return "not-billed";
  const usage = message["usage"];
  if (!isObject(usage)) return "no-usage";
  const tokens = tokensOf(usage);
  const webSearches = webSearchesOf(usage);
  if (!tokens || webSearches === null) return "bad-usage";
  if (!model) return "no-model";
  const { messages, parts, badParts } = iterationsOf(usage, tokens, model);
  const forkedFrom = row["forkedFrom"];
  return {
    id: text(message["id"]) || standIn(row, line),
    requestId: text(row["requestId"]),
    sessionId: text(row["sessionId"]),
    requestedBy: text(row["requestSessionId"]) || (isObject(forkedFrom) ? text(forkedFrom["sessionId"]) : ""),
    timeMs: parseTimestamp(row["timestamp"]),
    model,
    tokens,
    webSearches,
    flags: flagsOf(row, message, usage),
    iterations: messages,
    parts,
    badParts,
    project: text(row["cwd"]),
    branch: text(row["gitBranch"]),
    agent: text(row["attributionAgent"]),
    skill: text(row["attributionSkill"]),
    plugin: text(row["attributionPlugin"]),
    mcp: text(row["attributionMcpServer"]),
    version: text(row["version"]),
    entrypoint: text(row["entrypoint"]),
  };
}

function flagsOf(row: Json, message: Json, usage: Json): number {
  let flags = 0;
  if (row["isSidechain"] === true) flags |= Flag.sidechain;
  if (text(message["stop_reason"])) flags |= Flag.stopped;
  if (usage["speed"] === "fast") flags |= Flag.fast;
  if (usage["inference_geo"] === "us") flags |= Flag.geoUs;
  if (usage["service_tier"] === "batch") flags |= Flag.batch;
  if (usage["service_tier"] === "priority") flags |= Flag.priority;
  const credit = usage["fallback_credit"];
  if (isObject(credit) && credit["status"] === "redeemed") flags |= Flag.credited;
  return flags;
}

/**
 * The id of a row's response, without decoding the rest of it.
 * @returns "" where no request was billed for it, or it has no usage
 */
export function billedId(row: Json, line: () => string): string {
  const message = row["message"];
  if (!isObject(message) || !isObject(message["usage"])) return "";
  if (message["model"] === SYNTHETIC_MODEL || row["isApiErrorMessage"] === true) return "";
  return text(message["id"]) || standIn(row, line);
}

/** Rows without `message.id` count individually; a copy with exactly the same text counts as the same row. */
function standIn(row: Json, line: () => string): string {
  const uuid = text(row["uuid"]);
  if (uuid) return `row:${uuid}`;
  const { lo, hi } = identityOf(line());
  return `line:${lo}:${hi}`;
}
