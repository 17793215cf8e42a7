/** Reads the contents of a Parquet column: page headers (Thrift's compact protocol), and runs of small numbers. */

export type PageHeader = {
  readonly type: number;
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  /** The number of values, including nulls. */
  readonly values: number;
  readonly encoding: number;
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isCompressed: boolean;
};

/** Number, boolean and struct fields of a Thrift struct, by their ids. */
type Struct = ReadonlyMap<number, number | boolean | Struct>;

/** Types of Thrift's compact protocol. */
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const STRUCT = 12;
/** Deeper than any page header is nested. */
const MOST_NESTED = 4;
/** Enough for dictionaries of up to 16 million values. */
const MOST_BITS = 24;

export class PageReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(count: number): Uint8Array {
    if (!(count >= 0 && count <= this.#bytes.length - this.#at)) throw new Error("a page is cut off");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  header(): PageHeader {
    const fields = this.#struct(0);
    const page = fields.get(8) ?? fields.get(7) ?? new Map();
    if (!(page instanceof Map)) throw new Error("a page has no header");
    const ofPage: Struct = page;
    const isDictionary = fields.has(7);
    return {
      type: numberOf(fields, 1),
      uncompressedBytes: numberOf(fields, 2),
      compressedBytes: numberOf(fields, 3),
      values: numberOf(ofPage, 1),
      encoding: numberOf(ofPage, isDictionary ? 2 : 4),
      definitionBytes: isDictionary ? 0 : numberOf(ofPage, 5),
      repetitionBytes: isDictionary ? 0 : numberOf(ofPage, 6),
      isCompressed: ofPage.get(7) !== false,
    };
  }

  /** Fills `output` from runs of equal numbers and packed ones, with the given number of bits each. */
  hybrid(bits: number, output: Uint32Array): void {
    if (bits > MOST_BITS) throw new Error("codes are too wide");
    if (bits === 0) return;
    for (let seen = 0; seen < output.length; ) {
      const header = this.#varint();
      const left = output.length - seen;
      if ((header & 1) === 0) {
        const count = Math.min(header >>> 1, left);
        if (count === 0) throw new Error("a run is empty");
        let value = 0;
        for (let shift = 0; shift < bits; shift += 8) value |= this.#byte() << shift;
        output.fill(value, seen, seen + count);
        seen += count;
      } else {
        const count = Math.min((header >>> 1) * 8, left);
        if (count === 0) throw new Error("a run is empty");
        this.#packed(bits, output, seen, count);
        seen += count;
      }
    }
  }

  #packed(bits: number, output: Uint32Array, from: number, count: number): void {
    const mask = 2 ** bits - 1;
    let buffer = 0;
    let held = 0;
    for (let i = from; i < from + count; i++) {
      while (held < bits) {
        buffer |= this.#byte() << held;
        held += 8;
      }
      output[i] = buffer & mask;
      buffer >>>= bits;
      held -= bits;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Error("a page is cut off");
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new Error("a number is too long");
  }

  #zigzag(): number {
    const value = this.#varint();
    return (value >>> 1) ^ -(value & 1);
  }

  #struct(depth: number): Struct {
    if (depth > MOST_NESTED) throw new Error("a header is nested too deep");
    const fields = new Map<number, number | boolean | Struct>();
    for (let id = 0; ; ) {
      const byte = this.#byte();
      if (byte === 0) return fields;
      const delta = byte >> 4;
      id = delta === 0 ? this.#zigzag() : id + delta;
      const value = this.#value(byte & 0x0f, depth);
      if (value !== null) fields.set(id, value);
    }
  }

  /** @returns null for types that headers only use for statistics */
  #value(type: number, depth: number): number | boolean | Struct | null {
    if (type === TRUE || type === FALSE) return type === TRUE;
    if (type === BYTE) return this.#byte();
    if (type < I64 && type > BYTE) return this.#zigzag();
    if (type === STRUCT) return this.#struct(depth + 1);
    if (type === I64) this.#skipVarint();
    else if (type === DOUBLE) this.take(8);
    else if (type === BINARY) this.take(this.#varint());
    else throw new Error("a header has a field of another type");
    return null;
  }

  #skipVarint(): void {
    while (this.#byte() >= 0x80);
  }
}

function numberOf(fields: Struct, id: number): number {
  const value = fields.get(id);
  if (typeof value !== "number" || value < 0) throw new Error("a header lacks a number");
  return value;
}
