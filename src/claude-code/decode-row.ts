/** One line of a log, decoded in the obvious way. The fast scanner must agree with it on every line. */

import { Buffer } from "node:buffer";
import type { FileScanBuilder } from "../core/usage/file-scan-builder.ts";
import { decodeAssistant } from "./assistant-row.ts";
import { decodeFact } from "./fact-row.ts";
import { isObject } from "./json.ts";
import { RowReader, SEARCH_COUNT, Verdict } from "./scan/row-reader.ts";

const reader = new RowReader();

/**
 * Decodes a line and hands it to the builder; counts it where it cannot be used.
 * @param line without its newline; a byte order mark and a carriage return are allowed
 */
export function decodeLine(line: string, builder: FileScanBuilder): void {
  const json = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (isBlank(json)) return;
  builder.report.rows++;
  let row: unknown;
  try {
    row = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    if (mayCount(json)) builder.skip("not-json");
    return;
  }
  if (mayCount(json)) decodeValue(row, json, builder);
}

/**
 * False where a row shows by its first `type` that it is of a kind in which nothing counts. The fast scanner passes
 * over such rows without reading on: neither for a break in them, nor for a second `type`, which only a crash that
 * melts two rows into one can leave.
 */
function mayCount(line: string): boolean {
  const bytes = Buffer.from(`${line.endsWith("\r") ? line.slice(0, -1) : line}\n`);
  const verdict = reader.read(bytes, 0, bytes.length - 1);
  return !(verdict === Verdict.nothing || (verdict === Verdict.toolResult && !bytes.includes(SEARCH_COUNT)));
}

/** Hands an already decoded line to the builder. */
export function decodeValue(row: unknown, json: string, builder: FileScanBuilder): void {
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
