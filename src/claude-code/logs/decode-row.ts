/** Decodes one line of a log with `JSON.parse`. The fast scanner must agree with it on every line. */

import type { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import { isObject, type Json } from "../json.ts";
import { decodeAssistant } from "./assistant-row.ts";
import { decodeCut, decodeFact, FACT_TYPES } from "./fact-row.ts";
import { recordsOf } from "./records.ts";
import { text } from "./row-json.ts";
import { parseTimestamp } from "./timestamp.ts";

const OPEN_BRACE = 0x7b;
/** `sessionKind` of a session without a terminal. */
const DETACHED = "bg";

/**
 * Decodes the records of a line, usually one, and passes them to the builder; counts what cannot be used.
 * @param line without its newline; a byte order mark and a carriage return are allowed
 */
export function decodeLine(line: string, builder: FileScanBuilder): void {
  const json = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (json.charCodeAt(0) !== OPEN_BRACE && isBlank(json)) return;
  const { records, fragments } = recordsOf(json);
  builder.report.rows += records.length + fragments;
  for (let i = 0; i < fragments; i++) builder.skip("not-json");
  for (const { value, text } of records) decodeValue(value, text, builder);
}

function decodeValue(row: unknown, json: string, builder: FileScanBuilder): void {
  if (!isObject(row)) return;
  if (row["sessionKind"] === DETACHED) builder.detached(text(row["sessionId"]));
  const type = text(row["type"]);
  if (FACT_TYPES.has(type)) {
    const fact = decodeFact(row);
    if (fact === "bad-facts") builder.skip(fact);
    else if (fact) builder.fact(fact);
  } else if (type === "api-request") {
    builder.requested({ timeMs: parseTimestamp(row["timestamp"]), id: text(row["id"]), base: text(row["base"]) });
  } else if (type === "assistant" || hasResponse(row)) decodeResponse(row, json, builder);
  else if (COST_FIELDS.some((name) => row[name] !== undefined && row[name] !== null)) builder.skip("unknown-type");
}

function decodeResponse(row: Json, json: string, builder: FileScanBuilder): void {
  if (row["type"] === "assistant") builder.answered();
  const usage = decodeAssistant(row, () => json);
  if (typeof usage !== "string") {
    builder.usage(usage);
    return;
  }
  builder.skip(usage);
  const cut = decodeCut(row);
  if (cut) builder.fact(cut);
}

/**
 * Fields because of which a row of an unknown type is reported; the module searches for them too (`scan/wasm/row.ts`).
 */
export const COST_FIELDS = ["usage", "modelUsage", "costUSD", "totalCostUSD", "total_cost_usd"] as const;

/** Whether the row is a response, whatever its type: a response has a usage. */
function hasResponse(row: Json): boolean {
  return isObject(row["message"]) && isObject(row["message"]["usage"]);
}

/** Empty, white space, or the NULs that a crash can leave. */
function isBlank(line: string): boolean {
  return /^[\s\u0000]*$/.test(line);
}
