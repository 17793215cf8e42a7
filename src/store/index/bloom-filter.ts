/**
 * A Bloom filter of the responses in the index: what was appended to a log usually contains none of them, and the
 * filter shows that without reading them. Each response has its bits in one block, so that a look-up reads one cache
 * line.
 */

import type { ResponseColumns } from "../../core/responses/columns.ts";

/** For a false positive rate of one in a hundred. */
const BITS_PER_ID = 12;
const BLOCK_WORDS = 16;
const WORD_BITS = 32;
/** Odd numbers with well-distributed bits; one for each bit that a response sets. */
const FACTORS = [0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d, 0x27d4_eb2f, 0x1656_67b1, 0x2545_f491] as const;

export class IdFilter {
  readonly words: Uint32Array;
  readonly #blocks: number;

  constructor(words: Uint32Array) {
    this.words = words;
    this.#blocks = words.length / BLOCK_WORDS;
  }

  static of(tables: readonly ResponseColumns[]): IdFilter {
    const ids = tables.reduce((sum, { length }) => sum + length, 0);
    const blocks = Math.ceil((ids * BITS_PER_ID) / (BLOCK_WORDS * WORD_BITS));
    const filter = new IdFilter(new Uint32Array(blocks * BLOCK_WORDS));
    for (const { idLo, idHi, length } of tables) {
      for (let i = 0; i < length; i++) filter.#set(idLo[i] as number, idHi[i] as number);
    }
    return filter;
  }

  /** False where certainly no response has this identity. */
  mayHold(idLo: number, idHi: number): boolean {
    if (this.#blocks === 0) return false;
    const block = this.#blockOf(idLo);
    return FACTORS.every((factor) => {
      const bit = bitOf(idHi, factor);
      return ((this.words[block + (bit >>> 5)] as number) & (1 << (bit & 31))) !== 0;
    });
  }

  #set(idLo: number, idHi: number): void {
    const block = this.#blockOf(idLo);
    for (let k = 0; k < FACTORS.length; k++) {
      const bit = bitOf(idHi, FACTORS[k] as number);
      const at = block + (bit >>> 5);
      this.words[at] = (this.words[at] as number) | (1 << (bit & 31));
    }
  }

  #blockOf(idLo: number): number {
    return (idLo % this.#blocks) * BLOCK_WORDS;
  }
}

/** 0 … 511: the upper bits of a product are mixed best. */
function bitOf(idHi: number, factor: number): number {
  return Math.imul(idHi, factor) >>> 23;
}
