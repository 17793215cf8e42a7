import { accessSync, constants, readdirSync } from "node:fs";
import { attempt } from "../../runtime/try-file.ts";

/** True where a file system error means that the file does not exist, or that its folder is not a folder. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** False where a folder cannot be entered: no permission, a loop of links, a file in its place. */
export function canEnter(folder: string): boolean {
  return attempt(() => accessSync(folder, constants.X_OK));
}

/** Names in a folder of ours; none where it does not exist or cannot be entered. Throws any other error. */
export function ownNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error) || !canEnter(folder)) return [];
    throw error;
  }
}
