import { accessSync, constants, readdirSync } from "node:fs";

/** True where a file system error says that there is no such file, or that its folder is none. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** False where a folder cannot be looked into, whatever is in it: no permission, a loop of links, a file in its place. */
export function canEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return false;
    throw error;
  }
}

/** Names in a folder of ours; none where it is not there or cannot be looked into. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error) || !canEnter(folder)) return [];
    throw error;
  }
}
