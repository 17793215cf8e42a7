/**
 * Folds the rows of a file into one row per response, like `core/responses/table-fold.ts`: found by identity, in order
 * of first occurrence. The host provides the memory.
 */

import {
  FLAGS,
  FLAGS_OF_ROW,
  ID_HI,
  ID_LO,
  ORIGIN_CODE,
  OUTPUT,
  RECORD,
  ROW_BYTES,
  SIDECHAIN,
  SPAN_MS,
  STOPPED,
  TIME_MS,
  UNDATED,
} from "./record";

let rows: usize = 0;
let capacity = 0;
/** Row + 1, by hash; 0 = free. At least twice as many as rows. */
let slots: usize = 0;
let mask: u32 = 0;
let count = 0;

export function tableRows(): i32 {
  return count;
}

export function tableAt(): usize {
  return rows;
}

export function isTableFull(): bool {
  return count === capacity;
}

/** From the last row to the first, so that each is found where it was inserted. */
export function clearTable(): void {
  while (count > 0) {
    const row = rows + <usize>--count * ROW_BYTES;
    store<u32>(slotOf(load<u32>(row, ID_LO), load<u32>(row, ID_HI)), 0);
  }
}

/**
 * Moves the table to larger memory.
 * @param slotCount a power of two, at least twice `rowCount`; the memory there is all zeros
 */
export function setTable(rowsAt: usize, rowCount: i32, slotsAt: usize, slotCount: i32): void {
  memory.copy(rowsAt, rows, <usize>count * ROW_BYTES);
  rows = rowsAt;
  capacity = rowCount;
  slots = slotsAt;
  mask = <u32>slotCount - 1;
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>i * ROW_BYTES;
    store<u32>(slotOf(load<u32>(row, ID_LO), load<u32>(row, ID_HI)), <u32>i + 1);
  }
}

function slotOf(lo: u32, hi: u32): usize {
  let slot = lo & mask;
  while (true) {
    const at = slots + ((<usize>slot) << 2);
    const entry: usize = load<u32>(at);
    if (!entry) return at;
    const row = rows + (entry - 1) * ROW_BYTES;
    if (load<u32>(row, ID_LO) === lo && load<u32>(row, ID_HI) === hi) return at;
    slot = (slot + 1) & mask;
  }
}

/**
 * Folds the record; there must be room for it.
 * @returns the row that got its usage; -1 = its response already has a better one
 */
export function fold(): i32 {
  const at = slotOf(load<u32>(RECORD, ID_LO), load<u32>(RECORD, ID_HI));
  const entry = load<u32>(at);
  if (!entry) {
    memory.copy(rows + <usize>count * ROW_BYTES, RECORD, ROW_BYTES);
    store<u32>(at, ++count);
    return count - 1;
  }
  const old = rows + <usize>(entry - 1) * ROW_BYTES;
  if (!supersedes(old)) return -1;
  const timeMs = load<f64>(old, TIME_MS);
  const origin = load<u32>(old, ORIGIN_CODE);
  const flags = (load<u32>(old, FLAGS) & FLAGS_OF_ROW) | (load<u32>(RECORD, FLAGS) & ~FLAGS_OF_ROW);
  const span = load<f64>(RECORD, TIME_MS) - timeMs;
  memory.copy(old, RECORD, ROW_BYTES);
  store<f64>(old, timeMs, TIME_MS);
  // Not before the first row, and 0 without a time.
  store<u32>(old, span > 0 ? <u32>min<f64>(span, 4294967295) : 0, SPAN_MS);
  store<u32>(old, origin, ORIGIN_CODE);
  store<u32>(old, flags, FLAGS);
  return <i32>entry - 1;
}

/** Gives rows without a time that of the next one, and the last of them `fallbackMs`. @returns how many had none */
export function dateRows(fallbackMs: f64): i32 {
  let next = fallbackMs;
  let undated = 0;
  for (let i = count - 1; i >= 0; i--) {
    const row = rows + <usize>i * ROW_BYTES;
    const timeMs = load<f64>(row, TIME_MS);
    if (timeMs >= 0) next = timeMs;
    else store<f64>(row, next, TIME_MS);
    if (load<u32>(row, FLAGS) & UNDATED) undated++;
  }
  return undated;
}

/** `supersedes` (core/responses/winner.ts): a stop_reason, then the larger output, then a main row; the last wins a tie. */
function supersedes(old: usize): bool {
  const was = load<u32>(old, FLAGS);
  const is = load<u32>(RECORD, FLAGS);
  if (((was ^ is) & STOPPED) !== 0) return (is & STOPPED) !== 0;
  const output = load<u32>(RECORD, OUTPUT);
  const oldOutput = load<u32>(old, OUTPUT);
  if (output !== oldOutput) return output > oldOutput;
  return (is & SIDECHAIN) === 0 || (was & SIDECHAIN) !== 0;
}
