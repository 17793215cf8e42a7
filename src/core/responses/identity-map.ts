/** Finds rows of a table by their identity: open addressing over typed arrays, so that a million rows cost no objects. */

import type { ResponseColumns } from "./columns.ts";

export class IdentityMap {
  /** Row + 1; 0 = free. At most half full. */
  #slots: Int32Array;
  #used = 0;
  readonly #columns: Pick<ResponseColumns, "idLo" | "idHi">;

  /** @param columns the table whose rows are added; its arrays may be replaced as it grows */
  constructor(columns: Pick<ResponseColumns, "idLo" | "idHi">, capacity = 64) {
    this.#columns = columns;
    let size = 128;
    while (size < capacity * 2) size *= 2;
    this.#slots = new Int32Array(size);
  }

  /** The row with that identity; -1 = none. */
  find(lo: number, hi: number): number {
    return (this.#slots[this.#slot(lo, hi)] as number) - 1;
  }

  /** The row with the identity of `row`, or -1 after adding `row`. */
  findOrAdd(row: number): number {
    const { idLo, idHi } = this.#columns;
    const slot = this.#slot(idLo[row] as number, idHi[row] as number);
    const known = (this.#slots[slot] as number) - 1;
    if (known >= 0) return known;
    this.#slots[slot] = row + 1;
    if (++this.#used * 2 > this.#slots.length) this.#grow();
    return -1;
  }

  /** Removes all rows, for the next file. */
  clear(): void {
    if (this.#used > 0) this.#slots.fill(0);
    this.#used = 0;
  }

  #slot(lo: number, hi: number): number {
    const slots = this.#slots;
    const { idLo, idHi } = this.#columns;
    const mask = slots.length - 1;
    let slot = lo & mask;
    for (;;) {
      const row = (slots[slot] as number) - 1;
      if (row < 0 || (idLo[row] === lo && idHi[row] === hi)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    const { idLo, idHi } = this.#columns;
    this.#slots = new Int32Array(old.length * 2);
    for (const entry of old) {
      if (entry > 0) this.#slots[this.#slot(idLo[entry - 1] as number, idHi[entry - 1] as number)] = entry;
    }
  }
}
