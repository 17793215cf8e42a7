/** A hash that shows whether a file still starts with the bytes that were read, because it may have been rewritten. */

import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import { crc32 } from "../../runtime/crc32.ts";

/** Up to this size all bytes are hashed: reading them takes less time than opening the file. */
const WHOLE_BYTES = 32_768;
/** Of larger files, this many evenly spread pieces are hashed, from the first bytes to the last. */
const PIECES = 8;
const PIECE_BYTES = 4096;
const sample = Buffer.allocUnsafeSlow(WHOLE_BYTES);

/** A checksum of the bytes before `consumed`, or of pieces of them where there are many; 0 for none. */
export function fingerprintOf(fd: number, consumed: number): number {
  return checksum(consumed, (at, length) => sample.subarray(0, readSync(fd, sample, 0, length, at)));
}

/** The same for bytes in memory: all that were consumed of a file. */
export function fingerprintOfBytes(bytes: Uint8Array): number {
  return checksum(bytes.length, (at, length) => bytes.subarray(at, at + length));
}

function checksum(consumed: number, bytesAt: (at: number, length: number) => Uint8Array): number {
  if (consumed === 0) return 0;
  if (consumed <= WHOLE_BYTES) return crc32(bytesAt(0, consumed)) || 1;
  let sum = 0;
  for (let i = 0; i < PIECES; i++) {
    const at = Math.floor(((consumed - PIECE_BYTES) * i) / (PIECES - 1));
    sum = crc32(bytesAt(at, PIECE_BYTES), sum);
  }
  return sum || 1;
}
