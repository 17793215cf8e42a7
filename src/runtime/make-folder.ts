/** Folders that may not be there yet. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { statIfAny } from "./regular-file.ts";
import { systemCode } from "./try-file.ts";

/**
 * Makes a folder and those above it. Node's own way (`recursive`) asks for ever where nobody can make a folder and the system
 * says that it is not there, as below `/proc`.
 * @param mode of the folders that are made
 * @throws the system's error where it cannot be made, or something else has its name
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
