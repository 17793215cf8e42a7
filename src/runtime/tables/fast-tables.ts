/** Work over many rows in WebAssembly (`wasm/`): a loop that runs but once is over before V8 has compiled it for speed. */

import { USAGE_COLUMN_TYPES, type UsageColumns } from "../../core/reports/usage-rollup.ts";
import type { ResponseColumns, ResponseTable } from "../../core/responses/columns.ts";
import { type GroupedRows, PLAIN_WORK, type TableSums, type TableWork } from "../../core/responses/table-operations.ts";
import { instantiate, PAGE_BYTES, type WasmMemory, wasmModule } from "../wasm-module.ts";

const MODULE = "tables.wasm";

type Tables = {
  readonly memory: WasmMemory;
  heapBase(): number;
  setSlots(at: number, count: number): void;
  enter(idLo: number, idHi: number, from: number, to: number, out: number): number;
  setRows(at: number, room: number, models: number): void;
  setSums(at: number, room: number, eachFromMs: number): void;
  setOpen(at: number, count: number, usedAt: number): void;
  sumRanges(ranges: number, count: number, starts: number): void;
  countSums(): number;
  recodeWide(column: number, count: number, codes: number): void;
  recodeNarrow(column: number, count: number, codes: number): void;
  countGroups(column: number, count: number, groupOf: number, counts: number): void;
  placeGroups(column: number, count: number, groupOf: number, next: number, rows: number): void;
};

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array;

/** The rows' columns in the order of `wasm/sums.ts`. */
const SUMMED = [
  ...(["timeMs", "costPico", "input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead", "origin"] as const),
  ...(["webSearches", "model", "flags"] as const),
] as const;
const ROW_BYTES = 46;
const SUM_BYTES = 50;
/** So many at once: between two calls V8 can take up better code for the next. */
const ROWS_A_CALL = 8192;
const RANGES_A_CALL = 64;

/** For fewer rows starting the module takes longer than the work. */
const LEAST_ROWS = 10_000;

/** What works fastest on so many rows. */
export function tableWorkFor(rows: number): TableWork {
  return rows >= LEAST_ROWS && wasmModule(MODULE) ? FAST_WORK : PLAIN_WORK;
}

export const FAST_WORK: TableWork = {
  copies: (...args) =>
    orPlain(
      () => copies(...args),
      () => PLAIN_WORK.copies(...args),
    ),
  sum: (...args) =>
    orPlain(
      () => sum(...args),
      () => PLAIN_WORK.sum(...args),
    ),
  recode: (...args) =>
    orPlain(
      () => recode(...args),
      () => PLAIN_WORK.recode(...args),
    ),
  group: (...args) =>
    orPlain(
      () => group(...args),
      () => PLAIN_WORK.group(...args),
    ),
};

/** Where the system gives no memory for the module, it is done the plain way. */
function orPlain<T>(fast: () => T, plain: () => T): T {
  try {
    return fast();
  } catch (error) {
    if (error instanceof RangeError) return plain();
    throw error;
  }
}

function copies({ idLo, idHi, length }: ResponseColumns): Uint32Array {
  const room = new Room();
  const [lo, hi] = [room.take(length * 4), room.take(length * 4)];
  const slots = powerOfTwo(length * 1.5);
  const slotsAt = room.take(slots * 4);
  const out = room.take(length * 8);
  const { tables } = room.open();
  room.put(lo, idLo.subarray(0, length));
  room.put(hi, idHi.subarray(0, length));
  tables.setSlots(slotsAt, slots);
  let end = out;
  for (let from = 0; from < length; from += ROWS_A_CALL) {
    end = tables.enter(lo, hi, from, Math.min(from + ROWS_A_CALL, length), end);
  }
  return new Uint32Array(tables.memory.buffer, out, (end - out) / 4).slice();
}

