/** Rows that the WebAssembly module has laid out as columns, on their way to a draft: many files' at once. */

import type { ResponseColumns } from "../../core/usage/columns.ts";
import type { TableDraft } from "../../core/usage/table-draft.ts";
import type { ScanMemory } from "./scan-memory.ts";

/** A multiple of four; few enough to stay in a core's cache. */
const ROWS = 2048;

/** The columns in the order in which `wasm/columns.ts` lays them out. */
const LAID_OUT = [
  ["timeMs", Float64Array],
  ["costPico", Float64Array],
  ["idLo", Uint32Array],
  ["idHi", Uint32Array],
  ["requestHash", Uint32Array],
  ["spanMs", Uint32Array],
  ["input", Uint32Array],
  ["output", Uint32Array],
  ["cacheWrite5m", Uint32Array],
  ["cacheWrite1h", Uint32Array],
  ["cacheRead", Uint32Array],
  ["origin", Uint32Array],
  ["webSearches", Uint16Array],
  ["model", Uint16Array],
  ["flags", Uint16Array],
] as const satisfies readonly (readonly [Exclude<keyof ResponseColumns, "length">, unknown])[];
const ROW_BYTES = LAID_OUT.reduce((sum, [, Type]) => sum + Type.BYTES_PER_ELEMENT, 0);

export class LaidRows {
  readonly #memory: ScanMemory;
  readonly #at: number;
  readonly #unpricedAt: number;
  /** Rows that the draft counts already, and that have not been brought to it. */
  #waiting = 0;
  /** Of the rows that were brought there, those without a price; empty where the module prices none. */
  readonly unpriced: number[] = [];

  /** @param notesUnpriced whether the module has rates */
  constructor(memory: ScanMemory, notesUnpriced: boolean) {
    this.#memory = memory;
    this.#at = memory.allocate(ROWS * ROW_BYTES);
    this.#unpricedAt = notesUnpriced ? memory.allocate(ROWS * 4) : 0;
    memory.wasm.setColumns(this.#at, ROWS, this.#unpricedAt);
  }

  /**
   * Adds the rows of the module's table to the draft, which has room for them.
   * @returns whether some of them have no time of their own
   */
  add(columns: ResponseColumns): boolean {
    const { wasm } = this.#memory;
    const rows = wasm.tableRows();
    let isUndated = false;
    for (let from = 0; from < rows; ) {
      const count = Math.min(rows - from, ROWS - this.#waiting);
      wasm.layOut(from, count, this.#waiting);
      if (wasm.undatedCount.value > 0) isUndated = true;
      from += count;
      this.#waiting += count;
      columns.length += count;
      if (this.#waiting === ROWS) this.settle(columns);
    }
    return isUndated;
  }

  /** Brings what is still waiting. */
  settle(columns: TableDraft["columns"]): void {
    const { wasm, words } = this.#memory;
    const { buffer } = wasm.memory;
    const count = this.#waiting;
    const first = columns.length - count;
    let at = this.#at;
    for (const [name, Type] of LAID_OUT) {
      (columns[name] as Float64Array).set(new Type(buffer, at, count) as Float64Array, first);
      at += ROWS * Type.BYTES_PER_ELEMENT;
    }
    const unpriced = this.#unpricedAt >> 2;
    for (let i = 0; i < wasm.unpricedCount.value; i++) this.unpriced.push(first + (words[unpriced + i] as number));
    wasm.clearColumns();
    this.#waiting = 0;
  }
}
