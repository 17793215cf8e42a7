/** The log files of an index, and their comparison with the present ones. */

import { Buffer } from "node:buffer";
import { sep } from "node:path";
import { once } from "../../core/once.ts";
import {
  type FileNumbers,
  type LogFile,
  type LogFolder,
  pathAt,
  STAMP_NUMBERS,
} from "../../core/responses/log-files.ts";
import type { FolderList } from "./encode-index.ts";

/** The number of files whose stamps are compared at once. */
const FILES_AT_ONCE = 64;

export type IndexedFilesSource = {
  readonly stamps: Float64Array;
  readonly places: Int32Array;
  folders(): readonly FolderList[];
  loose(): readonly string[];
};

export class IndexedFiles {
  readonly length: number;
  readonly #stamps: Float64Array;
  readonly #places: Int32Array;
  readonly #folders: () => readonly LogFolder[];
  readonly #loose: () => readonly string[];

  constructor({ stamps, places, folders, loose }: IndexedFilesSource) {
    this.length = stamps.length / STAMP_NUMBERS;
    this.#stamps = stamps;
    this.#places = places;
    this.#folders = once(() => folders().map(folderOf));
    this.#loose = once(loose);
  }

  /** Folders as they were listed. */
  get folders(): readonly LogFolder[] {
    return this.#folders();
  }

  path(i: number): string {
    return pathAt({ places: this.#places, folders: this.folders, loose: this.#loose() }, i, sep);
  }

  /** The size of file `i` when it was read. */
  sizeBytes(i: number): number {
    return this.#stamps[i * STAMP_NUMBERS + 2] as number;
  }

  /** Whether file `i` of the index is this one, unchanged. */
  holds(i: number, { path, dev, ino, sizeBytes, mtimeMs, ctimeMs }: LogFile): boolean {
    const at = i * STAMP_NUMBERS;
    const stamps = this.#stamps;
    return (
      stamps[at + 4] === ctimeMs &&
      stamps[at + 3] === mtimeMs &&
      stamps[at + 2] === sizeBytes &&
      stamps[at + 1] === ino &&
      stamps[at] === dev &&
      this.path(i) === path
    );
  }

  /** Whether this file may be file `i` of the index with more appended; its fingerprint decides. */
  mayBeLonger(i: number, file: LogFile): boolean {
    const at = i * STAMP_NUMBERS;
    const stamps = this.#stamps;
    const isSame = stamps[at] === file.dev && stamps[at + 1] === file.ino;
    const sizeBytes = stamps[at + 2] as number;
    // It was read at the moment of a change, so it may have been written to since.
    const mayBeAsItWas =
      Number.isNaN(stamps[at + 4]) && stamps[at + 3] === file.mtimeMs && sizeBytes === file.sizeBytes;
    return isSame && (file.sizeBytes > sizeBytes || mayBeAsItWas);
  }

  /** Indices of files that differ from when they were read; null where other files are there, or in another order. */
  changed({ length, stamps, places, folders, loose }: FileNumbers): readonly number[] | null {
    const known = this.folders;
    if (length !== this.length || folders.length !== known.length || !isSameList(loose, this.#loose())) return null;
    if (!folders.every((folder, i) => isSameFolder(folder, known[i] as LogFolder))) return null;
    if (!isSameBytes(places.subarray(0, length * 2), this.#places)) return null;
    const changed: number[] = [];
    for (let from = 0; from < length; from += FILES_AT_ONCE) {
      const to = Math.min(length, from + FILES_AT_ONCE);
      if (this.#isStamped(from, to, stamps)) continue;
      for (let i = from; i < to; i++) if (!this.#isStamped(i, i + 1, stamps)) changed.push(i);
    }
    return changed;
  }

  #isStamped(from: number, to: number, stamps: Float64Array): boolean {
    const [start, end] = [from * STAMP_NUMBERS, to * STAMP_NUMBERS];
    return isSameBytes(stamps.subarray(start, end), this.#stamps.subarray(start, end));
  }
}

function folderOf([path, dev, ino, mtimeMs, logs, folders]: FolderList): LogFolder {
  return { path, dev, ino, mtimeMs: mtimeMs ?? Number.NaN, logs, folders };
}

function isSameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);
  return bytesOf(a).equals(bytesOf(b));
}

function isSameFolder(a: LogFolder, b: LogFolder): boolean {
  return a === b || (a.path === b.path && isSameList(a.logs, b.logs));
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
