/**
 * `archive/adopted.json`: Claude Code folders that have moved, each with the folder whose figures include its archive
 * now.
 */

import { join } from "node:path";
import { readJson } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

export type AdoptedFolders = ReadonlyMap<string, string>;

const fileIn = (archiveDir: string): string => join(archiveDir, ".adopted.json");

/** Empty where the file does not exist or is invalid. */
export function readAdopted(archiveDir: string): AdoptedFolders {
  const value = readJson(fileIn(archiveDir));
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** @param to null = the folder is counted separately again */
export function writeAdopted(archiveDir: string, from: string, to: string | null): void {
  const folders = new Map(readAdopted(archiveDir));
  if (to === null) folders.delete(from);
  else folders.set(from, to);
  writeFileAtomic(fileIn(archiveDir), `${JSON.stringify(Object.fromEntries(folders), null, 2)}\n`, { durable: true });
}

/** The given folders and all that were adopted by one of them, directly or indirectly. */
export function withAdopted(folders: readonly string[], adopted: AdoptedFolders): ReadonlySet<string> {
  const all = new Set(folders);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const [from, to] of adopted) if (all.has(to)) all.add(from);
  }
  return all;
}
