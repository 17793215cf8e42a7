import { accessSync, constants, readdirSync } from "node:fs";
import { attempt } from "../../runtime/try-file.ts";

/** True where a file system error says that there is no such file, or that its folder is none. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** False where a folder cannot be looked into, whatever is in it: no permission, a loop of links, a file in its place. */
export function canEnter(folder: string): boolean {
  return attempt(() => accessSync(folder, constants.X_OK));
}

/** Names in a folder of ours; none where it is not there or cannot be entered. Throws any other error. */
export function ownNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error) || !canEnter(folder)) return [];
    throw error;
  }
}
