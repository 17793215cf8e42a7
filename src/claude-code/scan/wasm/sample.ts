/** Hashes bytes as `fingerprint.ts` does. */

export function hashBytes(seed: u32, from: usize, length: usize): u32 {
  let hash = seed;
  for (let p = from; p < from + length; p++) hash = (hash ^ <u32>load<u8>(p)) * 0x01000193;
  return hash;
}
