/** The state after the rows before a position in a log, for continuing there without having read them. */

import { closeSync, readSync } from "node:fs";
import { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import type { ScanState } from "../../core/responses/scan.ts";
import { openRegular } from "../../runtime/regular-file.ts";
import { decodeLine } from "./decode-row.ts";
import { builderOptions } from "./reference-scanner.ts";

/** The last response is usually a row or two back, but a huge tool result may be in between. */
const FIRST_BYTES = 1 << 17;
const FURTHEST_BYTES = 1 << 24;

/**
 * @param at start of a line
 * @throws the file system's error where the file cannot be read
 */
export function stateBefore(path: string, at: number, mtimeMs: number): ScanState {
  for (let bytes = FIRST_BYTES; ; bytes *= 8) {
    const from = Math.max(0, at - bytes);
    const state = stateOf(path, from, at, mtimeMs);
    const isWhole = state.last !== null && !Number.isNaN(state.lastMs);
    if (isWhole || from === 0 || bytes >= FURTHEST_BYTES) return state;
  }
}

function stateOf(path: string, from: number, to: number, mtimeMs: number): ScanState {
  const builder = new FileScanBuilder(builderOptions(path, mtimeMs));
  const lines = textBetween(path, from, to).split("\n");
  // If reading begins inside the file, it begins inside a line.
  for (const line of from === 0 ? lines : lines.slice(1)) decodeLine(line, builder);
  return builder.finish(to).state;
}

function textBetween(path: string, from: number, to: number): string {
  const fd = openRegular(path);
  try {
    const bytes = Buffer.alloc(to - from);
    const read = readSync(fd, bytes, 0, bytes.length, from);
    return bytes.toString("utf8", 0, read);
  } finally {
    closeSync(fd);
  }
}
