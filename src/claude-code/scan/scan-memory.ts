/** The memory shared with the WebAssembly module. Allocated memory is never freed. */

import { Buffer } from "node:buffer";
import { PAGE_BYTES } from "../../runtime/wasm-module.ts";
import type { ScanExports } from "./scan-module.ts";

const ALIGNMENT = 64;

export class ScanMemory {
  readonly wasm: ScanExports;
  /** Views of all of it as bytes and as numbers of four and eight bytes; replaced when it grows. */
  bytes: Buffer;
  words: Uint32Array;
  numbers: Float64Array;
  #top: number;

  constructor(wasm: ScanExports) {
    this.wasm = wasm;
    const { buffer } = wasm.memory;
    this.bytes = Buffer.from(buffer);
    this.words = new Uint32Array(buffer);
    this.numbers = new Float64Array(buffer);
    this.#top = wasm.heapBase();
  }

  /**
   * @returns the address of that many zero bytes; the system provides pages at their first use
   * @throws RangeError where there is not enough memory
   */
  allocate(bytes: number): number {
    const at = Math.ceil(this.#top / ALIGNMENT) * ALIGNMENT;
    this.#top = at + bytes;
    const missing = this.#top - this.bytes.length;
    if (missing > 0) {
      this.wasm.memory.grow(Math.ceil(missing / PAGE_BYTES));
      const { buffer } = this.wasm.memory;
      this.bytes = Buffer.from(buffer);
      this.words = new Uint32Array(buffer);
      this.numbers = new Float64Array(buffer);
    }
    return at;
  }
}
