/**
 * Identities as hashes: a response is identified by `message.id` across all files. 64 bits distinguish a million of
 * them (the chance of any collision is about 3e-8) in an eighth of the memory of the strings.
 */

export type Identity = { readonly lo: number; readonly hi: number };

const SEED_LO = 0x9e3779b9;
const SEED_HI = 0x85ebca6b;

/** Final mixing, so that every input bit reaches every output bit. */
function finishIdentity(a: number, b: number): Identity {
  let lo = Math.imul(a ^ (a >>> 16), 0x7feb352d) ^ Math.imul(b ^ (b >>> 15), 0x846ca68b);
  let hi = Math.imul(b ^ (b >>> 16), 0x21f0aaad) ^ Math.imul(a ^ (a >>> 15), 0x735a2d97);
  lo ^= lo >>> 15;
  hi ^= hi >>> 14;
  return { lo: lo >>> 0, hi: hi >>> 0 };
}

/** Hash of a text by its UTF-16 units; for ASCII, by its bytes, so that the byte scanner gives the same. */
export function identityOf(text: string): Identity {
  let a = SEED_LO;
  let b = SEED_HI;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x5bd1e995);
    b ^= b >>> 13;
  }
  return finishIdentity(a, b);
}

/** The identity of a text as 16 hexadecimal digits, for file names and stamps. */
export function shortName(text: string): string {
  const { lo, hi } = identityOf(text);
  return hi.toString(16).padStart(8, "0") + lo.toString(16).padStart(8, "0");
}

/** 32-bit hash of a `requestId`; never 0, which means "none". */
export function requestHashOf(requestId: string): number {
  return requestId === "" ? 0 : identityOf(requestId).lo || 1;
}

/** An identity as one text, for looking up a response. */
export function identityKey(lo: number, hi: number): string {
  return `${hi} ${lo}`;
}

/** The same for a response's id: `message.id`, or its stand-in. */
export function responseKey(id: string): string {
  const { lo, hi } = identityOf(id);
  return identityKey(lo, hi);
}
