/** Stamps that change with files, without reading them. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { statIfAny } from "../../runtime/regular-file.ts";

/** Changes with the name, size or time of any of the files or of any file in the folders. */
export function stampOf(paths: readonly string[]): string {
  return paths
    .map((path) => [...(stampsIn(path) ?? [[path, stampOfFile(path)]])].map((pair) => pair.join(":")).join())
    .join("|");
}

/** A stamp for each file of a folder; null = it is not a folder. */
export function stampsIn(folder: string): ReadonlyMap<string, string> | null {
  const names = namesIn(folder);
  return names && new Map(names.map((name) => [name, stampOfFile(join(folder, name))]));
}

function namesIn(path: string): readonly string[] | null {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return null;
    if (code) return [];
    throw error;
  }
}

function stampOfFile(path: string): string {
  const stat = statIfAny(path);
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : "none";
}
