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
};

export type FoundRoot = RootChoice & { readonly found: boolean; readonly files: number };

export type LogFiles = {
  readonly files: readonly LogFile[];
  readonly roots: readonly FoundRoot[];
  /** Every folder that was looked into, and those of roots that are not there. */
  readonly folders: readonly string[];
  /** Folders and files that could not be looked into, with the system's reason. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
};

/** Codes that mean "not there" or "not for us": counted, never fatal. */
const TOLERATED = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "EIO", "ENAMETOOLONG", "ESTALE"]);

export function findLogFiles(roots: readonly RootChoice[]): LogFiles {
  const walk = new Walk();
  const found = roots.map((root) => {
    const before = walk.files.length;
    const projects = join(root.path, "projects");
    const exists = walk.entrance(projects);
    if (!exists) walk.folders.push(projects);
    return { ...root, found: exists, files: walk.files.length - before };
  });
  return { files: walk.files, roots: found, folders: walk.folders, unreadable: walk.unreadable };
}

class Walk {
  readonly files: LogFile[] = [];
  readonly folders: string[] = [];
  readonly unreadable: { path: string; code: string }[] = [];
  /** Inodes seen, by device. */
  readonly #seen = new Map<number, Set<number>>();

  /**
   * A folder that can be reached in more than one way: a root, or the target of a link. Those within are not asked
   * who they are: their files are.
   * @returns false where it is not there
   */
  entrance(path: string): boolean {
    const stat = this.#try(path, () => statSync(path), true);
    if (stat?.isDirectory() && this.#isNew(stat)) this.#directory(path);
    return stat !== undefined;
  }

  #directory(path: string): void {
    this.folders.push(path);
    const entries = this.#try(path, () => readdirSync(path, { withFileTypes: true }), false) ?? [];
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const { name } = entry;
      const isLog = name.endsWith(".jsonl");
      if (isLog && entry.isFile()) this.#file(`${path}${sep}${name}`);
      else if (entry.isDirectory()) this.#directory(`${path}${sep}${name}`);
      else if (isLog || entry.isSymbolicLink()) this.#link(`${path}${sep}${name}`, isLog);
    }
  }

  /** A link, or something of a kind that the file system does not tell without being asked. */
  #link(path: string, isLog: boolean): void {
    const stat = this.#try(path, () => statSync(path), !isLog);
    if (stat?.isDirectory()) this.entrance(path);
    else if (isLog) this.#file(path);
  }

  #file(path: string): void {
    let stat: Stats;
    try {
      stat = statSync(path);
    } catch (error) {
      this.#failed(path, error, false);
      return;
    }
    if (!stat.isFile() || !this.#isNew(stat)) return;
    this.files.push({ path, sizeBytes: stat.size, mtimeMs: stat.mtimeMs, dev: stat.dev, ino: stat.ino });
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

function isAdded(set: Set<number>, value: number): boolean {
  const before = set.size;
  return set.add(value).size > before;
}
