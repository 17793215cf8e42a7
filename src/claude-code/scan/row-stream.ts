/** Passes one file after another through the memory of the WebAssembly module, whatever the size of a file or a row. */

import { readSync } from "node:fs";
import type { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import type { TableDraft } from "../../core/responses/table-draft.ts";
import { finishTail, MAX_LINE_BYTES, tooLarge } from "../logs/reference-scanner.ts";
import { ScanMemory } from "./scan-memory.ts";
import { type ScanModule, scanExports } from "./scan-module.ts";
import { WasmReader } from "./wasm-reader.ts";
import { WasmTable } from "./wasm-table.ts";

/** Small enough that the bytes are still in a core's cache when they are scanned. */
const USUAL_BYTES = 256 * 1024;
/** The largest row and its newline. */
const MOST_BYTES = MAX_LINE_BYTES + 1;
/** The module reads up to this many bytes beyond its input, and writes a newline there. */
const MARGIN_BYTES = 128;
const NEWLINE = 0x0a;

export type RowStreamOptions = {
  /** The destination of the rows. */
  readonly draft: TableDraft;
  /** The number of bytes read at once, unless rows are larger. */
  readonly usualBytes?: number | undefined;
};

export class RowStream {
  readonly table: WasmTable;
  readonly #memory: ScanMemory;
  readonly #rows: WasmReader;
  readonly #usualBytes: number;
  readonly #usualAt: number;
  /** Address of the memory for larger rows; 0 = not allocated yet. */
  #largeAt = 0;
  /** All bytes consumed of the last file, until the next one is read; null = they are not all in memory. */
  allBytes: Uint8Array | null = null;

  constructor(memory: ScanMemory, { draft, usualBytes = USUAL_BYTES }: RowStreamOptions) {
    this.#memory = memory;
    this.#usualBytes = usualBytes;
    this.#usualAt = memory.allocate(usualBytes + MARGIN_BYTES);
    this.table = new WasmTable(memory, draft);
    this.#rows = new WasmReader(memory, this.table);
  }

  /** null where the system does not provide the memory. */
  static over(module: ScanModule, options: RowStreamOptions): RowStream | null {
    try {
      return new RowStream(new ScanMemory(scanExports(module)), options);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** @returns bytes up to and including the last whole row */
  read(fd: number, from: number, builder: FileScanBuilder): number {
    this.#rows.start(builder);
    let at = this.#usualAt;
    let filled = 0;
    let position = from;
    /** Whether the current row is too large, so that its bytes are dropped. */
    let dropping = false;
    for (;;) {
      const room = this.#roomFor(filled) - filled;
      const read = readSync(fd, this.#memory.bytes, at + filled, room, position);
      position += read;
      const end = at + filled + read;
      // A row that did not fit is scanned when its end was read, instead of again for each piece.
      const isPiece: boolean = dropping || filled >= this.#usualBytes;
      const newline: number = isPiece ? this.#memory.bytes.subarray(at + filled, end).indexOf(NEWLINE) : 0;
      let start = at;
      if (dropping) {
        start = newline < 0 ? end : at + newline + 1;
        if (newline >= 0) tooLarge(builder);
        dropping = newline < 0;
      }
      if (newline >= 0) start = this.#rows.read(start, end, builder);
      filled = end - start;
      if (read < room) {
        this.#rows.finish(builder);
        const tail = this.#memory.bytes.subarray(start, end);
        const consumed = finishTail(tail, dropping ? MOST_BYTES : filled, position - filled, builder);
        const isInMemory = from === 0 && position === read;
        this.allBytes = isInMemory ? this.#memory.bytes.subarray(at, at + consumed) : null;
        return consumed;
      }
      if (filled === MOST_BYTES) {
        dropping = true;
        filled = 0;
      }
      at = this.#placeFor(filled);
      if (start !== at && filled > 0) this.#memory.bytes.copyWithin(at, start, end);
    }
  }

  /** Size of the memory to read into, if it starts with that many bytes of an unfinished row. */
  #roomFor(filled: number): number {
    return filled < this.#usualBytes ? this.#usualBytes : Math.min(filled * 2, MOST_BYTES);
  }

  #placeFor(filled: number): number {
    if (filled < this.#usualBytes) return this.#usualAt;
    if (this.#largeAt === 0) this.#largeAt = this.#memory.allocate(MOST_BYTES + MARGIN_BYTES);
    return this.#largeAt;
  }
}
