/** Checksums equal to `zlib.crc32`, without loading `node:zlib`, whose streams take long to load. */

import { crc32 as zlibCrc32 } from "node:zlib";
import { nodeBinding } from "./node-binding.ts";

/** @param sum the checksum of the preceding bytes */
export type Crc32 = (data: Uint8Array | string, sum?: number) => number;

type Binding = { crc32(data: Uint8Array | string, sum: number): number };

/** Test digits: their checksum is defined by the algorithm, also when computed in two halves. */
const DIGITS = "123456789";
const DIGITS_SUM = 0xcbf4_3926;

export const crc32: Crc32 = quickCrc32() ?? ((data, sum = 0) => zlibCrc32(data, sum));

/** @returns null where this Node version does not provide it */
export function quickCrc32({ crc32: make }: Partial<Binding> = nodeBinding<Binding>("zlib") ?? {}): Crc32 | null {
  if (typeof make !== "function") return null;
  const quick: Crc32 = (data, sum = 0) => make(data, sum);
  return agrees(quick) ? quick : null;
}

function agrees(make: Crc32): boolean {
  const bytes = new TextEncoder().encode(`.${DIGITS}`);
  try {
    const inParts = make(bytes.subarray(5), make(bytes.subarray(1, 5)));
    return make(DIGITS) === DIGITS_SUM && inParts === DIGITS_SUM;
  } catch {
    return false;
  }
}
