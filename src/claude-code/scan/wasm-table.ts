/** One file's responses, folded in the WebAssembly module; rows from the reference decoder are folded there too. */

import { Flag, type ResponseRow } from "../../core/responses/columns.ts";
import type { TableDraft } from "../../core/responses/table-draft.ts";
import type { RowFold } from "../../core/responses/table-fold.ts";
import type { Tokens } from "../../core/responses/tokens.ts";
import { ColumnBuffer } from "./column-buffer.ts";
import type { ScanMemory } from "./scan-memory.ts";

const FIRST_ROWS = 1024;
const ROW_WORDS = 16;
const ROW_BYTES = ROW_WORDS * 4;
const SLOT_BYTES = 4;

/** The layout in `wasm/record.ts`, in words of four bytes; the time is a number of eight bytes. */
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
  /** By row. Valid only where the row still has its `Flag.iterations`. */
  readonly #iterations = new Map<number, readonly Tokens[]>();
  readonly #buffer: ColumnBuffer;
  readonly #draft: TableDraft;

  /** @param draft counts the rows of all files; it contains them after `fillDraft` */
  constructor(memory: ScanMemory, draft: TableDraft) {
    this.#memory = memory;
    this.#draft = draft;
    this.#buffer = new ColumnBuffer(memory);
    this.grow();
  }

  /** Removes all rows, for the next file. */
  clear(): void {
    this.#memory.wasm.clearTable();
    this.#iterations.clear();
  }

  /** Doubles the capacity for rows. */
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

  /** Folds the response that the module has just read, with its iterations. */
  foldResponse(): void {
    const { wasm, words } = this.#memory;
    const isParted = ((words[(wasm.recordAt() >> 2) + FLAGS] as number) & Flag.iterations) !== 0;
    const at = wasm.take();
    if (at < 0 || !isParted) return;
    const first = wasm.partsAt() >> 2;
    const parts = Array.from({ length: wasm.countParts() }, (_, i) => tokensAt(words, first + i * ROW_WORDS));
    this.#iterations.set(at, parts);
  }

  finish(fallbackMs: number): number {
    const { wasm, words } = this.#memory;
    const { columns, iterationsByRow } = this.#draft;
    const undated = wasm.dateRows(fallbackMs);
    const first = columns.length;
    columns.length = this.#buffer.add();
    const flagsAt = (wasm.tableAt() >> 2) + FLAGS;
    for (const [row, parts] of this.#iterations) {
      const flags = words[flagsAt + row * ROW_WORDS] as number;
      if ((flags & Flag.iterations) !== 0) iterationsByRow.set(first + row, parts);
    }
    return undated;
  }

  /** Copies the rows of all files to the draft. */
  fillDraft(): void {
    this.#buffer.fill(this.#draft.columns);
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
