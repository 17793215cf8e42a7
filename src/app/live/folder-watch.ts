/**
 * Hints of changes from watching folders, never single files: one watch per folder, however many files it contains.
 * Where the system runs out of watches, this is reported once and the caller polls.
 * Folders of logs are watched with Node alone, because chokidar reads the stat of every file at the start, which takes
 * 3 s and 400 MB at 100,000 logs. chokidar watches the few other folders, where files are replaced and folders come and
 * go.
 */

import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, join } from "node:path";
import { type FSWatcher as StateWatcher, watch as watchState } from "chokidar";
import type { WatchedFolders } from "./watched-folders.ts";

export type FolderWatchOptions = {
  /** Called with a path in a watched folder that may have changed, or with the folder itself. */
  readonly onHint: (path: string) => void;
  /** Called when watching failed: from then on changes may be missed. */
  readonly onTrouble: (reason: string) => void;
};

export class FolderWatch {
  readonly #options: FolderWatchOptions;
  readonly #logs = new Map<string, FSWatcher>();
  readonly #state = new Set<string>();
  #stateWatcher: StateWatcher | null = null;
  #isClosed = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  /**
   * Watches those of the given folders that exist, and stops watching others.
   * @returns whether some are new: earlier changes in them were not noticed
   */
  set({ logs, state }: WatchedFolders): boolean {
    for (const folder of this.#logs.keys()) if (!logs.has(folder)) this.#drop(folder);
    const before = this.#logs.size;
    for (const folder of logs) if (!this.#logs.has(folder)) this.#add(folder);
    const hasNewState = this.#setState(new Set([...state].filter((folder) => existsSync(folder))));
    return this.#logs.size > before || hasNewState;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const folder of this.#logs.keys()) this.#drop(folder);
    this.#state.clear();
    await this.#stateWatcher?.close();
  }

  #setState(present: ReadonlySet<string>): boolean {
    const added = [...present].filter((folder) => !this.#state.has(folder));
    const gone = [...this.#state].filter((folder) => !present.has(folder));
    for (const folder of gone) this.#state.delete(folder);
    for (const folder of added) this.#state.add(folder);
    if (this.#isClosed) return false;
    this.#stateWatcher ??= this.#startState();
    if (gone.length > 0) this.#stateWatcher.unwatch(gone);
    if (added.length > 0) this.#stateWatcher.add(added);
    return added.length > 0;
  }

  #startState(): StateWatcher {
    const watcher = watchState([], {
      depth: 0,
      ignoreInitial: true,
      // Files are ignored, because each would have a watch of its own; their folder reports their changes.
      ignored: (_path, stats) => stats?.isFile() === true,
    });
    watcher.on("addDir", (path) => this.#options.onHint(path));
    watcher.on("raw", (_event, path, details) => {
      const folder = (details as { readonly watchedPath?: string } | undefined)?.watchedPath;
      if (folder) this.#options.onHint(path ? join(folder, path) : folder);
    });
    watcher.on("error", (error) => this.#reportProblem((error as NodeJS.ErrnoException).code));
    return watcher;
  }

  #add(folder: string): void {
    // An error of an earlier watcher may have closed all.
    if (this.#isClosed) return;
    try {
      const watcher = watch(folder, (event, name) => this.#heed(folder, event, name));
      watcher.on("error", (error) => this.#fail(folder, error));
      this.#logs.set(folder, watcher);
    } catch (error) {
      this.#fail(folder, error as NodeJS.ErrnoException);
    }
  }

  #drop(folder: string): void {
    const watcher = this.#logs.get(folder);
    this.#logs.delete(folder);
    watcher?.close();
  }

  /** @param name of what changed in the folder; null = the system does not report it */
  #heed(folder: string, event: string, name: string | null): void {
    if (!this.#logs.has(folder)) return;
    if (event === "rename" && name === basename(folder)) {
      // The system also reports like this that the folder itself was removed or moved, and perhaps replaced.
      this.#drop(folder);
      this.#add(folder);
    }
    this.#options.onHint(name === null ? folder : join(folder, name));
  }

  #fail(folder: string, error: NodeJS.ErrnoException): void {
    this.#drop(folder);
    // Windows reports EPERM for a folder that was removed.
    if (existsSync(folder)) this.#reportProblem(error.code);
  }

  #reportProblem(code = ""): void {
    if (WATCH_LIMITS.has(code)) this.#options.onTrouble(reasonOf(code));
  }
}

const WATCH_LIMITS = new Set(["ENOSPC", "EMFILE", "ENFILE", "ENOSYS", "EPERM"]);

function reasonOf(code: string): string {
  if (code === "ENOSPC")
    return "no more watches left on this machine (fs.inotify.max_user_watches); looking every second";
  return `folders cannot be watched (${code}); looking every second`;
}
