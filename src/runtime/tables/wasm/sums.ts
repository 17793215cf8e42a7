/** Responses summed by quarter of an hour, model and origin, as `UsageFolder` (`core/reports/usage-rollup.ts`) does. */

const QUARTER_MS: f64 = 900_000;
/** Sums stay below these, so that one more row fits. */
const MOST_TOKENS: f64 = 4_026_531_840;
const MOST_PICO: f64 = 4_503_599_627_370_496;
/** Bits of `Flag`: a row that is no request of its own. */
const NO_REQUEST: u32 = 64 | 128;

/** Columns of the rows, each with room for `rowRoom` of them: two of eight bytes, six of four, three of two. */
let rows: usize = 0;
let rowRoom: usize = 0;
/** Columns of the sums, in the order of `USAGE_COLUMN_TYPES`: two of eight bytes, eight of four, one of two. */
let sums: usize = 0;
let sumRoom: usize = 0;
let sumCount: usize = 0;
let models: u32 = 1;
let eachFromMs: f64 = 0;
/** By model and origin: the key, and the last sum + 1; 0 = free. A power of two of them, all zero at first. */
let open: usize = 0;
let mask: u32 = 0;
/** The slots in use. */
let used: usize = 0;
let usedCount: usize = 0;

export function setRows(at: usize, room: i32, modelCount: i32): void {
  rows = at;
  rowRoom = <usize>room;
  models = <u32>modelCount;
}

export function setSums(at: usize, room: i32, fromMs: f64): void {
  sums = at;
  sumRoom = <usize>room;
  sumCount = 0;
  eachFromMs = fromMs;
}

/** @param count at least twice as many as the rows that are added at once */
export function setOpen(at: usize, count: i32, usedAt: usize): void {
  open = at;
  mask = <u32>count - 1;
  used = usedAt;
  usedCount = 0;
}

export function countSums(): i32 {
  return <i32>sumCount;
}

/**
 * Adds the rows of some ranges, each apart from what was added before.
 * @param ranges where each begins and ends, in four bytes each @param starts gets where the sums of each begin
 */
export function sumRanges(ranges: usize, count: i32, starts: usize): void {
  for (let k: usize = 0; k < <usize>count; k++) {
    store<u32>(starts + (k << 2), <u32>sumCount);
    sum(load<i32>(ranges + (k << 3)), load<i32>(ranges + (k << 3), 4));
  }
}

function sum(from: i32, to: i32): void {
  for (let i: usize = 0; i < usedCount; i++) store<u32>(load<u32>(used + (i << 2)), 0, 4);
  usedCount = 0;
  for (let i = <usize>from; i < <usize>to; i++) {
    const timeMs = load<f64>(rows + (i << 3));
    if (timeMs >= eachFromMs) {
      push(i, timeMs);
      continue;
    }
    const quarter = Math.floor(timeMs / QUARTER_MS) * QUARTER_MS;
    const slot = slotOf(load<u32>(wide(5, i)) * models + <u32>load<u16>(narrow(1, i)));
    const entry = <usize>load<u32>(slot, 4);
    if (entry !== 0 && load<f64>(sums + ((entry - 1) << 3)) === quarter && joins(entry - 1, i)) join(entry - 1, i);
    else store<u32>(slot, <u32>push(i, quarter) + 1, 4);
  }
}

function slotOf(key: u32): usize {
  let slot = (key * 0x9e3779b1) & mask;
  while (true) {
    const at = open + ((<usize>slot) << 3);
    if (!load<u32>(at, 4)) {
      store<u32>(at, key);
      store<u32>(used + (usedCount << 2), <u32>at);
      usedCount++;
      return at;
    }
    if (load<u32>(at) === key) return at;
    slot = (slot + 1) & mask;
  }
}

/** Of the rows: input, output, the two cache writes, cache reads, origin; then searches, model, flags. */
function wide(column: usize, row: usize): usize {
  return rows + (rowRoom << 4) + ((column * rowRoom + row) << 2);
}

function narrow(column: usize, row: usize): usize {
  return rows + rowRoom * 40 + ((column * rowRoom + row) << 1);
}

/** Of the sums: requests, input, output, the two cache writes, cache reads, searches, origin. */
function cell(column: usize, at: usize): usize {
  return sums + (sumRoom << 4) + ((column * sumRoom + at) << 2);
}

function costOf(row: usize): f64 {
  return load<f64>(rows + ((rowRoom + row) << 3));
}

function costAt(at: usize): usize {
  return sums + ((sumRoom + at) << 3);
}

function isRequest(row: usize): u32 {
  return <u32>((<u32>load<u16>(narrow(2, row)) & NO_REQUEST) === 0);
}

function push(i: usize, timeMs: f64): usize {
  const at = sumCount++;
  store<f64>(sums + (at << 3), timeMs);
  store<f64>(costAt(at), costOf(i));
  store<u32>(cell(0, at), isRequest(i));
  for (let k: usize = 0; k < 5; k++) store<u32>(cell(k + 1, at), load<u32>(wide(k, i)));
  store<u32>(cell(6, at), <u32>load<u16>(narrow(0, i)));
  store<u32>(cell(7, at), load<u32>(wide(5, i)));
  store<u16>(sums + sumRoom * 48 + (at << 1), load<u16>(narrow(1, i)));
  return at;
}

/** Both are priced or both are not, and the sum fits its columns. */
function joins(at: usize, i: usize): bool {
  const pico = load<f64>(costAt(at));
  const more = costOf(i);
  if (pico >= 0 !== more >= 0 || pico + more > MOST_PICO) return false;
  for (let k: usize = 0; k < 5; k++) {
    if (<f64>load<u32>(cell(k + 1, at)) + <f64>load<u32>(wide(k, i)) >= MOST_TOKENS) return false;
  }
  return true;
}

function join(at: usize, i: usize): void {
  add(cell(0, at), isRequest(i));
  for (let k: usize = 0; k < 5; k++) add(cell(k + 1, at), load<u32>(wide(k, i)));
  add(cell(6, at), <u32>load<u16>(narrow(0, i)));
  store<f64>(costAt(at), load<f64>(costAt(at)) + costOf(i));
}

function add(at: usize, more: u32): void {
  store<u32>(at, load<u32>(at) + more);
}
