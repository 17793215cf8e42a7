/**
 * The pages of a flat column as this program writes them: version 2, plain or with a dictionary, with or without
 * Snappy. Values stay codes into the dictionary, so that a column of a million rows with ten different values is ten
 * values and a million small numbers. Columns in other formats are left to the library.
 */

import { Buffer } from "node:buffer";
import { type ColumnChunk, type SchemaElement, snappyUncompress } from "hyparquet";
import { PageReader } from "./page-reader.ts";

/** A column's different values, and the index of each row's value. */
export type StoredColumn = {
  readonly values: ArrayLike<string | number | bigint>;
  /** One per row; `values.length` = null. */
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
};

const PLAIN = 0;
const DICTIONARY = 8;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const MOST_PAGE_BYTES = 2 ** 27;

/**
 * @param bytes of the file
 * @param rows of the column's row group
 * @returns null where the column is in another format
 * @throws Error of any kind where the bytes are not a column
 */
export function readStoredColumn(
  bytes: Uint8Array,
  { meta_data: meta }: ColumnChunk,
  { type, repetition_type }: SchemaElement,
  rows: number,
): StoredColumn | null {
  if (!meta || meta.type !== type || (meta.codec !== "SNAPPY" && meta.codec !== "UNCOMPRESSED")) return null;
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
  const reader = new PageReader(bytes.subarray(start, start + Number(meta.total_compressed_size)));
  const pages = new Pages(type, repetition_type !== "REQUIRED", rows);
  while (pages.rows < rows) {
    const header = reader.header();
    const body = reader.take(header.compressedBytes);
    if (header.uncompressedBytes > MOST_PAGE_BYTES) throw new Error("a page is too large");
    const isSnappy = meta.codec === "SNAPPY";
    if (header.type === DICTIONARY_PAGE && header.encoding === PLAIN) {
      pages.setDictionary(unpacked(body, header.uncompressedBytes, isSnappy), header.values);
    } else if (header.type === DATA_PAGE_V2 && (header.encoding === PLAIN || header.encoding === DICTIONARY)) {
      if (header.repetitionBytes !== 0) return null;
      const levels = body.subarray(0, header.definitionBytes);
      const packed = body.subarray(header.definitionBytes);
      const size = header.uncompressedBytes - header.definitionBytes;
      const data = unpacked(packed, size, isSnappy && header.isCompressed);
      pages.add(levels, data, header.values, header.encoding === DICTIONARY);
    } else return null;
  }
  return pages.finish();
}

function unpacked(bytes: Uint8Array, size: number, isSnappy: boolean): Uint8Array {
  if (!isSnappy) return bytes;
  const output = new Uint8Array(size);
  snappyUncompress(bytes, output);
  return output;
}

/** Collects the pages of one column. */
class Pages {
  rows = 0;
  readonly #type: SchemaElement["type"];
  readonly #isNullable: boolean;
  readonly #codes: Uint32Array;
  #values: (string | number | bigint)[] = [];
  #dictionarySize = -1;
  /** Indices of rows without a value. */
  #nulls: number[] = [];

  constructor(type: SchemaElement["type"], isNullable: boolean, rows: number) {
    this.#type = type;
    this.#isNullable = isNullable;
    this.#codes = new Uint32Array(rows);
  }

  setDictionary(data: Uint8Array, count: number): void {
    this.#values = plainValues(data, this.#type, count);
    this.#dictionarySize = count;
  }

  add(levels: Uint8Array, data: Uint8Array, count: number, isByDictionary: boolean): void {
    if (count > this.#codes.length - this.rows || count === 0) throw new Error("a page has more rows than its group");
    const isThere = new Uint32Array(count).fill(1);
    if (this.#isNullable) new PageReader(levels).hybrid(1, isThere);
    const present = isThere.reduce((n, bit) => n + bit, 0);
    const codes = new Uint32Array(present);
    if (isByDictionary) {
      new PageReader(data.subarray(1)).hybrid(data[0] as number, codes);
      for (const code of codes)
        if (code >= this.#dictionarySize) throw new Error("a code is outside of the dictionary");
    } else {
      const first = this.#values.length;
      for (const value of plainValues(data, this.#type, present)) this.#values.push(value);
      for (let i = 0; i < present; i++) codes[i] = first + i;
    }
    if (present === count) this.#codes.set(codes, this.rows);
    else this.#addWithNulls(isThere, codes);
    this.rows += count;
  }

  #addWithNulls(isThere: Uint32Array, codes: Uint32Array): void {
    let next = 0;
    for (let i = 0; i < isThere.length; i++) {
      if (isThere[i] === 1) this.#codes[this.rows + i] = codes[next++] as number;
      else this.#nulls.push(this.rows + i);
    }
  }

  finish(): StoredColumn {
    const count = this.#values.length;
    for (const row of this.#nulls) this.#codes[row] = count;
    return { values: this.#values, codes: narrowed(this.#codes, count) };
  }
}

function narrowed(codes: Uint32Array, most: number): StoredColumn["codes"] {
  if (most < 2 ** 8) return Uint8Array.from(codes);
  return most < 2 ** 16 ? Uint16Array.from(codes) : codes;
}

/** @throws Error where there are fewer than `count`, or the type is not used for cells */
function plainValues(data: Uint8Array, type: SchemaElement["type"], count: number): (string | number | bigint)[] {
  if (count > data.length) throw new Error("a page has fewer values than it claims");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = new Array<string | number | bigint>(count);
  if (type === "INT64") for (let i = 0; i < count; i++) values[i] = view.getBigInt64(i * 8, true);
  else if (type === "INT32") for (let i = 0; i < count; i++) values[i] = view.getInt32(i * 4, true);
  else if (type === "BYTE_ARRAY") {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    for (let i = 0, at = 0; i < count; i++) {
      const end = at + 4 + view.getUint32(at, true);
      if (end > data.length) throw new Error("a text is cut off");
      values[i] = text.toString("utf8", at + 4, end);
      at = end;
    }
  } else throw new Error(`a column of type ${type}`);
  return values;
}
