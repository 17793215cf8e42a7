/** Reads rows of another program's Parquet file: only the needed columns, some thousand rows at a time. */

import * as zlib from "node:zlib";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type AsyncBuffer, type Compressors, parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import type { TableRow } from "./csv-rows.ts";

const ROWS_TOGETHER = 20_000;

/** What Node can decompress. Zstandard is available from Node 22.15. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ...("zstdDecompressSync" in zlib ? { ZSTD: zlib.zstdDecompressSync as (input: Uint8Array) => Uint8Array } : {}),
};

export class ParquetTable {
  readonly columns: readonly string[];
  readonly #file: AsyncBuffer;
  readonly #rows: number;

  /** @throws Error where the bytes are not a Parquet file */
  constructor(bytes: Uint8Array) {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const metadata = parquetMetadata(buffer);
    this.columns = parquetSchema(metadata).children.map((child) => child.element.name);
    this.#rows = Number(metadata.num_rows);
    this.#file = { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) };
  }

  /** @param wanted columns; missing ones are left out */
  async *rows(wanted: readonly string[]): AsyncGenerator<TableRow> {
    const columns = this.columns.filter((name) => wanted.includes(name));
    for (let at = 0; at < this.#rows; at += ROWS_TOGETHER) {
      const rowEnd = Math.min(this.#rows, at + ROWS_TOGETHER);
      yield* await parquetReadObjects({ file: this.#file, columns, rowStart: at, rowEnd, compressors: COMPRESSORS });
    }
  }
}
