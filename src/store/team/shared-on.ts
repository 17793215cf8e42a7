/** `team/shared-on` in our own data folder: the UTC date of the last successful share, which is quick to read. */

import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../runtime/make-folder.ts";
import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

const sharedOnFile = (teamDir: string): string => join(teamDir, "shared-on");
const attemptFile = (teamDir: string): string => join(teamDir, "share-attempt");

/** `2026-11-26`; "" = never. */
export function readSharedOn(teamDir: string): string {
  return readTextOrNull(sharedOnFile(teamDir))?.trim() ?? "";
}

export function writeSharedOn(teamDir: string, date: string): void {
  writeFileAtomic(sharedOnFile(teamDir), `${date}\n`, { durable: false });
}

/** Whether no process has tried for that long; if so, this process claims the attempt. */
export function claimAttempt(teamDir: string, nowMs: number, everyMs: number): boolean {
  const file = attemptFile(teamDir);
  const lastMs = statIfAny(file)?.mtimeMs ?? 0;
  if (nowMs - lastMs < everyMs && nowMs >= lastMs) return false;
  makeFolder(teamDir, 0o700);
  writeFileSync(file, "");
  utimesSync(file, nowMs / 1000, nowMs / 1000);
  return true;
}
