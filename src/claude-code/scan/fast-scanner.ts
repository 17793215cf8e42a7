/**
 * Reads log files as bytes: one buffer for all of them, newlines found by the C library, rows read where they lie.
 * What is unusual goes to the obvious decoder, row by row, so that the result is the same.
 */

import { Buffer } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { FileScanBuilder } from "../../core/usage/file-scan-builder.ts";
import type { FileScan } from "../../core/usage/scan.ts";
import { TableDraft } from "../../core/usage/table-draft.ts";
import { decodeLine } from "../decode-row.ts";
import { builderOptions, finishTail, MAX_LINE_BYTES, tooLarge } from "../obvious-scanner.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { RowReader, SEARCH_COUNT, Verdict } from "./row-reader.ts";

/** Small enough to stay in a core's cache, so that what was read is searched and decoded there. */
const BUFFER_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export type ScanRequest = {
  readonly path: string;
  readonly mtimeMs: number;
  /** An earlier scan of the file, carried on where its bytes still stand; null = from the start. */
  readonly earlier: FileScan | null;
};

export class FastScanner {
  readonly draft = new TableDraft(4096);
  readonly #reader = new RowReader();
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  /** @throws the file system's error where the file cannot be read */
  scan({ path, mtimeMs, earlier }: ScanRequest): FileScan {
    const fd = openSync(path, "r");
    try {
      const builder = new FileScanBuilder(builderOptions(path, mtimeMs), this.draft);
      const known = earlier && mayResume(earlier, fd) ? earlier : null;
      if (known) builder.resume(known);
      const consumed = this.#stream(fd, known?.consumedBytes ?? 0, builder);
      builder.report.files = 1;
      builder.report.bytes = consumed;
      return builder.finish(consumed, fingerprintOf(fd, consumed));
    } finally {
      closeSync(fd);
    }
  }

  #stream(fd: number, from: number, builder: FileScanBuilder): number {
    let buffer: Buffer = this.#buffer;
    let filled = 0;
    let position = from;
    /** The row at hand is too large and its bytes are let go. */
    let dropping = false;
    for (;;) {
      const room = buffer.length - filled;
      const read = readSync(fd, buffer, filled, room, position);
      position += read;
      const end = filled + read;
      let start = 0;
      if (dropping) {
        const newline = buffer.subarray(0, end).indexOf(NEWLINE);
        start = newline < 0 ? end : newline + 1;
        if (newline >= 0) tooLarge(builder);
        dropping = newline < 0;
      }
      start = this.#rows(buffer, start, end, builder);
      filled = end - start;
      if (read < room) {
        const tail = buffer.subarray(start, end);
        return finishTail(tail, dropping ? MAX_LINE_BYTES + 1 : filled, position - filled, builder);
      }
      if (start > 0) buffer.copyWithin(0, start, end);
      else if (filled > MAX_LINE_BYTES) {
        dropping = true;
        filled = 0;
      } else buffer = enlarged(buffer);
    }
  }

  /** Reads the whole rows between `from` and `to`; returns where the first unfinished one starts. */
  #rows(buffer: Buffer, from: number, to: number, builder: FileScanBuilder): number {
    const chunk = to === buffer.length ? buffer : buffer.subarray(0, to);
    let start = from;
    /** Place of the next count of searches; at most `start` = not looked for yet. */
    let search = -1;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) return start;
      const end = newline > start && chunk[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
      if (end > start) {
        const verdict = this.#reader.read(chunk, start, end);
        if (verdict === Verdict.toolResult) {
          if (search < start) search = chunk.indexOf(SEARCH_COUNT, start);
          if (search < 0) search = to;
        }
        if (verdict === Verdict.nothing || (verdict === Verdict.toolResult && search > end)) builder.report.rows++;
        else if (verdict !== Verdict.usage || !this.#response(chunk, builder))
          decodeLine(chunk.toString("utf8", start, newline), builder);
      }
      start = newline + 1;
    }
  }

  /** @returns false where the obvious decoder must say what the row is */
  #response(chunk: Buffer, builder: FileScanBuilder): boolean {
    const reason = this.#reader.skipReason();
    if (reason) {
      builder.report.rows++;
      builder.skip(reason);
      return true;
    }
    const row = this.#reader.usageRow(chunk);
    if (!row) return false;
    builder.report.rows++;
    builder.hashedUsage(row);
    return true;
  }
}

/** A response without a time took its neighbour's or the file's, which what follows may change. */
function mayResume(earlier: FileScan, fd: number): boolean {
  return earlier.report.undated === 0 && fingerprintOf(fd, earlier.consumedBytes) === earlier.fingerprint;
}

function enlarged(buffer: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
  buffer.copy(larger);
  return larger;
}
