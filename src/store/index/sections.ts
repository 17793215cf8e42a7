/**
 * The container of the index: a table of contents and named sections, in two parts. The first part is read whole at
 * every start, and its arrays are views of the buffer that was read; of the second, only the needed sections are read.
 * The first part has a checksum, and so has each page of the second, so that damage is always detected.
 * Format: 8 bytes magic; then four 32-bit words: bytes of the contents, bytes of part one, bytes of part two, checksum
 * of contents and part one; the contents as JSON; the parts. Sections start at multiples of 8.
 */

import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import { crc32 } from "../../runtime/crc32.ts";

const MAGIC = "CCINDEX2";
/** The magic of the previous format. */
const OLD_MAGIC = "CCINDEX\n";
const HEAD_BYTES = 24;
const PAGE_BYTES = 16_384;
/** Name of the section in part one with the checksums of the pages of part two. */
const PAGE_SUMS = "pageSums";
/** Sizes are 32-bit words. */
const MAX_BYTES = 0xffff_fff0;
/** Node reads and writes less than 2 GiB per call. */
const PIECE_BYTES = 2 ** 30;

export type Sections = Readonly<Record<string, Uint8Array>>;
type Place = readonly [offset: number, bytes: number];
type Contents = { readonly hot: Record<string, Place>; readonly cold: Record<string, Place> };

/** The file is not an index, or is damaged. */
export class BadIndex extends Error {
  override readonly name = "BadIndex";
  /** The file; "" = it is not written yet. */
  readonly file: string;

  constructor(message: string, file = "", options?: ErrorOptions) {
    super(message, options);
    this.file = file;
  }
}

/** The next multiple of 8. */
export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** @returns the bytes to write, in order @throws BadIndex where they are too many for the format */
export function encodeSections(hot: Sections, cold: Sections): Uint8Array[] {
  const coldParts = Object.values(cold).flatMap(withPadding);
  const all = { ...hot, [PAGE_SUMS]: pageSums(coldParts) };
  const contents: Contents = { hot: placesOf(all), cold: placesOf(cold) };
  const json = Buffer.from(JSON.stringify(contents));
  const toc = Buffer.alloc(padded(json.length), " ");
  json.copy(toc);
  const hotParts = Object.values(all).flatMap(withPadding);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, "latin1");
  const words = [toc.length, sizeOf(hotParts), sizeOf(coldParts), checksum([toc, ...hotParts])];
  words.forEach((word, i) => {
    if (word > MAX_BYTES && i < 3) throw new BadIndex("too large");
    head.writeUInt32LE(word, 8 + i * 4);
  });
  return [head, toc, ...hotParts, ...coldParts.flatMap(pieces)];
}

function pieces(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES));
}

/** Checksums of the pages of the concatenated parts, without joining the parts. */
function pageSums(parts: readonly Uint8Array[]): Uint8Array {
  const sums = new Uint32Array(Math.ceil(sizeOf(parts) / PAGE_BYTES));
  let at = 0;
  for (const part of parts) {
    for (let from = 0; from < part.byteLength; ) {
      const page = Math.floor(at / PAGE_BYTES);
      const to = Math.min(part.byteLength, from + (page + 1) * PAGE_BYTES - at);
      sums[page] = crc32(part.subarray(from, to), sums[page]);
      at += to - from;
      from = to;
    }
  }
  return new Uint8Array(sums.buffer);
}

function placesOf(sections: Sections): Record<string, Place> {
  const places: Record<string, Place> = {};
  let offset = 0;
  for (const [name, bytes] of Object.entries(sections)) {
    places[name] = [offset, bytes.byteLength];
    offset += padded(bytes.byteLength);
  }
  return places;
}

function withPadding(bytes: Uint8Array): Uint8Array[] {
  const missing = padded(bytes.byteLength) - bytes.byteLength;
  return missing === 0 ? [bytes] : [bytes, new Uint8Array(missing)];
}

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, p) => sum + p.byteLength, 0);
// zlib's function starts from zero at an empty part.
const checksum = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, p) => (p.byteLength === 0 ? sum : crc32(p, sum)), 0);

/** An open index file, whose first part has been read and checked. */
export class SectionReader {
  readonly file: string;
  readonly #fd: number;
  readonly #contents: Contents;
  readonly #hot: Buffer;
  readonly #coldAt: number;
  readonly #coldBytes: number;
  readonly #sums: Uint32Array;
  readonly #cold = new Map<string, Buffer>();
  /** The second part, if it was read whole. */
  #allCold: Buffer | null = null;

