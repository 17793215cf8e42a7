/**
 * Reads keys of objects. Rows of one kind have the same keys in the same order, so that the key that followed the last
 * one before is tried first, whole, with its quotes and its colon: mostly neither its end nor its meaning is looked for.
 */

import { COLON, QUOTE } from "./bytes";
import { plainEnd } from "./strings";
import { hashOf, wordAt } from "./words";

/** A key that was seen: its bytes with quotes and colon, a mask of that length, then numbers of four bytes. */
const KEY_BYTES: usize = 96;
const MASK: usize = 32;
const LENGTH: usize = 64;
const WORD: usize = 68;
/** The keys that followed it lately; 0 = none. */
const NEXT: usize = 72;
const OTHER_NEXT: usize = 76;
const LONGEST: usize = 32;
const MOST = 128;
/** The first one is no key: it is followed by those that rows begin with. */
const KEYS: usize = memory.data(12480, 16);
/** Place in the keys, by hash; 0 = free. */
const SLOTS: usize = memory.data(256);
let count = 0;

/** The key that was read last. */
let last: usize = KEYS;
let word = 0;

/** Another row begins. */
export function startKeys(): void {
  last = KEYS;
}

/**
 * Reads a key and its colon; `lastWord()` says which one it was.
 * @returns the place of its value; 0 = it is not one, or is written with escapes: it may be any
 */
export function keyEnd(at: usize): usize {
  let key: usize = load<u32>(last, NEXT);
  if (!isKey(key, at)) {
    key = load<u32>(last, OTHER_NEXT);
    if (!isKey(key, at)) return otherKeyEnd(at);
  }
  last = key;
  word = load<u32>(key, WORD);
  return at + load<u32>(key, LENGTH);
}

export function lastWord(): i32 {
  return word;
}

/** Reads up to 31 bytes beyond the key. */
function isKey(key: usize, at: usize): bool {
  if (key === 0 || differs(key, at)) return false;
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
  const key = length > LONGEST ? 0 : keyOf(at, length);
  word = key ? load<u32>(key, WORD) : wordAt(at + 1, length - 3);
  if (key) {
    store<u32>(last, load<u32>(last, NEXT), OTHER_NEXT);
    store<u32>(last, <u32>key, NEXT);
  }
  last = key ? key : KEYS;
  return end + 1;
}

/** @returns 0 where there are too many */
function keyOf(at: usize, length: usize): usize {
  let slot = hashOf(at, length);
  while (true) {
    const entry: usize = load<u8>(SLOTS + slot);
    if (!entry) break;
    const key = KEYS + entry * KEY_BYTES;
    if (load<u32>(key, LENGTH) === <u32>length && isKey(key, at)) return key;
    slot = (slot + 1) & 255;
  }
  if (count === MOST) return 0;
  const key = KEYS + <usize>++count * KEY_BYTES;
  memory.copy(key, at, length);
  memory.fill(key + MASK, 0xff, length);
  store<u32>(key, <u32>length, LENGTH);
  store<u32>(key, wordAt(at + 1, length - 3), WORD);
  store<u8>(SLOTS + slot, count);
  return key;
}
