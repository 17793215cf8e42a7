/** Tells whether the bytes that were read are still those at the start of a file: it may have been written anew. */

import { Buffer } from "node:buffer";
import { readSync } from "node:fs";

const HEAD_BYTES = 256;
const TAIL_BYTES = 64;
const sample = Buffer.allocUnsafeSlow(HEAD_BYTES + TAIL_BYTES);

/** A hash of the first bytes and of the last ones before `consumed`; 0 for none. */
export function fingerprintOf(fd: number, consumed: number): number {
  if (consumed === 0) return 0;
  const head = Math.min(HEAD_BYTES, consumed);
  const tail = Math.min(TAIL_BYTES, consumed);
  const read = readSync(fd, sample, 0, head, 0) + readSync(fd, sample, head, tail, consumed - tail);
  let hash = 0x811c9dc5;
  for (let i = 0; i < read; i++) hash = Math.imul(hash ^ (sample[i] as number), 0x01000193);
  return hash >>> 0 || 1;
}
