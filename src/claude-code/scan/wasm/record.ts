/**
 * What is handed over: one record for each row that says something, in the order of the rows. A row's fields are
 * written to the next free record while it is walked; it is kept where the row turns out to need it. The offsets stand
 * in `scan-module.ts` too.
 */

export const RECORD_BYTES: usize = 192;
export const MAX_RECORDS = 512;
export const RECORDS: usize = memory.data(98304, 16);

/** Kinds of records. */
/** To be decoded in the obvious way: only its place is given. */
export const DECODE = 1;
export const RESPONSE = 2;
/** The end of a turn. */
export const TURN = 3;
/** What a person typed. */
export const PROMPT = 4;

/** Offsets. A text is its place and its length, both 0 where there is none. */
export const KIND: usize = 0;
export const ROW: usize = 4;
/** Bits of the texts that are those of the last response. */
export const SAME: usize = 12;
export const ID_LO: usize = 16;
export const ID_HI: usize = 20;
export const REQUEST_HASH: usize = 24;
export const FLAGS: usize = 28;
/** Epoch milliseconds, f64; NaN = none. */
export const TIME_MS: usize = 32;
/** Length of a turn, f64. */
export const WALL_MS: usize = 40;
export const INPUT: usize = 48;
export const OUTPUT: usize = 52;
export const CACHE_WRITE_5M: usize = 56;
export const CACHE_WRITE_1H: usize = 60;
export const CACHE_READ: usize = 64;
export const WEB_SEARCHES: usize = 68;
/** A time that is written in another form than the usual one. */
export const TIME_TEXT: usize = 72;
/** What a prompt says. */
export const CONTENT: usize = 80;
export const TEXTS: usize = 88;

/** Texts of a record, 8 bytes each. */
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
/** The texts before this are handed over. */
export const HANDED_TEXTS: usize = 11;
export const ID: usize = 11;
export const REQUEST: usize = 12;

/** The record of the row at hand. */
export let record: usize = 0;
export let recordCount = 0;

export function clearRecords(): void {
  record = RECORDS;
  recordCount = 0;
}

export function hasRoom(): bool {
  return recordCount < MAX_RECORDS;
}

export function clearRecord(): void {
  for (let i: usize = 0; i < RECORD_BYTES; i += 16) v128.store(record + i, i64x2.splat(0));
  store<f64>(record, NaN, TIME_MS);
}

export function keepRecord(kind: i32, from: usize, end: usize): void {
  store<u32>(record, kind, KIND);
  store<u32>(record, from, ROW);
  store<u32>(record, end - from, ROW + 4);
  record += RECORD_BYTES;
  recordCount++;
}

export function setText(offset: usize, from: usize, length: usize): void {
  store<u32>(record + offset, from);
  store<u32>(record + offset, length, 4);
}

export function textOffset(text: usize): usize {
  return TEXTS + (text << 3);
}

export function textAt(text: usize): usize {
  return load<u32>(record + (text << 3), TEXTS);
}

export function lengthOf(text: usize): usize {
  return load<u32>(record + (text << 3), TEXTS + 4);
}
