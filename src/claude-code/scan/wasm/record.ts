/**
 * The present row. Its fields are written here while it is walked; the first 64 bytes have the layout of a row of the
 * table. The offsets are also in `wasm-table.ts` and `wasm-reader.ts` of the scanner.
 */

export const RECORD_BYTES: usize = 208;
export const RECORD: usize = memory.data(208, 16);

/** Offsets of numbers of four bytes, except for the time: epoch milliseconds, f64; NaN = none. */
export const ID_LO: usize = 0;
export const ID_HI: usize = 4;
export const REQUEST_HASH: usize = 8;
export const FLAGS: usize = 12;
export const TIME_MS: usize = 16;
export const SPAN_MS: usize = 24;
export const INPUT: usize = 28;
export const OUTPUT: usize = 32;
export const CACHE_WRITE_5M: usize = 36;
export const CACHE_WRITE_1H: usize = 40;
export const CACHE_READ: usize = 44;
export const WEB_SEARCHES: usize = 48;
export const MODEL_CODE: usize = 52;
export const ORIGIN_CODE: usize = 56;
export const ROW_BYTES: usize = 64;

/** Position and length of the row. */
export const LINE: usize = 64;
/** Bits of the texts that equal those of the last response. */
export const SAME: usize = 72;
/** Bits of the texts that are plain: ASCII without escapes. */
export const PLAIN: usize = 76;
/** What a person typed. A text is a position and a length, both 0 where there is none. */
export const CONTENT: usize = 80;
export const TEXTS: usize = 88;

/** Texts, 8 bytes each. */
export const SESSION: usize = 0;
export const MADE_BY: usize = 1;
export const PROJECT: usize = 2;
export const BRANCH: usize = 3;
export const AGENT: usize = 4;
export const SKILL: usize = 5;
export const PLUGIN: usize = 6;
export const MCP: usize = 7;
export const VERSION: usize = 8;
export const ENTRYPOINT: usize = 9;
export const MODEL: usize = 10;
/** The texts before this index are passed to the host. */
export const HANDED_TEXTS: usize = 11;
export const ID: usize = 11;
export const REQUEST: usize = 12;

/** Bits of `Flag` (core/responses/columns.ts). */
export const SIDECHAIN: u32 = 1;
export const STOPPED: u32 = 2;
export const FAST: u32 = 4;
export const GEO_US: u32 = 8;
export const BATCH: u32 = 16;
export const PRIORITY: u32 = 32;
export const SEARCH: u32 = 64;
export const ITERATIONS: u32 = 256;
export const UNDATED: u32 = 512;
const INHERITED: u32 = 1024;
/** Flags of the row itself; the others go with its usage. */
export const FLAGS_OF_ROW: u32 = SIDECHAIN | UNDATED | INHERITED;

export function clearRecord(): void {
  for (let i: usize = 0; i < RECORD_BYTES; i += 16) v128.store(RECORD + i, i64x2.splat(0));
  store<f64>(RECORD, NaN, TIME_MS);
}

export function setFlag(flag: u32, isSet: bool): void {
  const others = load<u32>(RECORD, FLAGS) & ~flag;
  store<u32>(RECORD, isSet ? others | flag : others, FLAGS);
}

export function hasFlag(flag: u32): bool {
  return (load<u32>(RECORD, FLAGS) & flag) !== 0;
}

export function setText(offset: usize, from: usize, length: usize): void {
  store<u32>(RECORD + offset, from);
  store<u32>(RECORD + offset, length, 4);
}

export function textOffset(text: usize): usize {
  return TEXTS + (text << 3);
}

export function textAt(text: usize): usize {
  return load<u32>(RECORD + (text << 3), TEXTS);
}

export function lengthOf(text: usize): usize {
  return load<u32>(RECORD + (text << 3), TEXTS + 4);
}
