/** A hash that shows whether a file still starts with the bytes that were read: it may have been rewritten. */

import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import type { ScanMemory } from "./scan-memory.ts";

const HEAD_BYTES = 256;
const TAIL_BYTES = 64;
const SEED = 0x811c9dc5;
const sample = Buffer.allocUnsafeSlow(HEAD_BYTES + TAIL_BYTES);

/** A hash of the first bytes and of the last ones before `consumed`; 0 for none. */
export function fingerprintOf(fd: number, consumed: number): number {
  if (consumed === 0) return 0;
  const head = Math.min(HEAD_BYTES, consumed);
  const tail = Math.min(TAIL_BYTES, consumed);
  const read = readSync(fd, sample, 0, head, 0) + readSync(fd, sample, head, tail, consumed - tail);
  let hash = SEED;
  for (let i = 0; i < read; i++) hash = Math.imul(hash ^ (sample[i] as number), 0x01000193);
  return hash >>> 0 || 1;
}

/** The same from bytes in memory, while they are there, so that they are not read again. */
export class PassingFingerprint {
  readonly #memory: ScanMemory;
  /** Hash of the first bytes; null = they were not in memory together. */
  #head: number | null = null;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
  }

  /** The first bytes that are read of a file, and where in the file they stand. */
  begin(at: number, length: number, position: number): void {
    const isWhole = position === 0 && length >= HEAD_BYTES;
    this.#head = isWhole ? this.#memory.wasm.hashBytes(SEED, at, HEAD_BYTES) : null;
  }

  /**
   * @param from where the bytes start that are still in memory @param to where those end that were consumed
   * @returns null where it has to be read from the file
   */
  end(from: number, to: number, consumed: number): number | null {
    if (this.#head === null || consumed < HEAD_BYTES || to - from < TAIL_BYTES) return null;
    return this.#memory.wasm.hashBytes(this.#head, to - TAIL_BYTES, TAIL_BYTES) >>> 0 || 1;
  }
}
