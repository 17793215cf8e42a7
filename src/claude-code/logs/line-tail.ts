/** Reads the lines appended to a log since the last call: complete lines only, with limited memory. */

import { closeSync, fstatSync, readSync, statSync } from "node:fs";
import { openRegular } from "../../runtime/regular-file.ts";

const CHUNK_BYTES = 1 << 20;

export type TailOptions = {
  /** Longer lines are skipped: they are attachments and snapshots. */
  readonly maxLineBytes: number;
  /** At the first call, at most this many bytes at the end are read. */
  readonly maxFirstBytes: number;
  /** Lines that are not wanted are not decoded; undefined = all are wanted. */
  readonly wants?: (line: Buffer) => boolean;
  /** Where an earlier reader of the same file ended. */
  readonly from?: TailPosition;
};

export type TailPosition = { readonly inode: number; readonly offset: number };

export class LineTail {
  readonly path: string;
  readonly #options: TailOptions;
  #inode = -1;
  #offset = 0;
  /** At the last call: an incomplete line may be between the offset and this. */
  #sizeBytes = 0;
  /** True where the first call began inside the file. */
  fromMiddle = false;

  constructor(path: string, options: TailOptions) {
    this.path = path;
    this.#options = options;
    if (options.from) {
      this.#inode = options.from.inode;
      this.#offset = options.from.offset;
    }
  }

  /** The byte after the last whole line that was read. */
  get position(): TailPosition {
    return { inode: this.#inode, offset: this.#offset };
  }

  /**
   * @param onRestart called before the lines, where the file was replaced or truncated: earlier lines no longer count
   * @returns bytes of complete lines
   * @throws the file system's error where the file cannot be read
   */
  read(onLine: (line: string) => void, onRestart: () => void): number {
    const seen = statSync(this.path);
    if (seen.ino === this.#inode && seen.size === this.#sizeBytes) return 0;
    const fd = openRegular(this.path);
    try {
      const { ino, size } = fstatSync(fd);
      const isFirst = this.#inode === -1;
      const restarted = !isFirst && (ino !== this.#inode || size < this.#offset);
      if (restarted) onRestart();
      if (isFirst || restarted) this.#begin(ino, size);
      const from = this.#offset;
      this.#sizeBytes = size;
      this.#offset = this.#lines(fd, from, size, onLine);
      return this.#offset - from;
    } finally {
      closeSync(fd);
    }
  }

  #begin(ino: number, size: number): void {
    this.#inode = ino;
    this.fromMiddle = size > this.#options.maxFirstBytes;
    this.#offset = this.fromMiddle ? size - this.#options.maxFirstBytes : 0;
  }

  /** @returns the byte after the last newline */
  #lines(fd: number, from: number, size: number, onLine: (line: string) => void): number {
    let position = from;
    let consumed = from;
    let carried: Buffer[] = [];
    let carriedBytes = 0;
    // If reading begins inside the file, it may begin inside a line.
    let skipping = this.fromMiddle && from > 0 && this.#isInsideLine(fd, from);
    while (position < size) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - position));
      const read = readSync(fd, chunk, 0, chunk.length, position);
      if (read === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0 && end < read; end = chunk.indexOf(0x0a, start)) {
        carriedBytes += end - start;
        if (!skipping && carriedBytes <= this.#options.maxLineBytes && carriedBytes > 0) {
          carried.push(chunk.subarray(start, end));
          const line = carried.length === 1 ? (carried[0] as Buffer) : Buffer.concat(carried);
          if (this.#options.wants?.(line) ?? true) onLine(line.toString("utf8"));
        }
        skipping = false;
        carried = [];
        carriedBytes = 0;
        start = end + 1;
        consumed = position + start;
      }
      carriedBytes += read - start;
      if (carriedBytes <= this.#options.maxLineBytes) carried.push(chunk.subarray(start, read));
      else carried = [];
      position += read;
    }
    return consumed;
  }

  #isInsideLine(fd: number, at: number): boolean {
    const before = Buffer.alloc(1);
    readSync(fd, before, 0, 1, at - 1);
    return before[0] !== 0x0a;
  }
}
