/** A note beside the archive of what a choice of folders has put there, so that a start need not open it. */

import { join } from "node:path";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import type { ArchiveFile } from "./archive-files.ts";

export type Kept = {
  /** The day (UTC, since 1970) on which it was last looked at. */
  readonly day: number;
  /** By month: a number that changes with any row. */
  readonly months: Readonly<Record<string, string>>;
  /** What the archive was before and after rows were put there that the logs had: it says no more than it did. */
  readonly stamps: readonly string[];
};

const NONE: Kept = { day: -1, months: {}, stamps: [] };

const fileOf = (archiveDir: string, scope: string): string => join(archiveDir, `kept-${scope}.json`);

export function readKept(archiveDir: string, scope: string): Kept {
  try {
    return { ...NONE, ...(JSON.parse(readText(fileOf(archiveDir, scope))) as Partial<Kept>) };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code) return NONE;
    throw error;
  }
}

export function writeKept(archiveDir: string, scope: string, kept: Kept): void {
  writeFileAtomic(fileOf(archiveDir, scope), JSON.stringify(kept), { durable: false });
}

/** Changes with any file of the archive; "" = there is none. */
export function stampOf(files: readonly ArchiveFile[]): string {
  return files.map((f) => `${f.path.slice(-40)}:${f.sizeBytes}:${f.mtimeMs}`).join(" ");
}

/** Whether an archive that was `earlier` says no more now. */
export function saysNoMore(kept: Kept, earlier: string, now: string): boolean {
  return earlier === now || (kept.stamps.at(-1) === now && kept.stamps.includes(earlier));
}
