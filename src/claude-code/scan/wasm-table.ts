/** One file's responses, folded in the WebAssembly module; what is decoded in the obvious way is folded in there too. */

import { Flag, type ResponseColumns, type ResponseRow, reserve } from "../../core/usage/columns.ts";
import type { TableDraft } from "../../core/usage/table-draft.ts";
import type { RowFold } from "../../core/usage/table-fold.ts";
import type { Tokens } from "../../core/usage/tokens.ts";
import type { ScanMemory } from "./scan-memory.ts";

const FIRST_ROWS = 1024;
const ROW_WORDS = 16;
const ROW_BYTES = ROW_WORDS * 4;
const SLOT_BYTES = 4;

/** The layout of `wasm/record.ts`, in words of four bytes; the time is a number of eight bytes. */
const ID_LO = 0;
const ID_HI = 1;
const REQUEST_HASH = 2;
const FLAGS = 3;
const TIME_MS = 4;
const SPAN_MS = 6;
const INPUT = 7;
const OUTPUT = 8;
const CACHE_WRITE_5M = 9;
const CACHE_WRITE_1H = 10;
const CACHE_READ = 11;
const WEB_SEARCHES = 12;
const MODEL = 13;
const ORIGIN = 14;

export class WasmTable implements RowFold {
  readonly #memory: ScanMemory;
  #capacity = FIRST_ROWS / 2;
  /** By row; it counts where the row still has its bit. */
  readonly #iterations = new Map<number, readonly Tokens[]>();

  constructor(memory: ScanMemory) {
    this.#memory = memory;
    this.grow();
  }

  /** Another file begins. */
  clear(): void {
    this.#memory.wasm.clearTable();
    this.#iterations.clear();
  }

  /** Makes room for as many rows again. */
  grow(): void {
    this.#capacity *= 2;
    const rowsAt = this.#memory.allocate(this.#capacity * ROW_BYTES);
    const slotsAt = this.#memory.allocate(this.#capacity * 2 * SLOT_BYTES);
    this.#memory.wasm.setTable(rowsAt, this.#capacity, slotsAt, this.#capacity * 2);
  }

  fold(row: ResponseRow, iterations: readonly Tokens[]): void {
    const { wasm } = this.#memory;
    if (wasm.isTableFull()) this.grow();
    const { words, numbers } = this.#memory;
    const w = wasm.recordAt() >> 2;
    words[w + ID_LO] = row.idLo;
    words[w + ID_HI] = row.idHi;
    words[w + REQUEST_HASH] = row.requestHash;
    words[w + FLAGS] = row.flags;
    numbers[(w + TIME_MS) >> 1] = row.timeMs;
    words[w + SPAN_MS] = row.spanMs;
    words[w + INPUT] = row.input;
    words[w + OUTPUT] = row.output;
    words[w + CACHE_WRITE_5M] = row.cacheWrite5m;
    words[w + CACHE_WRITE_1H] = row.cacheWrite1h;
    words[w + CACHE_READ] = row.cacheRead;
    words[w + WEB_SEARCHES] = row.webSearches;
    words[w + MODEL] = row.model;
    words[w + ORIGIN] = row.origin;
    const at = wasm.fold();
    if (at >= 0 && iterations.length > 0) this.#iterations.set(at, iterations);
  }

  /** Folds the response in that the module has read, with the requests that it was made of. */
  take(): void {
    const { wasm, words } = this.#memory;
    const isParted = ((words[(wasm.recordAt() >> 2) + FLAGS] as number) & Flag.iterations) !== 0;
    const at = wasm.take();
    if (at < 0 || !isParted) return;
    const first = wasm.partsAt() >> 2;
    const parts = Array.from({ length: wasm.countParts() }, (_, i) => tokensAt(words, first + i * ROW_WORDS));
    this.#iterations.set(at, parts);
  }

  /** Appends the file's rows to the draft. */
  moveTo({ columns: c, extras }: TableDraft): void {
    const { wasm, words, numbers } = this.#memory;
    const rows = wasm.tableRows();
    const first = c.length;
    reserve(c, rows);
    copyRows(c, first, rows, words, numbers, wasm.tableAt() >> 2);
    c.length += rows;
    for (const [row, parts] of this.#iterations) {
      if (((c.flags[first + row] as number) & Flag.iterations) !== 0) extras.set(first + row, parts);
    }
  }
}

function tokensAt(words: Uint32Array, w: number): Tokens {
  return {
    input: words[w + INPUT] as number,
    output: words[w + OUTPUT] as number,
    cacheWrite5m: words[w + CACHE_WRITE_5M] as number,
    cacheWrite1h: words[w + CACHE_WRITE_1H] as number,
    cacheRead: words[w + CACHE_READ] as number,
  };
}

/** Apart from what follows it: code that is compiled for a loop alone must not leave it often. */
function copyRows(
  c: ResponseColumns,
  first: number,
  rows: number,
  words: Uint32Array,
  numbers: Float64Array,
  from: number,
): void {
  let w = from;
  for (let i = first; i < first + rows; i++, w += ROW_WORDS) {
    c.idLo[i] = words[w + ID_LO] as number;
    c.idHi[i] = words[w + ID_HI] as number;
    c.requestHash[i] = words[w + REQUEST_HASH] as number;
    c.flags[i] = words[w + FLAGS] as number;
    c.timeMs[i] = numbers[(w + TIME_MS) >> 1] as number;
    c.spanMs[i] = words[w + SPAN_MS] as number;
    c.input[i] = words[w + INPUT] as number;
    c.output[i] = words[w + OUTPUT] as number;
    c.cacheWrite5m[i] = words[w + CACHE_WRITE_5M] as number;
    c.cacheWrite1h[i] = words[w + CACHE_WRITE_1H] as number;
    c.cacheRead[i] = words[w + CACHE_READ] as number;
    c.webSearches[i] = words[w + WEB_SEARCHES] as number;
    c.model[i] = words[w + MODEL] as number;
    c.origin[i] = words[w + ORIGIN] as number;
    c.costPico[i] = Number.NaN;
  }
}
