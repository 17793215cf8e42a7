/** One file after another, through the memory of a WebAssembly module: bytes in, rows out to a builder. */

import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import type { FileScanBuilder } from "../../core/usage/file-scan-builder.ts";
import { finishTail, MAX_LINE_BYTES, tooLarge } from "../obvious-scanner.ts";
import { RecordReader } from "./record-reader.ts";
import { instantiate, type ScanExports, type ScanModule } from "./scan-module.ts";

/** Small enough to stay in a core's cache, so that what was read is walked there. */
const USUAL_BYTES = 256 * 1024;
/** The largest row and its newline. */
const MOST_BYTES = MAX_LINE_BYTES + 1;
/** The module reads so far beyond the bytes it is given, and writes a newline there. */
const MARGIN_BYTES = 128;
const PAGE_BYTES = 65_536;
const NEWLINE = 0x0a;

export class RowStream {
  readonly #wasm: ScanExports;
  readonly #base: number;
  readonly #usualBytes: number;
  readonly #records: RecordReader;
  #bytes: Buffer;

  /** @param usualBytes what is read at once where rows are not larger */
  constructor(wasm: ScanExports, usualBytes = USUAL_BYTES) {
    this.#wasm = wasm;
    this.#usualBytes = usualBytes;
    this.#base = wasm.heapBase();
    this.#bytes = Buffer.from(wasm.memory.buffer);
    this.#records = new RecordReader(this.#bytes);
    this.#reserve(usualBytes);
  }

  /** null where the system gives no memory for it. */
  static over(module: ScanModule, usualBytes = USUAL_BYTES): RowStream | null {
    try {
      return new RowStream(instantiate(module), usualBytes);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** @returns bytes up to and including the last whole row */
  read(fd: number, from: number, builder: FileScanBuilder): number {
    const base = this.#base;
    this.#wasm.startFile();
    let filled = 0;
    let position = from;
    /** The row at hand is too large and its bytes are let go. */
    let dropping = false;
    for (;;) {
      const room = this.#roomFor(filled) - filled;
      const read = readSync(fd, this.#bytes, base + filled, room, position);
      position += read;
      const end = base + filled + read;
      // A row that did not fit is walked when its end is there, not again for each piece of it.
      const isPiece: boolean = dropping || filled >= this.#usualBytes;
      const newline: number = isPiece ? this.#bytes.subarray(base + filled, end).indexOf(NEWLINE) : 0;
      let start = base;
      if (dropping) {
        start = newline < 0 ? end : base + newline + 1;
        if (newline >= 0) tooLarge(builder);
        dropping = newline < 0;
      }
      if (newline >= 0) start = this.#rows(start, end, builder);
      filled = end - start;
      if (read < room) {
        this.#count(builder);
        const tailBytes = dropping ? MOST_BYTES : filled;
        return finishTail(this.#bytes.subarray(start, end), tailBytes, position - filled, builder);
      }
      if (start > base) this.#bytes.copyWithin(base, start, end);
      else if (filled === MOST_BYTES) {
        dropping = true;
        filled = 0;
      }
    }
  }

  /** Reads the whole rows between `from` and `to`; returns where the first unfinished one starts. */
  #rows(from: number, to: number, builder: FileScanBuilder): number {
    const wasm = this.#wasm;
    let start = from;
    for (;;) {
      start = wasm.scan(start, to);
      this.#records.read(wasm.records(), wasm.countRecords(), builder);
      if (!wasm.isFull()) return start;
    }
  }

  #count({ report }: FileScanBuilder): void {
    const { rows, noUsage, notBilled, noModel } = this.#wasm;
    report.rows += rows.value;
    report.skipped["no-usage"] += noUsage.value;
    report.skipped["not-billed"] += notBilled.value;
    report.skipped["no-model"] += noModel.value;
  }

  /** How many bytes there may be where so many are those of an unfinished row. */
  #roomFor(filled: number): number {
    if (filled < this.#usualBytes) return this.#usualBytes;
    const room = Math.min(filled * 2, MOST_BYTES);
    this.#reserve(room);
    return room;
  }

  #reserve(room: number): void {
    const { memory } = this.#wasm;
    const missing = this.#base + room + MARGIN_BYTES - this.#bytes.length;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#bytes = Buffer.from(memory.buffer);
    this.#records.attach(this.#bytes);
  }
}
