/** Computes identities of responses like `core/responses/identity.ts`, bit for bit, from the bytes of plain texts. */

import { isSame } from "./bytes";
import { ID, ID_HI, ID_LO, lengthOf, RECORD, REQUEST, REQUEST_HASH, textAt } from "./record";

/** The texts of the last response: its rows follow each other, so its hashes are computed once. */
const LONGEST: usize = 128;
const KEPT: usize = memory.data(288, 16);
const STRIDE: usize = 144;
/** Length + 1 of each; 0 = not cached. */
let cachedId: usize = 0;
let cachedRequest: usize = 0;
let idLo: u32 = 0;
let idHi: u32 = 0;
let requestHash: u32 = 0;

/** Hash of the last text. */
let lo: u32 = 0;
let hi: u32 = 0;

/** Writes the hashes of the record's texts into it. */
export function identify(): void {
  const idLength = lengthOf(ID);
  if (cachedId !== idLength + 1 || !isSame(KEPT, textAt(ID), idLength)) {
    hash(textAt(ID), idLength);
    idLo = lo;
    idHi = hi;
    cachedId = keep(KEPT, textAt(ID), idLength);
  }
  const length = lengthOf(REQUEST);
  if (cachedRequest !== length + 1 || !isSame(KEPT + STRIDE, textAt(REQUEST), length)) {
    requestHash = hashOfText(textAt(REQUEST), length);
    cachedRequest = keep(KEPT + STRIDE, textAt(REQUEST), length);
  }
  store<u32>(RECORD, idLo, ID_LO);
  store<u32>(RECORD, idHi, ID_HI);
  store<u32>(RECORD, requestHash, REQUEST_HASH);
}

function keep(to: usize, from: usize, length: usize): usize {
  if (length > LONGEST) return 0;
  memory.copy(to, from, length);
  return length + 1;
}

/** Writes the identity of searches into the record: that of the text `search:` followed by the row's own id. */
export function identifySearch(uuid: usize, length: usize): void {
  const start = SEARCH_TEXT + 7;
  memory.copy(start, uuid, length);
  hash(SEARCH_TEXT, length + 7);
  store<u32>(RECORD, lo, ID_LO);
  store<u32>(RECORD, hi, ID_HI);
}

export const LONGEST_UUID: usize = 64;
/** `search:`, with room for what follows it. */
const SEARCH_TEXT: usize = memory.data(80);
store<u32>(SEARCH_TEXT, 0x72616573);
store<u32>(SEARCH_TEXT, 0x003a6863, 4);

/** Like `requestHashOf`. */
export function hashOfText(from: usize, length: usize): u32 {
  if (length === 0) return 0;
  hash(from, length);
  return lo === 0 ? 1 : lo;
}

function hash(from: usize, length: usize): void {
  let a: u32 = 0x9e3779b9;
  let b: u32 = 0x85ebca6b;
  const end = from + length;
  for (let p = from; p < end; p++) {
    const c: u32 = load<u8>(p);
    a = (a ^ c) * 0x01000193;
    b = (b ^ c) * 0x5bd1e995;
    b ^= b >>> 13;
  }
  lo = ((a ^ (a >>> 16)) * 0x7feb352d) ^ ((b ^ (b >>> 15)) * 0x846ca68b);
  hi = ((b ^ (b >>> 16)) * 0x21f0aaad) ^ ((a ^ (a >>> 15)) * 0x735a2d97);
  lo ^= lo >>> 15;
  hi ^= hi >>> 14;
}
