/**
 * Steps over JSON. Every function takes the start position and returns the one after what it stepped over, or 0 where
 * the text is not JSON or is written in an unusual way (white space, deep nesting): then the reference decoder decides.
 */

import {
  ALSE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  MINUS,
  NULL,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  QUOTE,
  TRUE,
  ZERO,
} from "./bytes";
import { stringEnd } from "./strings";

/** One bit for each open level. */
const MAX_DEPTH = 64;

export function valueEnd(at: usize): usize {
  let p = at;
  let depth = 0;
  /** The innermost level is the lowest bit: 1 = an object. */
  let levels: u64 = 0;
  while (true) {
    const c: u32 = load<u8>(p);
    if (c === QUOTE) p = stringEnd(p + 1);
    else if (c === OPEN_BRACE) {
      if (load<u8>(p, 1) !== CLOSE_BRACE) {
        if (depth++ === MAX_DEPTH) return 0;
        levels = (levels << 1) | 1;
        p = memberValue(p + 1);
        if (!p) return 0;
        continue;
      }
      p += 2;
    } else if (c === OPEN_BRACKET) {
      if (load<u8>(p, 1) !== CLOSE_BRACKET) {
        if (depth++ === MAX_DEPTH) return 0;
        levels <<= 1;
        p += 1;
        continue;
      }
      p += 2;
    } else p = scalarEnd(p);
    if (!p) return 0;
    while (true) {
      if (depth === 0) return p;
      const isObject = <bool>(levels & 1);
      const d: u32 = load<u8>(p++);
      if (d === COMMA) {
        if (isObject) p = memberValue(p);
        if (!p) return 0;
        break;
      }
      if (d !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return 0;
      levels >>>= 1;
      depth--;
    }
  }
}

/** Steps over a key and its colon. */
function memberValue(at: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0;
  const end = stringEnd(at + 1);
  return end && load<u8>(end) === COLON ? end + 1 : 0;
}

function scalarEnd(at: usize): usize {
  const word = load<u32>(at);
  if (word === NULL || word === TRUE) return at + 4;
  if (load<u8>(at) === 0x66) return load<u32>(at, 1) === ALSE ? at + 5 : 0;
  return numberEnd(at);
}

export function isDigit(c: u32): bool {
  return c - ZERO < 10;
}

function digitsEnd(at: usize): usize {
  let p = at;
  while (isDigit(load<u8>(p))) p++;
  return p;
}

function numberEnd(at: usize): usize {
  let p = load<u8>(at) === MINUS ? at + 1 : at;
  if (!isDigit(load<u8>(p))) return 0;
  p = load<u8>(p) === ZERO ? p + 1 : digitsEnd(p);
  if (load<u8>(p) === DOT) {
    const end = digitsEnd(p + 1);
    if (end === p + 1) return 0;
    p = end;
  }
  if ((load<u8>(p) | 0x20) === 0x65) {
    const sign: u32 = load<u8>(p, 1);
    const from = p + (sign === PLUS || sign === MINUS ? 2 : 1);
    p = digitsEnd(from);
    if (p === from) return 0;
  }
  return p;
}
