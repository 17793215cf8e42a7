/**
 * Hints that something changed, from watching folders, never single files: one watch a folder, however many logs are
 * in it. Where the system runs out of watches, it says so once and the caller polls.
 */

import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, join } from "node:path";

export type FolderWatchOptions = {
  /** A path in a watched folder that may have changed; or the folder itself. */
  readonly onHint: (path: string) => void;
  /** Watching failed; from now on nothing is promised. */
  readonly onTrouble: (reason: string) => void;
};

export class FolderWatch {
  readonly #options: FolderWatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  #isClosed = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  /**
   * Watches these folders, as far as they are there, and no longer those that are not among them.
   * @returns whether some are new: what happened in them before goes unseen
   */
  set(folders: ReadonlySet<string>): boolean {
    for (const folder of this.#watchers.keys()) if (!folders.has(folder)) this.#drop(folder);
    const before = this.#watchers.size;
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
    return this.#watchers.size > before;
  }

  close(): void {
    this.#isClosed = true;
    for (const folder of this.#watchers.keys()) this.#drop(folder);
  }

  #add(folder: string): void {
    // Trouble with an earlier one may have closed all.
    if (this.#isClosed) return;
    try {
      const watcher = watch(folder, (event, name) => this.#heed(folder, event, name));
      watcher.on("error", (error) => this.#fail(folder, error));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      this.#fail(folder, error as NodeJS.ErrnoException);
    }
  }

  #drop(folder: string): void {
    const watcher = this.#watchers.get(folder);
    this.#watchers.delete(folder);
    watcher?.close();
  }

  /** @param name of what changed in the folder; null = the system does not say */
  #heed(folder: string, event: string, name: string | null): void {
    if (!this.#watchers.has(folder)) return;
    if (event === "rename" && name === basename(folder)) {
      // This is also how the system says that the folder itself was removed or moved, perhaps with another in its place.
      this.#drop(folder);
      this.#add(folder);
    }
    this.#options.onHint(name === null ? folder : join(folder, name));
  }

  #fail(folder: string, error: NodeJS.ErrnoException): void {
    this.#drop(folder);
    const code = error.code ?? "";
    // On Windows a folder that was removed says EPERM.
    if (WATCH_LIMITS.has(code) && existsSync(folder)) this.#options.onTrouble(reasonOf(code));
  }
}

const WATCH_LIMITS = new Set(["ENOSPC", "EMFILE", "ENFILE", "ENOSYS", "EPERM"]);

function reasonOf(code: string): string {
  if (code === "ENOSPC")
    return "no more watches left on this machine (fs.inotify.max_user_watches); looking every second";
  return `folders cannot be watched (${code}); looking every second`;
}
