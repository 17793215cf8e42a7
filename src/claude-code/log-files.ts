/** Every log file below the roots, each once however it is reached. */

import { readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
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
  /** Folders and files that could not be looked into, with the system's reason. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
};

/** Codes that mean "not there" or "not for us": counted, never fatal. */
const TOLERATED = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "EIO", "ENAMETOOLONG", "ESTALE"]);

export function findLogFiles(roots: readonly RootChoice[]): LogFiles {
  const walk = new Walk();
  const found = roots.map((root) => {
    const before = walk.files.length;
    const exists = walk.directory(join(root.path, "projects"), true);
    return { ...root, found: exists, files: walk.files.length - before };
  });
  return { files: walk.files, roots: found, unreadable: walk.unreadable };
}

class Walk {
  readonly files: LogFile[] = [];
  readonly unreadable: { path: string; code: string }[] = [];
  readonly #seen = new Set<string>();

  /** @returns false where the folder is not there */
  directory(path: string, isRoot = false): boolean {
    const stat = this.#try(path, () => statSync(path), isRoot);
    if (!stat?.isDirectory() || !this.#isNew(stat)) return stat !== undefined;
    const entries = this.#try(path, () => readdirSync(path, { withFileTypes: true }), false) ?? [];
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) this.directory(child);
      else if (entry.name.endsWith(".jsonl")) this.#file(child);
      else if (entry.isSymbolicLink()) this.#link(child);
    }
    return true;
  }

  #link(path: string): void {
    const stat = this.#try(path, () => statSync(path), true);
    if (stat?.isDirectory()) this.directory(path);
  }

  #file(path: string): void {
    const stat = this.#try(path, () => statSync(path), false);
    if (stat?.isDirectory()) this.directory(path);
    if (!stat?.isFile() || !this.#isNew(stat)) return;
    this.files.push({ path, sizeBytes: stat.size, mtimeMs: stat.mtimeMs, dev: stat.dev, ino: stat.ino });
  }

  #isNew(stat: Stats): boolean {
    const key = `${stat.dev}:${stat.ino}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #try<T>(path: string, action: () => T, quietly: boolean): T | undefined {
    try {
      return action();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (!TOLERATED.has(code)) throw error;
      if (!(quietly && (code === "ENOENT" || code === "ENOTDIR"))) this.unreadable.push({ path, code });
      return undefined;
    }
  }
}
