/**
 * Finds the end of JSON strings. A short string is processed 16 bytes at a time; a long one, such as the output of a
 * tool with an escape in every line, 64 at a time without a branch for each escape.
 */

import { BACKSLASH, QUOTE } from "./bytes";

/** Bytes that end the search in a string: its end, an escape, or one that is not allowed in it. */
function stops(at: usize): u32 {
  const v = v128.load(at);
  const isMark = v128.or(i8x16.eq(v, i8x16.splat(<i8>QUOTE)), i8x16.eq(v, i8x16.splat(<i8>BACKSLASH)));
  return i8x16.bitmask(v128.or(isMark, isControl(v)));
}

function isControl(v: v128): v128 {
  return i8x16.eq(i8x16.min_u(v, i8x16.splat(0x1f)), v);
}

/**
 * @param at just after the opening quote
 * @returns just after the closing one; 0 = the text is no JSON string. A byte below 0x20 ends the search, so the
 *   caller puts one after the data; up to 79 bytes beyond it are read
 */
export function stringEnd(at: usize): usize {
  let p = at;
  let found = stops(p);
  if (!found) {
    p += 16;
    found = stops(p);
    if (!found) {
      p += 16;
      found = stops(p);
      if (!found) return longStringEnd(p + 16);
    }
  }
  const stop = p + ctz(found);
  if (load<u8>(stop) === QUOTE) return stop + 1;
  return load<u8>(stop) === BACKSLASH ? longStringEnd(stop) : 0;
}

/** The end of a string without escapes, like all keys that are needed; 0 = it has escapes, or is not a string. */
export function plainEnd(at: usize): usize {
  let p = at;
  while (true) {
    const found = stops(p);
    if (found) {
      p += ctz(found);
      return load<u8>(p) === QUOTE ? p + 1 : 0;
    }
    p += 16;
  }
}

/** Every second bit, including the highest. */
const ODD: u64 = ~(u64.MAX_VALUE / 3);

function longStringEnd(at: usize): usize {
  const quote = i8x16.splat(<i8>QUOTE);
  const backslash = i8x16.splat(<i8>BACKSLASH);
  /** 1 = the block's first byte follows a backslash that escapes it. */
  let carried: u64 = 0;
  let p = at;
  while (true) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    // A control character also ends the string; an escaped one is not a valid escape.
    let found = mask(isEnd(a, quote), isEnd(b, quote), isEnd(c, quote), isEnd(d, quote));
    const slashes = mask(
      i8x16.eq(a, backslash),
      i8x16.eq(b, backslash),
      i8x16.eq(c, backslash),
      i8x16.eq(d, backslash),
    );
    let escaped: u64 = 0;
    if (slashes | carried) {
      // In a run of backslashes each second one is itself escaped: adding a bit at the start of each run carries
      // through it, and the bit at its end shows whether its length is odd.
      const starts = slashes & ~carried;
      const codes = (((starts << 1) | ODD) - starts) ^ ODD;
      escaped = codes ^ (slashes | carried);
      carried = (codes & slashes) >>> 63;
      found &= ~escaped;
    }
    // Escapes after the string's end do not belong to it.
    escaped &= found ? (found & -found) - 1 : -1;
    if (escaped && !areEscapes(p, escaped, common(a, b, c, d))) return 0;
    if (found) {
      const stop = p + <usize>ctz(found);
      return load<u8>(stop) === QUOTE ? stop + 1 : 0;
    }
    p += 64;
  }
}

function isEnd(v: v128, quote: v128): v128 {
  return v128.or(i8x16.eq(v, quote), isControl(v));
}

function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16);
  const high = <u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16);
  return <u64>low | ((<u64>high) << 32);
}

/** The most frequent characters after a backslash: n, t, a quote, a backslash. */
function common(a: v128, b: v128, c: v128, d: v128): u64 {
  return mask(isCommon(a), isCommon(b), isCommon(c), isCommon(d));
}

function isCommon(v: v128): v128 {
  const isLetter = v128.or(i8x16.eq(v, i8x16.splat(0x6e)), i8x16.eq(v, i8x16.splat(0x74)));
  const isMark = v128.or(i8x16.eq(v, i8x16.splat(<i8>QUOTE)), i8x16.eq(v, i8x16.splat(<i8>BACKSLASH)));
  return v128.or(isLetter, isMark);
}

/** Whether the bytes of the block at `p` that follow a backslash are allowed there. */
function areEscapes(p: usize, escaped: u64, common: u64): bool {
  for (let rest = escaped & ~common; rest; rest &= rest - 1) {
    const at = p + <usize>ctz(rest);
    const c = load<u8>(at);
    if (c === 0x75) {
      for (let k: usize = 1; k <= 4; k++) if (!isHex(load<u8>(at + k))) return false;
    } else if (c !== 0x72 && c !== 0x2f && c !== 0x62 && c !== 0x66) return false;
  }
  return true;
}

function isHex(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6;
}