function sum(
  { columns, models }: ResponseTable,
  ranges: readonly { readonly from: number; readonly to: number }[],
  eachFromMs: number,
): TableSums {
  const { length } = columns;
  const room = new Room();
  const rowsAt = room.take(length * ROW_BYTES);
  const sumsAt = room.take(length * SUM_BYTES);
  const most = ranges.reduce((n, { from, to }) => Math.max(n, to - from), 0);
  const slots = powerOfTwo(most * 2);
  const openAt = room.take(slots * 8);
  const usedAt = room.take(most * 4);
  const rangesAt = room.take(ranges.length * 8);
  const startsAt = room.take(ranges.length * 4);
  const { tables } = room.open();
  let at = rowsAt;
  for (const name of SUMMED) {
    room.put(at, columns[name].subarray(0, length));
    at += length * columns[name].BYTES_PER_ELEMENT;
  }
  const bounds = new Uint32Array(ranges.length * 2);
  ranges.forEach(({ from, to }, i) => {
    bounds[i * 2] = from;
    bounds[i * 2 + 1] = to;
  });
  room.put(rangesAt, bounds);
  tables.setRows(rowsAt, length, models.length);
  tables.setSums(sumsAt, length, eachFromMs);
  tables.setOpen(openAt, slots, usedAt);
  for (let i = 0; i < ranges.length; i += RANGES_A_CALL) {
    tables.sumRanges(rangesAt + i * 8, Math.min(RANGES_A_CALL, ranges.length - i), startsAt + i * 4);
  }
  const starts = new Uint32Array(tables.memory.buffer, startsAt, ranges.length).slice();
  return { columns: summed(tables, sumsAt, length), starts };
}

function recode(column: Uint16Array | Uint32Array, codes: readonly number[]): void {
  const room = new Room();
  const at = room.take(column.byteLength);
  const codesAt = room.take(codes.length * 4);
  const { tables } = room.open();
  room.put(at, column);
  room.put(codesAt, Uint32Array.from(codes));
  if (column instanceof Uint32Array) {
    tables.recodeWide(at, column.length, codesAt);
    column.set(new Uint32Array(tables.memory.buffer, at, column.length));
  } else {
    tables.recodeNarrow(at, column.length, codesAt);
    column.set(new Uint16Array(tables.memory.buffer, at, column.length));
  }
}

function group(column: Uint32Array, groupOf: Int32Array, groups: number): GroupedRows {
  const room = new Room();
  const at = room.take(column.byteLength);
  const groupsAt = room.take(groupOf.byteLength);
  // After a place that stays zero: the counts become the starts of the groups that follow.
  const startsAt = room.take((groups + 1) * 4);
  const nextAt = room.take(groups * 4);
  const rowsAt = room.take(column.byteLength);
  const { tables } = room.open();
  room.put(at, column);
  room.put(groupsAt, groupOf);
  tables.countGroups(at, column.length, groupsAt, startsAt + 4);
  const starts = new Uint32Array(tables.memory.buffer, startsAt, groups + 1).slice();
  for (let g = 0; g < groups; g++) starts[g + 1] = (starts[g + 1] as number) + (starts[g] as number);
  room.put(nextAt, starts.subarray(0, groups));
  tables.placeGroups(at, column.length, groupsAt, nextAt, rowsAt);
  return { rows: new Uint32Array(tables.memory.buffer, rowsAt, starts[groups] as number).slice(), starts };
}

function summed(tables: Tables, sumsAt: number, room: number): UsageColumns {
  const count = tables.countSums();
  const columns: Record<string, unknown> = { length: count };
  let at = sumsAt;
  for (const [name, Type] of USAGE_COLUMN_TYPES) {
    columns[name] = new Type(tables.memory.buffer, at, count).slice();
    at += room * Type.BYTES_PER_ELEMENT;
  }
  return columns as UsageColumns;
}

function powerOfTwo(least: number): number {
  let size = 128;
  while (size < least) size *= 2;
  return size;
}

/** Memory of an instance of its own: all zero, and let go with it. */
class Room {
  readonly tables = instantiate<Tables>(wasmModule(MODULE) as object);
  #top = this.tables.heapBase();

  /** @returns where so many bytes will be */
  take(bytes: number): number {
    const at = Math.ceil(this.#top / 8) * 8;
    this.#top = at + bytes;
    return at;
  }

  /** All that was taken is there from now on. @throws RangeError where the system does not give it */
  open(): this {
    const missing = this.#top - this.tables.memory.buffer.byteLength;
    if (missing > 0) this.tables.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return this;
  }

  put(at: number, column: Column): void {
    new Uint8Array(this.tables.memory.buffer, at).set(
      new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
    );
  }
}
