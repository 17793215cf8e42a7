/**
 * Lays the rows of a file out as columns, and prices those that have a plain price: tokens times rates. What has a
 * factor, parts or no rates is left to the host (`core/pricing/price-columns.ts`).
 */

import {
  BATCH,
  CACHE_READ,
  CACHE_WRITE_1H,
  CACHE_WRITE_5M,
  FAST,
  FLAGS,
  GEO_US,
  ID_HI,
  ID_LO,
  INPUT,
  ITERATIONS,
  MODEL_CODE,
  ORIGIN_CODE,
  OUTPUT,
  REQUEST_HASH,
  ROW_BYTES,
  SEARCH,
  SPAN_MS,
  TIME_MS,
  WEB_SEARCHES,
} from "./record";
import { tableAt } from "./table";

/** Rates of a model for a while: numbers of eight bytes. Written by the host (`rate-lanes.ts`); all zero = none. */
const LANE_BYTES: usize = 104;
const FROM_MS: usize = 0;
/** Exclusive. */
const UNTIL_MS: usize = 8;
/** A prompt of more tokens goes at the second rates. */
const MOST_TOKENS: usize = 16;
/** Input, output, cache writes of 5 minutes and of an hour, cache reads. */
const RATES: usize = 24;
const LONG_RATES: usize = 64;

const WITH_FACTOR: u32 = FAST | GEO_US | BATCH | ITERATIONS;

/** In the order of `LAID_OUT` (`laid-rows.ts`): two columns of eight bytes a row, ten of four, three of two. */
let columns: usize = 0;
let capacity: usize = 0;
/** Numbers of rows without a price; 0 = they are not noted. */
let unpriced: usize = 0;
export let unpricedCount = 0;
let lanes: usize = 0;
/** By model code; 0 = nothing is priced here. */
let laneCount: u32 = 0;
/** Pico-dollars of one. */
let webSearchPico: f64 = 0;

/** @param rows a multiple of four */
export function setColumns(at: usize, rows: i32, unpricedAt: usize): void {
  columns = at;
  capacity = <usize>rows;
  unpriced = unpricedAt;
}

export function setLanes(at: usize, count: i32, searchPico: f64): void {
  lanes = at;
  laneCount = <u32>count;
  webSearchPico = searchPico;
}

/** The host has taken what was noted. */
export function clearColumns(): void {
  unpricedCount = 0;
}

/** Lays `count` rows of the table out, from its row `from` on, as rows `at` and following of the columns. */
export function layOut(from: i32, count: i32, at: i32): void {
  let row = tableAt() + <usize>from * ROW_BYTES;
  for (let i = <usize>at; i < <usize>(at + count); i++, row += ROW_BYTES) {
    const flags = load<u32>(row, FLAGS);
    store<f64>(columns + (i << 3), load<f64>(row, TIME_MS));
    const pico = price(row, flags);
    store<f64>(columns + ((capacity + i) << 3), pico);
    if (!(pico >= 0) && unpriced !== 0) {
      store<u32>(unpriced + ((<usize>unpricedCount) << 2), <u32>i);
      unpricedCount++;
    }
    store<u32>(cell(0, i), load<u32>(row, ID_LO));
    store<u32>(cell(1, i), load<u32>(row, ID_HI));
    store<u32>(cell(2, i), load<u32>(row, REQUEST_HASH));
    store<u32>(cell(3, i), load<u32>(row, SPAN_MS));
    store<u32>(cell(4, i), load<u32>(row, INPUT));
    store<u32>(cell(5, i), load<u32>(row, OUTPUT));
    store<u32>(cell(6, i), load<u32>(row, CACHE_WRITE_5M));
    store<u32>(cell(7, i), load<u32>(row, CACHE_WRITE_1H));
    store<u32>(cell(8, i), load<u32>(row, CACHE_READ));
    store<u32>(cell(9, i), load<u32>(row, ORIGIN_CODE));
    store<u16>(halfCell(0, i), <u16>load<u32>(row, WEB_SEARCHES));
    store<u16>(halfCell(1, i), <u16>load<u32>(row, MODEL_CODE));
    store<u16>(halfCell(2, i), <u16>flags);
  }
}

/** Of the columns of four bytes a row. */
function cell(column: usize, row: usize): usize {
  return columns + (capacity << 4) + ((column * capacity + row) << 2);
}

/** Of those of two, which come last. */
function halfCell(column: usize, row: usize): usize {
  return columns + capacity * 56 + ((column * capacity + row) << 1);
}

/** Pico-dollars: whole numbers, summed in the order of `lineCost`; NaN = it is for the host to say. */
function price(row: usize, flags: u32): f64 {
  if (laneCount === 0) return NaN;
  const searches = <f64>load<u32>(row, WEB_SEARCHES) * webSearchPico;
  if (flags & SEARCH) return searches;
  const code = load<u32>(row, MODEL_CODE);
  if (code >= laneCount || flags & WITH_FACTOR) return NaN;
  const lane = lanes + <usize>code * LANE_BYTES;
  const timeMs = load<f64>(row, TIME_MS);
  // The rates are those of another time.
  if (!(timeMs >= load<f64>(lane, FROM_MS) && timeMs < load<f64>(lane, UNTIL_MS))) return NaN;
  const input = load<u32>(row, INPUT);
  const write5m = load<u32>(row, CACHE_WRITE_5M);
  const write1h = load<u32>(row, CACHE_WRITE_1H);
  const read = load<u32>(row, CACHE_READ);
  const prompt = <f64>input + <f64>write5m + <f64>write1h + <f64>read;
  const rates = lane + (prompt > load<f64>(lane, MOST_TOKENS) ? LONG_RATES : RATES);
  return (
    <f64>input * load<f64>(rates) +
    <f64>load<u32>(row, OUTPUT) * load<f64>(rates, 8) +
    <f64>write5m * load<f64>(rates, 16) +
    <f64>write1h * load<f64>(rates, 24) +
    <f64>read * load<f64>(rates, 32) +
    searches
  );
}
