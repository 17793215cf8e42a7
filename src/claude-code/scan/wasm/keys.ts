/**
 * Reads keys of objects. Rows of one kind have the same keys in the same order, so the key that followed the last few
 * keys before is compared first, whole, with its quotes and colon: usually neither its end nor its meaning has to be
 * found.
 */

import { COLON, QUOTE } from "./bytes";
import { plainEnd } from "./strings";
import { hashOf, wordAt } from "./words";

/** A known key: its bytes with quotes and colon, a mask of that length, then numbers of four bytes. */
const KEY_BYTES: usize = 80;
const MASK: usize = 32;
const LENGTH: usize = 64;
const WORD: usize = 68;
const LONGEST: usize = 32;
const MOST = 128;
/** By number; the first one is not a key. */
const KEYS: usize = memory.data(10320, 16);
/** Indices into the keys, by hash; 0 = free. */
const SLOTS: usize = memory.data(256);
let count = 0;

/** The key that followed the last few, by those. */
const FOLLOWED: usize = memory.data(8192, 16);
const PATHS: u32 = 8191;
/** The last few keys, the latest in the lowest bits. */
let path: u32 = 0;

/** The word of the last key. */
let word = 0;

/** Called at the start of another row. */
export function startKeys(): void {
  path = 0;
}

/**
 * Reads a key and its colon; `lastWord()` returns which one it was.
 * @returns the position of its value; 0 = it is not a key, or contains escapes and may be any
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

/** Compares a key. Reads up to 31 bytes beyond it. The entry for no key never matches. */
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

// The entry for no key never matches, because no text begins with a zero.
store<u8>(KEYS + MASK, 0xff);