  /** @throws BadIndex where the contents or the first part are damaged */
  constructor(fd: number, file: string) {
    this.file = file;
    this.#fd = fd;
    const head = this.#read(0, HEAD_BYTES);
    const magic = head.toString("latin1", 0, 8);
    if (magic === OLD_MAGIC) throw new BadIndex("of another version", file);
    if (magic !== MAGIC) throw new BadIndex("not an index", file);
    const [tocBytes, hotBytes, coldBytes, hotSum] = [0, 1, 2, 3].map((i) => head.readUInt32LE(8 + i * 4)) as [
      number,
      number,
      number,
      number,
    ];
    const front = this.#read(HEAD_BYTES, tocBytes + hotBytes);
    if (crc32(front) !== hotSum) throw new BadIndex("damaged", file);
    this.#contents = JSON.parse(front.toString("utf8", 0, tocBytes)) as Contents;
    this.#hot = front.subarray(tocBytes);
    this.#coldAt = HEAD_BYTES + tocBytes + hotBytes;
    this.#coldBytes = coldBytes;
    const sums = this.hot(PAGE_SUMS);
    this.#sums = new Uint32Array(sums.buffer, sums.byteOffset, sums.length / 4);
  }

  hot(name: string): Buffer {
    const [offset, bytes] = this.#placeOf("hot", name);
    return this.#hot.subarray(offset, offset + bytes);
  }

  /**
   * Reads the second part at once, for a caller that needs most of it: the memory of one large buffer is returned to
   * the system, that of many small ones is not. @throws BadIndex where it is damaged
   */
  readAll(): void {
    this.#allCold = this.#pages(0, this.#coldBytes);
  }

  /** A section of the second part. @throws BadIndex where it is damaged */
  cold(name: string): Buffer {
    let section = this.#cold.get(name);
    if (!section) {
      section = this.coldPart(name, 0, this.#placeOf("cold", name)[1]);
      this.#cold.set(name, section);
    }
    return section;
  }

  /** A part of a section of the second part, by byte offsets. @throws BadIndex where it is damaged */
  coldPart(name: string, from: number, to: number): Buffer {
    const [offset, bytes] = this.#placeOf("cold", name);
    if (from > to || to > bytes) throw new BadIndex("incomplete", this.file);
    if (from === to) return Buffer.alloc(0);
    if (this.#allCold) return this.#allCold.subarray(offset + from, offset + to);
    const firstPage = Math.floor((offset + from) / PAGE_BYTES);
    const start = firstPage * PAGE_BYTES;
    const end = Math.min(this.#coldBytes, Math.ceil((offset + to) / PAGE_BYTES) * PAGE_BYTES);
    return this.#pages(firstPage, end - start).subarray(offset + from - start, offset + to - start);
  }

  #pages(first: number, bytes: number): Buffer {
    const pages = this.#read(this.#coldAt + first * PAGE_BYTES, bytes);
    for (let at = 0; at < pages.length; at += PAGE_BYTES) {
      const isWhole = crc32(pages.subarray(at, at + PAGE_BYTES)) === this.#sums[first + at / PAGE_BYTES];
      if (!isWhole) throw new BadIndex("damaged", this.file);
    }
    return pages;
  }

  #placeOf(part: keyof Contents, name: string): Place {
    const place = this.#contents[part][name];
    if (!place) throw new BadIndex("incomplete", this.file);
    return place;
  }

  #read(position: number, bytes: number): Buffer {
    // A new buffer starts at a multiple of 8, as typed arrays require.
    let buffer: Buffer;
    try {
      buffer = Buffer.from(new ArrayBuffer(bytes));
    } catch (error) {
      if (error instanceof RangeError) throw new BadIndex("damaged", this.file, { cause: error });
      throw error;
    }
    let done = 0;
    while (done < bytes) {
      const read = readSync(this.#fd, buffer, done, Math.min(bytes - done, PIECE_BYTES), position + done);
      if (read === 0) throw new BadIndex("cut short", this.file);
      done += read;
    }
    return buffer;
  }
}

/** A section as numbers; a view of its bytes. */
export function arrayOf<T>(
  Type: { new (buffer: ArrayBufferLike, offset: number, length: number): T; readonly BYTES_PER_ELEMENT: number },
  bytes: Buffer,
): T {
  return new Type(bytes.buffer, bytes.byteOffset, bytes.length / Type.BYTES_PER_ELEMENT);
}

export const jsonOf = <T>(bytes: Buffer): T => JSON.parse(bytes.toString("utf8")) as T;
