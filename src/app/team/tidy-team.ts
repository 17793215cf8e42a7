/** A lead's maintenance of a team's folder: removes old months, and merges settled ones into one file per month. */

import { createHash } from "node:crypto";
import { rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { monthKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { type Cell, shareKey } from "../../core/team/cell.ts";
import { countedCells } from "../../core/team/counted-cells.ts";
import { compactedGeneration } from "../../core/team/generation.ts";
import type { Team } from "../../core/team/team-file.ts";
import { readBytes } from "../../runtime/regular-file.ts";
import { attempt, tryFile } from "../../runtime/try-file.ts";
import { readCellFile } from "../../store/team/read-cells.ts";
import { writeTeam } from "../../store/team/team-file.ts";
import { compactedFile, type ForeignFile, listTeamFiles, type TeamFiles } from "../../store/team/team-folder.ts";
import { rememberVerified, stampOf } from "../../store/team/verified-files.ts";
import { writeCellFile } from "../../store/team/write-cells.ts";

export type Pruned = {
  readonly files: number;
  readonly rows: number;
  /** Files that could not be changed or read. */
  readonly failed: readonly ForeignFile[];
};

/**
 * Removes everything older than a date, and sets it as the team's first, so that it is not shared again.
 * @param before a UTC date
 */
export async function pruneTeam(dir: string, team: Team, before: DayNumber, today: DayNumber): Promise<Pruned> {
  if (team.from === null || team.from < before) writeTeam(dir, { ...team, from: before });
  const { usage, compacted } = listTeamFiles(dir);
  const limit = monthKey(before);
  const failed: ForeignFile[] = [];
  let files = 0;
  let rows = 0;
  for (const { path, month } of [...usage, ...compacted].filter((file) => file.month <= limit)) {
    const cells = await readCellFile(path, month, today);
    if (typeof cells === "string") {
      failed.push({ path, reason: cells });
      continue;
    }
    const left = cells.filter(({ day }) => day >= before);
    if (left.length === cells.length) continue;
    const reason = await reasonOf(() => (left.length === 0 ? rmSync(path) : writeCellFile(path, left)));
    if (reason === null) {
      files++;
      rows += cells.length - left.length;
    } else failed.push({ path, reason });
  }
  return { files, rows, failed };
}

export type Compacted = {
  /** Months that were written, and the number of files merged into them. */
  readonly months: readonly string[];
  readonly merged: number;
  /** Files that were merged but could not be deleted: they still count only once. */
  readonly undeleted: readonly ForeignFile[];
  /** Files that were not changed. */
  readonly foreign: readonly ForeignFile[];
};

/** Months are settled after this many days, because members share late. */
const SETTLED_DAYS = 7;

/** @param stateDir our own folder, in which it is remembered that the months were looked at; null = it is not */
export async function compactTeam(dir: string, today: DayNumber, stateDir: string | null): Promise<Compacted> {
  const files = listTeamFiles(dir);
  const current = monthKey(today - SETTLED_DAYS);
  const months = [...new Set(files.usage.map(({ month }) => month))].filter((month) => month < current).sort();
  const foreign: ForeignFile[] = [];
  const undeleted: ForeignFile[] = [];
  const written: string[] = [];
  let merged = 0;
  for (const month of months) {
    const result = await compactMonth(dir, files, month, today, stateDir);
    foreign.push(...result.foreign);
    undeleted.push(...result.undeleted);
    merged += result.merged;
    if (result.merged > 0) written.push(month);
  }
  return { months: written, merged, undeleted, foreign };
}

async function compactMonth(
  dir: string,
  files: TeamFiles,
  month: string,
  today: DayNumber,
  stateDir: string | null,
): Promise<Omit<Compacted, "months">> {
  const foreign: ForeignFile[] = [];
  const cells: Cell[] = [];
  const target = compactedFile(dir, month);
  for (const { path } of files.compacted.filter((file) => file.month === month)) {
    const old = await readCellFile(path, month, today);
    // What is in it would be lost by writing over it.
    if (typeof old === "string") return { merged: 0, undeleted: [], foreign: [{ path, reason: old }] };
    for (const cell of old) cells.push(cell);
  }
  const merged = new Map(cells.map((cell) => [shareKey(cell), cell.generatedAtMs] as const));
  const read: { readonly path: string; readonly digest: string }[] = [];
  for (const { path, member, machine } of files.usage.filter((file) => file.month === month)) {
    const digest = digestOf(path);
    const own = await readCellFile(path, month, today, (c) => c.member === member && c.machine === machine);
    if (typeof own === "string" || digest === null) {
      foreign.push({ path, reason: typeof own === "string" ? own : "it went while it was read" });
      continue;
    }
    for (const cell of own) {
      const generatedAtMs = compactedGeneration(cell.generatedAtMs);
      // One that could not be deleted the last time is merged already.
      if ((merged.get(shareKey(cell)) ?? 0) < generatedAtMs) cells.push({ ...cell, generatedAtMs });
    }
    read.push({ path, digest });
  }
  if (read.length === 0) return { merged: 0, undeleted: [], foreign };
  const newest = newestShares(cells);
  const reason = await reasonOf(() => writeCellFile(target, newest));
  if (reason !== null) return { merged: 0, undeleted: [], foreign: [...foreign, { path: target, reason }] };
  if (stateDir !== null) remember(stateDir, target, newest);
  const undeleted: ForeignFile[] = [];
  for (const { path, digest } of read) {
    // A member who has shared again meanwhile has a newer file, which counts instead.
    if (digestOf(path) !== digest) continue;
    const refused = await reasonOf(() => rmSync(path));
    if (refused !== null) undeleted.push({ path, reason: refused });
    else if (removeIfEmpty(dirname(path))) removeIfEmpty(dirname(dirname(path)));
  }
  return { merged: read.length, undeleted, foreign };
}

/** All cells were looked at as they were read: DuckDB need not do it again. */
function remember(stateDir: string, path: string, cells: readonly Cell[]): void {
  const countsWhole = countedCells(cells).cells.length === cells.length;
  rememberVerified(stateDir, [{ path, stamp: stampOf(path), countsWhole }]);
}

/** Of each member, machine and day the newest share. */
function newestShares(cells: readonly Cell[]): readonly Cell[] {
  const newest = new Map<string, number>();
  for (const cell of cells) {
    const key = shareKey(cell);
    newest.set(key, Math.max(newest.get(key) ?? 0, cell.generatedAtMs));
  }
  return cells.filter((cell) => newest.get(shareKey(cell)) === cell.generatedAtMs);
}

/** @returns whether the folder is gone */
function removeIfEmpty(folder: string): boolean {
  return attempt(() => rmdirSync(folder));
}

function digestOf(path: string): string | null {
  return tryFile(() => createHash("sha256").update(readBytes(path)).digest("hex"), null);
}

/** @returns the system's reason where it refused; null = done */
async function reasonOf(work: () => void | Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code;
  }
}
