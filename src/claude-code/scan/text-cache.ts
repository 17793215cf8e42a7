/** Text of a field that mostly repeats from row to row: decoded again only where its bytes differ. */

const LONGEST = 1024;

export class TextCache {
  /** The field's text in the row at hand; "" = absent or not a text. */
  value = "";
  #bytes = new Uint8Array(64);
  #length = -1;
  #text = "";

  clear(): void {
    this.value = "";
  }

  /** Takes the text of a valid JSON string: between `from` and `to`, its quotes excluded. */
  take(b: Buffer, from: number, to: number): void {
    const length = to - from;
    if (length === this.#length && this.#same(b, from)) {
      this.value = this.#text;
      return;
    }
    this.value = textAt(b, from, to);
    this.#keep(b, from, length);
  }

  #same(b: Buffer, from: number): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < this.#length; i++) if (bytes[i] !== b[from + i]) return false;
    return true;
  }

  #keep(b: Buffer, from: number, length: number): void {
    if (length > LONGEST) {
      this.#length = -1;
      return;
    }
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(LONGEST);
    for (let i = 0; i < length; i++) this.#bytes[i] = b[from + i] as number;
    this.#length = length;
    this.#text = this.value;
  }
}

/** The text of a valid JSON string between `from` and `to`. */
export function textAt(b: Buffer, from: number, to: number): string {
  return isPlain(b, from, to)
    ? b.toString("latin1", from, to)
    : (JSON.parse(b.toString("utf8", from - 1, to + 1)) as string);
}

/** ASCII without escapes: its bytes are its text. */
export function isPlain(b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const c = b[i] as number;
    if (c >= 0x80 || c === 0x5c) return false;
  }
  return true;
}
