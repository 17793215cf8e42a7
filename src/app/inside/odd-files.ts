/** Finds paths that should be files and are not: all readers skip them, and `doctor` lists them. */

import { lstatSync } from "node:fs";
import { join } from "node:path";
import { kindIfNoFile } from "../../runtime/regular-file.ts";
import { namesIn } from "../../runtime/try-file.ts";

export type OddFile = { readonly path: string; readonly kind: string };

const FILE_NAMES = /\.(?:json|jsonl|bin|parquet|bak|md)$/;
/** Our folders are at most as deep as the archive's months. */
const MAX_DEPTH = 4;

/** Those among the given paths, and those below a folder; links to folders are not followed. */
export function oddFiles(paths: readonly string[], folder: string): readonly OddFile[] {
  return [...paths.flatMap(oddFileAt), ...below(folder, MAX_DEPTH)];
}

function oddFileAt(path: string): readonly OddFile[] {
  const kind = kindIfNoFile(path);
  return kind === null ? [] : [{ path, kind }];
}

function below(folder: string, depth: number): readonly OddFile[] {
  return namesIn(folder).flatMap((name): readonly OddFile[] => {
    const path = join(folder, name);
    const isFolder = !FILE_NAMES.test(name) && kindIfNoFile(path) === "a folder";
    if (!isFolder) return oddFileAt(path);
    return depth === 0 || lstatSync(path).isSymbolicLink() ? [] : below(path, depth - 1);
  });
}
