/** Identities as in `core/usage/identity.ts`, bit for bit, from the bytes of plain texts. */

let lo: u32 = 0;
let hi: u32 = 0;

export function identityLo(): u32 {
  return lo;
}

export function identityHi(): u32 {
  return hi;
}

export function identify(from: usize, length: usize): void {
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
