/** Bytes of JSON's syntax. */

export const NEWLINE: u32 = 0x0a;
export const CARRIAGE_RETURN: u32 = 0x0d;
export const QUOTE: u32 = 0x22;
export const PLUS: u32 = 0x2b;
export const COMMA: u32 = 0x2c;
export const MINUS: u32 = 0x2d;
export const DOT: u32 = 0x2e;
export const ZERO: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const OPEN_BRACKET: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const CLOSE_BRACKET: u32 = 0x5d;
export const OPEN_BRACE: u32 = 0x7b;
export const CLOSE_BRACE: u32 = 0x7d;

/** Literals as they are in memory: the first byte is the lowest. */
export const NULL: u32 = 0x6c6c756e;
export const TRUE: u32 = 0x65757274;
/** `false` without its first byte. */
export const ALSE: u32 = 0x65736c61;

/** A bit for each of the 16 bytes at `at`, set where it equals `byte`. */
export function matches(at: usize, byte: u8): u32 {
  return i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(byte)));
}

/** The position of the first newline; `end` = none before it. Reads up to 15 bytes beyond `end`. */
export function newlineAt(from: usize, end: usize): usize {
  for (let p = from; p < end; p += 16) {
    const found = matches(p, <u8>NEWLINE);
    if (found) {
      const at = p + ctz(found);
      return at < end ? at : end;
    }
  }
  return end;
}

/** All bits of the first `length` bytes of a vector; 16 and more = all. */
export function head(length: usize): v128 {
  return v128.load(WINDOW + 16 - min<usize>(length, 16));
}

/** 16 bytes of ones, then 16 of zeros. */
const WINDOW: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/** Whether the bytes are equal. Reads up to 15 beyond them. */
export function isSame(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) {
    if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
  }
  return !v128.any_true(v128.and(v128.xor(v128.load(a + i), v128.load(b + i)), head(length - i)));
}

/** Whether the text is ASCII without escapes, so that its bytes are its text. */
export function isPlain(from: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i += 16) {
    const v = v128.load(from + i);
    // The highest bit marks a byte from 0x80 on, and also a match of the comparison.
    const odd = v128.or(v, i8x16.eq(v, i8x16.splat(<i8>BACKSLASH)));
    if (i8x16.bitmask(v128.and(odd, head(length - i)))) return false;
  }
  return true;
}
