/**
 * The container of the index: named sections behind a table of contents, in two parts. The first part is read at every
 * start, in one go, and its arrays are used where they lie; the second only where a log has changed. Each part has a
 * checksum, so that a file cut or broken anywhere is known to be bad.
 *
 * Layout: 8 bytes magic; then five 32-bit words: bytes of the contents, bytes of part one, bytes of part two, checksum
 * of contents and part one, checksum of part two; the contents as JSON; the parts. Sections start at multiples of 8.
 */

import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import { crc32 } from "node:zlib";

const MAGIC = "CCINDEX\n";
const HEAD_BYTES = 32;
const MAX_BYTES = 0xffff_fff0;

export type Sections = Readonly<Record<string, Uint8Array>>;
type Place = readonly [offset: number, bytes: number];
type Contents = { readonly hot: Record<string, Place>; readonly cold: Record<string, Place> };

/** The file is not an index, or not a whole one. */
export class BadIndex extends Error {
  override readonly name = "BadIndex";
}

const padded = (bytes: number): number => (bytes + 7) & ~7;

/** @returns the bytes to write, in order */
export function encodeSections(hot: Sections, cold: Sections): Uint8Array[] {
  const contents: Contents = { hot: placesOf(hot), cold: placesOf(cold) };
  const json = Buffer.from(JSON.stringify(contents));
  const toc = Buffer.alloc(padded(json.length), " ");
  json.copy(toc);
  const hotParts = Object.values(hot).flatMap(withPadding);
  const coldParts = Object.values(cold).flatMap(withPadding);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, "latin1");
  const words = [toc.length, sizeOf(hotParts), sizeOf(coldParts), checksum([toc, ...hotParts]), checksum(coldParts)];
  words.forEach((word, i) => {
    if (word > MAX_BYTES && i < 3) throw new BadIndex("too large");
    head.writeUInt32LE(word, 8 + i * 4);
  });
  return [head, toc, ...hotParts, ...coldParts];
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
// zlib takes an empty part for the beginning.
const checksum = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, p) => (p.byteLength === 0 ? sum : crc32(p, sum)), 0);

/** An index file that is open. The first part has been read and checked. */
export class SectionReader {
  readonly #fd: number;
  readonly #contents: Contents;
  readonly #hot: Buffer;
  readonly #coldAt: number;
  readonly #coldBytes: number;
  readonly #coldSum: number;
  #cold: Buffer | null = null;

  /** @throws BadIndex where the contents or the first part are not whole */
  constructor(fd: number) {
    this.#fd = fd;
    const head = readExactly(fd, 0, HEAD_BYTES);
    if (head.toString("latin1", 0, 8) !== MAGIC) throw new BadIndex("not an index");
    const [tocBytes, hotBytes, coldBytes, hotSum, coldSum] = [0, 1, 2, 3, 4].map((i) =>
      head.readUInt32LE(8 + i * 4),
    ) as [number, number, number, number, number];
    const front = readExactly(fd, HEAD_BYTES, tocBytes + hotBytes);
    if (crc32(front) !== hotSum) throw new BadIndex("damaged");
    this.#contents = JSON.parse(front.toString("utf8", 0, tocBytes)) as Contents;
    this.#hot = front.subarray(tocBytes);
    this.#coldAt = HEAD_BYTES + tocBytes + hotBytes;
    this.#coldBytes = coldBytes;
    this.#coldSum = coldSum;
  }

  hot(name: string): Buffer {
    return section(this.#hot, this.#contents.hot[name]);
  }

  /** @throws BadIndex where the second part is not whole */
  cold(name: string): Buffer {
    if (!this.#cold) {
      const bytes = readExactly(this.#fd, this.#coldAt, this.#coldBytes);
      if (crc32(bytes) !== this.#coldSum) throw new BadIndex("damaged");
      this.#cold = bytes;
    }
    return section(this.#cold, this.#contents.cold[name]);
  }
}

function section(part: Buffer, place: Place | undefined): Buffer {
  if (!place) throw new BadIndex("incomplete");
  return part.subarray(place[0], place[0] + place[1]);
}

function readExactly(fd: number, position: number, bytes: number): Buffer {
  // A buffer of its own starts at a multiple of 8, as typed arrays must.
  let buffer: Buffer;
  try {
    buffer = Buffer.from(new ArrayBuffer(bytes));
  } catch (error) {
    if (error instanceof RangeError) throw new BadIndex("damaged", { cause: error });
    throw error;
  }
  let done = 0;
  while (done < bytes) {
    const read = readSync(fd, buffer, done, bytes - done, position + done);
    if (read === 0) throw new BadIndex("cut short");
    done += read;
  }
  return buffer;
}
