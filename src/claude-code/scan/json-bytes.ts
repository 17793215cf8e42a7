/**
 * Steps over JSON in a buffer without making values of it. Every function takes the position to start at and gives the
 * one after what it stepped over, or -1 where the text is not JSON or is written in an unusual way (white space,
 * very deep nesting): then the caller decodes the row in the obvious way, which decides. The buffer must have a byte
 * below 0x20 after the row, which ends every scan.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_DEPTH = 100;

/** 1 for bytes that cannot stand as they are in a JSON string. */
const STOPS = new Uint8Array(256);
STOPS.fill(1, 0, 0x20);
STOPS[QUOTE] = 1;
STOPS[BACKSLASH] = 1;

/** 1 for bytes that may follow a backslash, 2 for `u`. */
const ESCAPES = new Uint8Array(256);
for (const c of '"\\/bfnrt') ESCAPES[c.charCodeAt(0)] = 1;
ESCAPES[0x75] = 2;

/** @param at just after the opening quote */
export function skipString(b: Uint8Array, at: number): number {
  let i = at;
  for (;;) {
    while (STOPS[b[i] as number] === 0) i++;
    const c = b[i];
    if (c === QUOTE) return i + 1;
    if (c !== BACKSLASH) return -1;
    const escaped = ESCAPES[b[i + 1] as number];
    if (escaped === 1) i += 2;
    else if (escaped === 2 && isHex(b, i + 2)) i += 6;
    else return -1;
  }
}

function isHex(b: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 4; i++) {
    const c = (b[i] as number) | 0x20;
    if (!(isDigit(b[i] as number) || (c >= 0x61 && c <= 0x66))) return false;
  }
  return true;
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

function skipDigits(b: Uint8Array, at: number): number {
  let i = at;
  while (isDigit(b[i] as number)) i++;
  return i;
}

function skipNumber(b: Uint8Array, at: number): number {
  let i = b[at] === 0x2d ? at + 1 : at;
  if (!isDigit(b[i] as number)) return -1;
  i = b[i] === 0x30 ? i + 1 : skipDigits(b, i);
  if (b[i] === 0x2e) {
    const end = skipDigits(b, i + 1);
    if (end === i + 1) return -1;
    i = end;
  }
  if (((b[i] as number) | 0x20) === 0x65) {
    const sign = b[i + 1] === 0x2b || b[i + 1] === 0x2d ? 1 : 0;
    const end = skipDigits(b, i + 1 + sign);
    if (end === i + 1 + sign) return -1;
    i = end;
  }
  return i;
}

const TRUE = [0x74, 0x72, 0x75, 0x65];
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65];
const NULL = [0x6e, 0x75, 0x6c, 0x6c];

function skipWord(b: Uint8Array, at: number, word: readonly number[]): number {
  for (let k = 0; k < word.length; k++) if (b[at + k] !== word[k]) return -1;
  return at + word.length;
}

export function skipValue(b: Uint8Array, at: number, depth = 0): number {
  switch (b[at]) {
    case QUOTE:
      return skipString(b, at + 1);
    case 0x7b:
      return depth < MAX_DEPTH ? skipObject(b, at, depth + 1) : -1;
    case 0x5b:
      return depth < MAX_DEPTH ? skipArray(b, at, depth + 1) : -1;
    case 0x74:
      return skipWord(b, at, TRUE);
    case 0x66:
      return skipWord(b, at, FALSE);
    case 0x6e:
      return skipWord(b, at, NULL);
    default:
      return skipNumber(b, at);
  }
}

function skipObject(b: Uint8Array, at: number, depth: number): number {
  if (b[at + 1] === 0x7d) return at + 2;
  let i = at;
  do {
    if (b[i + 1] !== QUOTE) return -1;
    i = skipString(b, i + 2);
    if (i < 0 || b[i] !== 0x3a) return -1;
    i = skipValue(b, i + 1, depth);
    if (i < 0) return -1;
  } while (b[i] === 0x2c);
  return b[i] === 0x7d ? i + 1 : -1;
}

function skipArray(b: Uint8Array, at: number, depth: number): number {
  if (b[at + 1] === 0x5d) return at + 2;
  let i = at;
  do {
    i = skipValue(b, i + 1, depth);
    if (i < 0) return -1;
  } while (b[i] === 0x2c);
  return b[i] === 0x5d ? i + 1 : -1;
}
