/** A small seeded generator of numbers and ids (sfc32), so that a demo history is the same on every machine. */

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  /** Equal labels give equal sequences. */
  constructor(...labels: readonly (number | string)[]) {
    let h = 0x811c9dc5;
    for (const ch of labels.join("/")) h = Math.imul(h ^ (ch.codePointAt(0) as number), 0x01000193);
    this.#a = h >>> 0;
    this.#b = Math.imul(h, 0x9e3779b1) >>> 0;
    this.#c = (h ^ 0xdeadbeef) >>> 0;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number, both ends inclusive. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.fraction() * items.length)] as T;
  }

  /** Picks by weight. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.fraction() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return (items[items.length - 1] as readonly [T, number])[0];
  }

  /** A whole number of at least 1 from a distribution with a long right tail, like token counts and pauses. */
  longTail(median: number, sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.fraction())) * Math.cos(2 * Math.PI * this.fraction());
    return Math.max(1, Math.round(median * Math.exp(sigma * normal)));
  }

  hex(bytes: number): string {
    let out = "";
    for (let i = 0; i < bytes; i++) out += HEX[this.uint32() & 255];
    return out;
  }

  uuid(): string {
    const h = this.hex(16);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
  }

  /** An id in the API's format: `msg_01` and 22 more characters. */
  id(prefix: string): string {
    let out = `${prefix}_01`;
    for (let i = 0; i < 22; i++) out += BASE62[this.uint32() % 62];
    return out;
  }
}
