/**
 * Reads keys of objects. Rows of one kind have the same keys in the same order, so that the key that followed the last
 * few before is tried first, whole, with its quotes and its colon: mostly neither its end nor its meaning is looked for.
 */

import { COLON, QUOTE } from "./bytes";
import { plainEnd } from "./strings";
import { hashOf, wordAt } from "./words";

/** A key that was seen: its bytes with quotes and colon, a mask of that length, then numbers of four bytes. */
const KEY_BYTES: usize = 80;
const MASK: usize = 32;
const LENGTH: usize = 64;
const WORD: usize = 68;
const LONGEST: usize = 32;
const MOST = 128;
/** By number; the first one is no key. */
const KEYS: usize = memory.data(10320, 16);
/** RowContext in the keys, by hash; 0 = free. */
const SLOTS: usize = memory.data(256);
let count = 0;

/** Which key followed the last few, by those. */
const FOLLOWED: usize = memory.data(8192, 16);
const PATHS: u32 = 8191;
/** The last few keys, the latest in the lowest bits. */
let path: u32 = 0;

/** Of the key that was read last. */
let word = 0;

/** Another row begins. */
export function startKeys(): void {
  path = 0;
}

/**
 * Reads a key and its colon; `lastWord()` says which one it was.
 * @returns the place of its value; 0 = it is not one, or is written with escapes: it may be any
 */
export function keyEnd(at: usize): usize {
  const number: u32 = load<u8>(FOLLOWED + path);
  const key = KEYS + <usize>number * KEY_BYTES;
  if (!isKey(key, at)) return otherKeyEnd(at);
  path = ((path << 4) ^ number) & PATHS;
  word = load<u32>(key, WORD);
  return at + load<u32>(key, LENGTH);
}

export function lastWord(): i32 {
  return word;
}

/** Reads up to 31 bytes beyond the key. What is none differs from everything. */
function isKey(key: usize, at: usize): bool {
  if (differs(key, at)) return false;
  return load<u32>(key, LENGTH) <= 16 || !differs(key + 16, at + 16);
}

function differs(key: usize, at: usize): bool {
  return v128.any_true(v128.and(v128.xor(v128.load(at), v128.load(key)), v128.load(key, MASK)));
}

function otherKeyEnd(at: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0;
  const end = plainEnd(at + 1);
  if (!end || load<u8>(end) !== COLON) return 0;
  const length = end + 1 - at;
  const number = length > LONGEST ? 0 : numberOf(at, length);
  word = number ? load<u32>(KEYS + <usize>number * KEY_BYTES, WORD) : wordAt(at + 1, length - 3);
  store<u8>(FOLLOWED + path, number);
  path = ((path << 4) ^ number) & PATHS;
  return end + 1;
}

/** @returns 0 where there are too many */
function numberOf(at: usize, length: usize): u32 {
  let slot = hashOf(at, length);
  while (true) {
    const number: u32 = load<u8>(SLOTS + slot);
    if (!number) break;
    const key = KEYS + <usize>number * KEY_BYTES;
    if (load<u32>(key, LENGTH) === <u32>length && isKey(key, at)) return number;
    slot = (slot + 1) & 255;
  }
  if (count === MOST) return 0;
  const key = KEYS + <usize>++count * KEY_BYTES;
  memory.copy(key, at, length);
  memory.fill(key + MASK, 0xff, length);
  store<u32>(key, <u32>length, LENGTH);
  store<u32>(key, wordAt(at + 1, length - 3), WORD);
  store<u8>(SLOTS + slot, count);
  return count;
}

// What stands for no key looks like none: no text begins with a zero.
store<u8>(KEYS + MASK, 0xff);
