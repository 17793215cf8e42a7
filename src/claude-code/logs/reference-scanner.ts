/**
 * The reference scanner: splits a log file at newlines and decodes every line with `JSON.parse`. The fast scanner is
 * tested against it; it reads files where there is no WebAssembly, and what the dashboard finds appended.
 */

import { closeSync, fstatSync, readSync } from "node:fs";
import { basename, dirname, sep } from "node:path";
import { parseJson } from "../../core/parse-json.ts";
import { FileScanBuilder, type FileScanOptions } from "../../core/responses/file-scan-builder.ts";
import { UNNAMED_AGENT } from "../../core/responses/origin.ts";
import type { FileScan, ScanState } from "../../core/responses/scan.ts";
import { openRegular, readJson } from "../../runtime/regular-file.ts";
import { isObject } from "../json.ts";
import { decodeLine } from "./decode-row.ts";
import { leadingRecords } from "./records.ts";
import { repositoryFolder } from "./repository-folder.ts";
import { text } from "./row-json.ts";

const CHUNK_BYTES = 1 << 20;
const LEAST_CHUNK_BYTES = 1 << 12;
/** Only white space, and the NULs that a crash can leave. */
const BLANK = /^[\s\u0000]*$/;
/** A longer line is not decoded. No response is that long: the largest output is 128,000 tokens. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

/**
 * @param path a log file
 * @param from byte to start at: the `consumedBytes` of an earlier scan
 * @param mtimeMs the file's time, for rows without any
 * @param before the state after the rows before `from`
 * @throws the file system's error where the file cannot be read
 */
export function scanReference(path: string, from: number, mtimeMs: number, before?: ScanState): FileScan {
  const builder = new FileScanBuilder(builderOptions(path, mtimeMs));
  if (before) builder.continueAfter(before);
  const fd = openRegular(path);
  try {
    const consumed = streamReference(fd, from, builder);
    builder.report.files = 1;
    builder.report.bytes = consumed - from;
    return builder.finish(consumed);
  } finally {
    closeSync(fd);
  }
}

export function builderOptions(path: string, mtimeMs: number): FileScanOptions {
  return {
    sessionId: sessionOfPath(path),
    agentType: lazily(() => agentTypeBeside(path)),
    folderOf: repositoryFolder,
    fallbackMs: mtimeMs,
  };
}

/** @returns bytes up to and including the last complete row */
export function streamReference(fd: number, from: number, builder: FileScanBuilder): number {
  // Usually a row or two were appended, so a large buffer for each file would waste memory.
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(LEAST_CHUNK_BYTES, fstatSync(fd).size - from)));
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let position = from;
  let consumed = from;
  for (;;) {
    const read = readSync(fd, chunk, 0, chunk.length, position);
    if (read === 0) break;
    let start = 0;
    for (;;) {
      const end = chunk.subarray(0, read).indexOf(0x0a, start);
      if (end < 0) break;
      carried.push(Buffer.from(chunk.subarray(start, end)));
      carriedBytes += end - start;
      if (carriedBytes > MAX_LINE_BYTES) tooLarge(builder);
      else decodeLine(Buffer.concat(carried).toString("utf8"), builder);
      carried = [];
      carriedBytes = 0;
      start = end + 1;
      consumed = position + start;
    }
    carriedBytes += read - start;
    if (carriedBytes <= MAX_LINE_BYTES) carried.push(Buffer.from(chunk.subarray(start, read)));
    position += read;
  }
  return finishTail(Buffer.concat(carried), carriedBytes, consumed, builder);
}

export function tooLarge(builder: FileScanBuilder): void {
  builder.report.rows++;
  builder.skip("too-large");
}

/**
 * In a last line without a newline, complete records count; what follows them is still being written.
 * @returns bytes up to and including the last complete row
 */
export function finishTail(tail: Buffer, tailBytes: number, consumed: number, builder: FileScanBuilder): number {
  if (tailBytes > MAX_LINE_BYTES) {
    builder.skip("torn-tail");
    return consumed;
  }
  const line = tail.toString("utf8");
  if (BLANK.test(line)) return consumed;
  if (parseJson(line) !== undefined) {
    decodeLine(line, builder);
    return consumed + tailBytes;
  }
  // In latin1 each byte is a character, because a record that is being written may end inside a character.
  const whole = leadingRecords(tail.toString("latin1"));
  for (const { start, end } of whole) decodeLine(tail.toString("utf8", start, end), builder);
  const end = whole.at(-1)?.end ?? 0;
  if (!BLANK.test(tail.toString("utf8", end))) builder.skip("torn-tail");
  return consumed + end;
}

const ENDING = ".jsonl";

/** The session in a path: the parent's folder for a subagent's file, else the file's own name. */
export function sessionOfPath(path: string): string {
  if (path.includes("subagents")) {
    const m = /([^/\\]+)[/\\]subagents[/\\]/.exec(path);
    if (m) return m[1] as string;
  }
  // `basename` goes through the path character by character, for every log.
  const name = path.slice(path.lastIndexOf(sep) + 1);
  return name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;
}

/** `agentType` in the `.meta.json` beside a subagent's log; `UNNAMED_AGENT` where there is none. */
export function agentTypeBeside(path: string): string {
  const meta = readJson(`${dirname(path)}/${basename(path, ".jsonl")}.meta.json`);
  return (isObject(meta) ? text(meta["agentType"]) : "") || UNNAMED_AGENT;
}

function lazily(make: () => string): () => string {
  let value: string | undefined;
  return () => (value ??= make());
}
