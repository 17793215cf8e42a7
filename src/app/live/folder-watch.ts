/**
 * Hints that something changed, from watching folders, never single files: one watch a folder, however many logs are
 * in it. Where the system runs out of watches, it says so once and the caller polls.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type FSWatcher, watch } from "chokidar";

export type FolderWatchOptions = {
  /** A path in a watched folder that may have changed; or the folder itself. */
  readonly onHint: (path: string) => void;
  /** Watching failed; from now on nothing is promised. */
  readonly onTrouble: (reason: string) => void;
};

export class FolderWatch {
  readonly #options: FolderWatchOptions;
  readonly #folders = new Set<string>();
  #watcher: FSWatcher | null = null;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  /**
   * Watches these folders, as far as they are there, and no longer those that are not among them.
   * @returns whether some are new: a watch takes a moment to stand, and what happens till then goes unseen
   */
  set(folders: ReadonlySet<string>): boolean {
    const present = new Set([...folders].filter((f) => existsSync(f)));
    const added = [...present].filter((f) => !this.#folders.has(f));
    const gone = [...this.#folders].filter((f) => !present.has(f));
    for (const folder of gone) this.#folders.delete(folder);
    for (const folder of added) this.#folders.add(folder);
    this.#watcher ??= this.#start();
    if (gone.length > 0) this.#watcher.unwatch(gone);
    if (added.length > 0) this.#watcher.add(added);
    return added.length > 0;
  }

  async close(): Promise<void> {
    const watcher = this.#watcher;
    this.#watcher = null;
    this.#folders.clear();
    await watcher?.close();
  }

  #start(): FSWatcher {
    const watcher = watch([], {
      depth: 0,
      ignoreInitial: true,
      followSymlinks: true,
      // Files are left out, else each of them would have a watch of its own; their folder tells of them.
      ignored: (_path, stats) => stats?.isFile() === true,
    });
    watcher.on("addDir", (path) => this.#options.onHint(path));
    watcher.on("raw", (_event, path, details) => {
      const folder = (details as { readonly watchedPath?: string } | undefined)?.watchedPath;
      if (folder) this.#options.onHint(path ? join(folder, path) : folder);
    });
    watcher.on("error", (error) => {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (WATCH_LIMITS.has(code)) this.#options.onTrouble(reasonOf(code));
    });
    return watcher;
  }
}

const WATCH_LIMITS = new Set(["ENOSPC", "EMFILE", "ENFILE", "ENOSYS", "EPERM"]);

function reasonOf(code: string): string {
  if (code === "ENOSPC")
    return "no more watches left on this machine (fs.inotify.max_user_watches); looking every second";
  return `folders cannot be watched (${code}); looking every second`;
}
