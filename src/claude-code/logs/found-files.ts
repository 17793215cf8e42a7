/** Files found by a walk, each once. */

import { sep } from "node:path";
import {
  type FileNumbers,
  fileAt,
  type LogFile,
  type LogFolder,
  STAMP_NUMBERS,
} from "../../core/responses/log-files.ts";
import type { FileStat } from "../../runtime/file-stat.ts";

const FIRST_ROOM = 4096;

export class FoundFiles implements FileNumbers {
  length = 0;
  /** Of all files. */
  bytes = 0;
  stamps = new Float64Array(FIRST_ROOM * STAMP_NUMBERS);
  places = new Int32Array(FIRST_ROOM * 2);
  readonly folders: LogFolder[] = [];
  readonly loose: string[] = [];
  /** Inodes that were found, by device. */
  readonly #seen = new Map<number, Set<number>>();

  /** @returns false where this file or folder was found before, by another path */
  isNew({ dev, ino }: FileStat): boolean {
    let inodes = this.#seen.get(dev);
    if (!inodes) {
      inodes = new Set();
      this.#seen.set(dev, inodes);
    }
    const before = inodes.size;
    return inodes.add(ino).size > before;
  }

  /** @param folder an index into `folders`; -1 = `name` is an index into `loose` */
  add(stat: FileStat, folder: number, name: number): void {
    const at = this.length * STAMP_NUMBERS;
    if (at === this.stamps.length) this.#grow();
    this.stamps[at] = stat.dev;
    this.stamps[at + 1] = stat.ino;
    this.stamps[at + 2] = stat.sizeBytes;
    this.stamps[at + 3] = stat.mtimeMs;
    this.stamps[at + 4] = stat.ctimeMs;
    this.places[this.length * 2] = folder;
    this.places[this.length * 2 + 1] = name;
    this.length++;
    this.bytes += stat.sizeBytes;
  }

  file(i: number): LogFile {
    return fileAt(this, i, sep);
  }

  /** Frees what was needed to detect duplicates. */
  finish(): void {
    this.#seen.clear();
  }

  #grow(): void {
    const { stamps, places } = this;
    this.stamps = new Float64Array(stamps.length * 2);
    this.stamps.set(stamps);
    this.places = new Int32Array(places.length * 2);
    this.places.set(places);
  }
}
