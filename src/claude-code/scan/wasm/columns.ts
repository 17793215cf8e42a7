/**
 * Copies the rows of a file to columns. The host computes prices after it has folded the rows of all files: their
 * column contains NaN.
 */

import {
  CACHE_READ,
  CACHE_WRITE_1H,
  CACHE_WRITE_5M,
  FLAGS,
  ID_HI,
  ID_LO,
  INPUT,
  MODEL_CODE,
  ORIGIN_CODE,
  OUTPUT,
  REQUEST_HASH,
  ROW_BYTES,
  SPAN_MS,
  TIME_MS,
  WEB_SEARCHES,
} from "./record";
import { tableAt } from "./table";

/** In the order of `LAID_OUT` (`column-buffer.ts`): two columns of eight bytes per row, eleven of four, two of two. */
let columns: usize = 0;
let capacity: usize = 0;

/** @param rows a multiple of four */
export function setColumns(at: usize, rows: i32): void {
  columns = at;
  capacity = <usize>rows;
}

/** Copies `count` rows of the table, from row `from` on, to rows `at` and following of the columns. */
export function layOut(from: i32, count: i32, at: i32): void {
  let row = tableAt() + <usize>from * ROW_BYTES;
  for (let i = <usize>at; i < <usize>(at + count); i++, row += ROW_BYTES) {
    store<f64>(columns + (i << 3), load<f64>(row, TIME_MS));
    store<f64>(columns + ((capacity + i) << 3), NaN);
    store<u32>(cell(0, i), load<u32>(row, ID_LO));
    store<u32>(cell(1, i), load<u32>(row, ID_HI));
    store<u32>(cell(2, i), load<u32>(row, REQUEST_HASH));
    store<u32>(cell(3, i), load<u32>(row, SPAN_MS));
    store<u32>(cell(4, i), load<u32>(row, INPUT));
    store<u32>(cell(5, i), load<u32>(row, OUTPUT));
    store<u32>(cell(6, i), load<u32>(row, CACHE_WRITE_5M));
    store<u32>(cell(7, i), load<u32>(row, CACHE_WRITE_1H));
    store<u32>(cell(8, i), load<u32>(row, CACHE_READ));
    store<u32>(cell(9, i), load<u32>(row, MODEL_CODE));
    store<u32>(cell(10, i), load<u32>(row, ORIGIN_CODE));
    store<u16>(halfCell(0, i), <u16>load<u32>(row, WEB_SEARCHES));
    store<u16>(halfCell(1, i), <u16>load<u32>(row, FLAGS));
  }
}

/** An address in the columns of four bytes per row. */
function cell(column: usize, row: usize): usize {
  return columns + (capacity << 4) + ((column * capacity + row) << 2);
}

/** An address in those of two, which come last. */
function halfCell(column: usize, row: usize): usize {
  return columns + capacity * 60 + ((column * capacity + row) << 1);
}
