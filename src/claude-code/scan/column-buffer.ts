/**
 * Rows as columns in the memory of the WebAssembly module; copied from there in blocks, whichever file they belong to.
 */

import { COLUMN_TYPES, type ResponseColumns } from "../../core/responses/columns.ts";
import type { ScanMemory } from "./scan-memory.ts";

/** A multiple of four, and small enough for a core's cache. */
const ROWS = 2048;

/** The order in `wasm/columns.ts`: the widest first, otherwise in their order. */
const LAID_OUT = [...COLUMN_TYPES].sort(([, a], [, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT);
const ROW_BYTES = LAID_OUT.reduce((sum, [, Type]) => sum + Type.BYTES_PER_ELEMENT, 0);

export class ColumnBuffer {
  readonly #memory: ScanMemory;
  readonly #at: number;
  /** Rows in the module's memory. */
  #waiting = 0;
  /** The earlier blocks, with `ROWS` rows in each but the last. */
  readonly #taken: { readonly bytes: ArrayBuffer; readonly count: number }[] = [];
  #takenRows = 0;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
    this.#at = memory.allocate(ROWS * ROW_BYTES);
    memory.wasm.setColumns(this.#at, ROWS);
  }

  /** Adds the rows of the module's table. @returns the present number of rows */
  add(): number {
    const { wasm } = this.#memory;
    const rows = wasm.tableRows();
    for (let from = 0; from < rows; ) {
      const count = Math.min(rows - from, ROWS - this.#waiting);
      wasm.layOut(from, count, this.#waiting);
      from += count;
      this.#waiting += count;
      if (this.#waiting === ROWS) this.#take();
    }
    return this.#takenRows + this.#waiting;
  }

  #take(): void {
    const bytes = this.#memory.wasm.memory.buffer.slice(this.#at, this.#at + ROWS * ROW_BYTES);
    this.#taken.push({ bytes, count: this.#waiting });
    this.#takenRows += this.#waiting;
    this.#waiting = 0;
  }

  /** Replaces the arrays of `columns` by ones with all rows that were added. */
  fill(columns: ResponseColumns): void {
    if (this.#waiting > 0) this.#take();
    const target = columns as unknown as Record<string, Float64Array>;
    let offset = 0;
    for (const [name, Type] of LAID_OUT) {
      const column = new Type(this.#takenRows) as Float64Array;
      let at = 0;
      for (const { bytes, count } of this.#taken) {
        column.set(new Type(bytes, offset, count) as Float64Array, at);
        at += count;
      }
      target[name] = column;
      offset += ROWS * Type.BYTES_PER_ELEMENT;
    }
  }
}
