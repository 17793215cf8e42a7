/** Creates folders that may not exist yet. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { statIfAny } from "./regular-file.ts";
import { systemCode } from "./try-file.ts";

/**
 * Creates a folder and its parents. Node's own way (`recursive`) loops forever where nobody can create a folder and the
 * system reports that it does not exist, as below `/proc`.
 * @param mode of the folders that are created
 * @throws the system's error where it cannot be created, or something else has its name
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (isFolder(path)) return;
    const parent = dirname(path);
    if (systemCode(error) !== "ENOENT" || parent === path || isFolder(parent)) throw error;
    makeFolder(parent, mode);
    makeFolder(path, mode);
  }
}

const isFolder = (path: string): boolean => statIfAny(path)?.isDirectory() ?? false;
