/** One line of a log, decoded with `JSON.parse`. The fast scanner must agree with it on every line. */

import type { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import { isObject } from "../json.ts";
import { decodeAssistant } from "./assistant-row.ts";
import { decodeFact } from "./fact-row.ts";
import { recordsOf } from "./records.ts";

const OPEN_BRACE = 0x7b;

/**
 * Decodes the records of a line, mostly one, and hands them to the builder; counts what cannot be used.
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
  if (row["type"] !== "assistant") {
    const fact = decodeFact(row);
    if (fact) builder.fact(fact);
    return;
  }
  const usage = decodeAssistant(row, () => json);
  if (typeof usage === "string") builder.skip(usage);
  else builder.usage(usage);
}

/** Empty, white space, or the NULs that a crash can leave. */
function isBlank(line: string): boolean {
  return /^[\s\u0000]*$/.test(line);
}
