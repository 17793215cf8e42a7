/** Every log file below the roots, each once however it is reached. */

import { readdirSync, type Stats, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { RootChoice } from "./roots.ts";

export type LogFile = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly dev: number;
  readonly ino: number;
  /** Where the path was put together from: the same objects as in an earlier look where nothing changed. */
  readonly folder?: LogFolder | undefined;
  readonly name?: string | undefined;
};

export type FoundRoot = RootChoice & { readonly found: boolean; readonly files: number };

/** What is in a folder, as far as logs go. */
export type LogFolder = {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  /** While the folder has this time it holds the same names; NaN = that cannot be said. */
  readonly mtimeMs: number;
  /** Names of logs, and of folders, in order. */
  readonly logs: readonly string[];
  readonly folders: readonly string[];
};

/** Folders from an earlier look, by path. */
export type KnownFolders = { get(path: string): LogFolder | undefined };

export type LogFiles = {
  readonly files: readonly LogFile[];
  readonly roots: readonly FoundRoot[];
  /** Every folder that was looked into, and those of roots that are not there. */
  readonly folders: readonly LogFolder[];
  /** Folders and files that could not be looked into, with the system's reason. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
};

/** Codes that mean "not there" or "not for us": counted, never fatal. */
const TOLERATED = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "EIO", "ENAMETOOLONG", "ESTALE"]);

/** A name may come to a folder in the same tick of the file system's clock in which it was listed. */
const TICK_MS = 2_000;
/** There, not every file system keeps the time of the last change of a folder's names. */
const KEEPS_TIMES = process.platform !== "win32";

const NO_FOLDERS: KnownFolders = new Map();

/** @param known listings to go by where a folder has not changed since: asking when is cheaper than listing */
export function findLogFiles(roots: readonly RootChoice[], known: KnownFolders = NO_FOLDERS): LogFiles {
  const walk = new Walk(known);
  const found = roots.map((root) => {
    const before = walk.files.length;
    const projects = join(root.path, "projects");
    const exists = walk.entrance(projects);
    if (!exists) walk.folders.push(unlisted(projects));
    return { ...root, found: exists, files: walk.files.length - before };
  });
  const { files, folders, unreadable } = walk;
  return { files, folders, roots: found, unreadable };
}

class Walk {
  readonly files: LogFile[] = [];
  readonly folders: LogFolder[] = [];
  readonly unreadable: { path: string; code: string }[] = [];
  readonly #known: KnownFolders;
  /** Inodes seen, by device. */
  readonly #seen = new Map<number, Set<number>>();

  constructor(known: KnownFolders) {
    this.#known = known;
  }

  /**
   * A folder that can be reached in more than one way: a root, or the target of a link. Those within are not asked
   * who they are: their files are.
   * @returns false where it is not there
   */
  entrance(path: string): boolean {
    const stat = this.#try(path, () => statSync(path), true);
    if (stat?.isDirectory() && this.#isNew(stat)) this.#directory(path, stat);
    return stat !== undefined;
  }

  #directory(path: string, known?: Stats): void {
    const stat = known ?? this.#try(path, () => statSync(path), false);
    if (stat === undefined) {
      this.folders.push(unlisted(path));
      return;
    }
    const earlier = this.#known.get(path);
    const isSame = earlier?.mtimeMs === stat.mtimeMs && earlier.ino === stat.ino && earlier.dev === stat.dev;
    const links: string[] = [];
    const folder = isSame ? earlier : (this.#list(path, stat, links) ?? unlisted(path));
    this.folders.push(folder);
    for (const name of folder.logs) this.#file(`${path}${sep}${name}`, folder, name);
    for (const name of folder.folders) this.#directory(`${path}${sep}${name}`);
    for (const name of links) this.#link(`${path}${sep}${name}`, name.endsWith(".jsonl"));
  }

  /** @param links gets what has to be asked what it is, each time */
  #list(path: string, { dev, ino, mtimeMs }: Stats, links: string[]): LogFolder | undefined {
    const listedMs = Date.now();
    const entries = this.#try(path, () => readdirSync(path, { withFileTypes: true }), false);
    if (entries === undefined) return undefined;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const logs: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const { name } = entry;
      const isLog = name.endsWith(".jsonl");
      if (isLog && entry.isFile()) logs.push(name);
      else if (entry.isDirectory()) folders.push(name);
      else if (isLog || entry.isSymbolicLink()) links.push(name);
    }
    const isLasting = KEEPS_TIMES && links.length === 0 && listedMs - mtimeMs > TICK_MS;
    return { path, dev, ino, mtimeMs: isLasting ? mtimeMs : Number.NaN, logs, folders };
  }

  /** A link, or something of a kind that the file system does not tell without being asked. */
  #link(path: string, isLog: boolean): void {
    const stat = this.#try(path, () => statSync(path), !isLog);
    if (stat?.isDirectory()) this.entrance(path);
    else if (isLog) this.#file(path);
  }

  #file(path: string, folder?: LogFolder, name?: string): void {
    let stat: Stats;
    try {
      stat = statSync(path);
    } catch (error) {
      this.#failed(path, error, false);
      return;
    }
    if (!stat.isFile() || !this.#isNew(stat)) return;
    const { size, mtimeMs, dev, ino } = stat;
    this.files.push({ path, sizeBytes: size, mtimeMs, dev, ino, folder, name });
  }

  #isNew({ dev, ino }: Stats): boolean {
    let inodes = this.#seen.get(dev);
    if (!inodes) {
      inodes = new Set();
      this.#seen.set(dev, inodes);
    }
    return isAdded(inodes, ino);
  }

  #try<T>(path: string, action: () => T, quietly: boolean): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#failed(path, error, quietly);
      return undefined;
    }
  }

  #failed(path: string, error: unknown, quietly: boolean): void {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!TOLERATED.has(code)) throw error;
    if (!(quietly && (code === "ENOENT" || code === "ENOTDIR"))) this.unreadable.push({ path, code });
  }
}

/** A folder of which nothing is known. */
function unlisted(path: string): LogFolder {
  return { path, dev: 0, ino: 0, mtimeMs: Number.NaN, logs: [], folders: [] };
}

function isAdded(set: Set<number>, value: number): boolean {
  const before = set.size;
  return set.add(value).size > before;
}
