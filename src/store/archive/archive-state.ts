/**
 * A record beside the archive of what a selection of folders has archived, so that a month is written only where it
 * changed.
 */

import { join } from "node:path";
import { readJson } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import type { ArchiveFile } from "./archive-files.ts";

export type ArchiveState = {
  /** The day (UTC, since 1970) on which rows were last archived. */
  readonly day: number;
  /** By month: a number that changes with any row of the logs, and the stamp of the file that was written. */
  readonly months: Readonly<Record<string, string>>;
};

const NONE: ArchiveState = { day: -1, months: {} };

const fileOf = (archiveDir: string, scope: string): string => join(archiveDir, `.archived-${scope}.json`);

/** An invalid state counts as empty: months are then compared with their files. */
export function readArchiveState(archiveDir: string, scope: string): ArchiveState {
  const state = readJson(fileOf(archiveDir, scope)) as Partial<ArchiveState> | null | undefined;
  const { day, months } = state ?? {};
  const isState = Number.isInteger(day) && typeof months === "object" && months !== null;
  return isState ? { day: day as number, months } : NONE;
}

const DAY_MS = 86_400_000;

/** The UTC day, since 1970. */
export const dayOf = (timeMs: number): number => Math.floor(timeMs / DAY_MS);

/** Whether rows have not been archived today. */
export function isArchiveDue(archiveDir: string, scope: string, nowMs: number): boolean {
  return readArchiveState(archiveDir, scope).day !== dayOf(nowMs);
}

export function writeArchiveState(archiveDir: string, scope: string, state: ArchiveState): void {
  writeFileAtomic(fileOf(archiveDir, scope), JSON.stringify(state), { durable: false });
}

/** Changes with any of the files; "" = there are none. */
export function stampOf(files: readonly ArchiveFile[]): string {
  return files.map((f) => `${f.path.slice(-40)}:${f.sizeBytes}:${f.mtimeMs}`).join(" ");
}
