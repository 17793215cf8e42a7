/** Finds files of a listing by path, without a string or an entry for each of 100,000. */

import { sep } from "node:path";
import type { FileNumbers, LogFolder } from "../../core/responses/log-files.ts";

/** Files `from` to (exclusive) `to` of one folder, sorted by name. */
type FolderFiles = { readonly folder: LogFolder; readonly from: number; to: number };

export class FilePlaces {
  readonly #places: Int32Array;
  readonly #folders = new Map<string, FolderFiles>();
  readonly #loose = new Map<string, number>();

  constructor({ length, places, folders, loose }: Pick<FileNumbers, "length" | "places" | "folders" | "loose">) {
    this.#places = places;
    for (let i = 0; i < length; i++) {
      const place = places[i * 2] as number;
      if (place < 0) {
        this.#loose.set(loose[places[i * 2 + 1] as number] as string, i);
        continue;
      }
      const folder = folders[place] as LogFolder;
      const files = this.#folders.get(folder.path);
      if (files) files.to = i + 1;
      else this.#folders.set(folder.path, { folder, from: i, to: i + 1 });
    }
  }

  /** The index of a file in the listing; -1 = it is not listed. */
  of(path: string): number {
    const end = path.lastIndexOf(sep);
    const files = this.#folders.get(path.slice(0, Math.max(0, end)));
    const place = files ? this.#among(files, path.slice(end + 1)) : -1;
    return place >= 0 ? place : (this.#loose.get(path) ?? -1);
  }

  /** The files of a folder: `from` to (exclusive) `to`; undefined = none. */
  filesOf(folder: string): Pick<FolderFiles, "from" | "to"> | undefined {
    return this.#folders.get(folder);
  }

  #among({ folder, from, to }: FolderFiles, name: string): number {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#nameOf(folder, middle) < name) low = middle + 1;
      else high = middle;
    }
    return low < to && this.#nameOf(folder, low) === name ? low : -1;
  }

  #nameOf({ logs }: LogFolder, i: number): string {
    return logs[this.#places[i * 2 + 1] as number] as string;
  }
}
