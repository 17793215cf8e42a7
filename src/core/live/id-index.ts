/** Finds a response's row in a table by its identity: open addressing over the columns, 4 bytes a slot. */

import type { ResponseColumns } from "../responses/columns.ts";

export class IdIndex {
  #slots: Int32Array;
  #used = 0;
  readonly #columns: ResponseColumns;

  constructor(columns: ResponseColumns) {
    this.#columns = columns;
    this.#slots = emptySlots(columns.length);
    for (let i = 0; i < columns.length; i++) this.add(i);
  }

  /** Row of the response, or -1. */
  find(lo: number, hi: number): number {
    const mask = this.#slots.length - 1;
    for (let at = slotOf(lo, hi) & mask; ; at = (at + 1) & mask) {
      const row = (this.#slots[at] as number) - 1;
      if (row < 0) return -1;
      if (this.#columns.idLo[row] === lo && this.#columns.idHi[row] === hi) return row;
    }
  }

  /** Enters a row that is not there yet. */
  add(row: number): void {
    if ((this.#used + 1) * 2 > this.#slots.length) this.#grow();
    this.#place(row);
    this.#used++;
  }

  #place(row: number): void {
    const mask = this.#slots.length - 1;
    let at = slotOf(this.#columns.idLo[row] as number, this.#columns.idHi[row] as number) & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = row + 1;
  }

  #grow(): void {
    const rows = this.#slots.filter((slot) => slot !== 0);
    this.#slots = emptySlots(rows.length * 2);
    for (const slot of rows) this.#place(slot - 1);
  }
}

const slotOf = (lo: number, hi: number): number => (lo ^ Math.imul(hi, 0x9e3779b1)) >>> 0;

function emptySlots(rows: number): Int32Array {
  return new Int32Array(2 ** Math.ceil(Math.log2(Math.max(1024, rows * 2 + 2))));
}
