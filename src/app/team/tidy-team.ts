/** A lead's maintenance of a team's folder: removes old months, and merges settled ones into one file per month. */

import { createHash } from "node:crypto";
import { rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { monthKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { CellTable, type WholeTable } from "../../core/team/cell-table.ts";
import { countedRows, newestRows } from "../../core/team/counted-cells.ts";
import { compactedGeneration } from "../../core/team/generation.ts";
import type { Team } from "../../core/team/team-file.ts";
import { readBytes } from "../../runtime/regular-file.ts";
import { attempt, tryFile } from "../../runtime/try-file.ts";
import { addFile } from "../../store/team/read-table.ts";
import { writeTeam } from "../../store/team/team-file.ts";
import { compactedFile, type ForeignFile, listTeamFiles, type TeamFiles } from "../../store/team/team-folder.ts";
import { rememberVerified, stampOf } from "../../store/team/verified-files.ts";
import { writeCellTable } from "../../store/team/write-cells.ts";

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
  for (const file of [...usage, ...compacted].filter(({ month }) => month <= limit)) {
    const { path } = file;
    const table = CellTable.ofWholeCells();
    const damage = await addFile(table, file, today);
    if (damage !== null) {
      failed.push({ path, reason: damage });
      continue;
    }
    const left = rowsWhere(table.length, (row) => (table.columns.day[row] as number) >= before);
    if (left.length === table.length) continue;
    const reason = await reasonOf(() => (left.length === 0 ? rmSync(path) : writeCellTable(path, table, left)));
    if (reason === null) {
      files++;
      rows += table.length - left.length;
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
  const table = CellTable.ofWholeCells();
  const target = compactedFile(dir, month);
  for (const file of files.compacted.filter((one) => one.month === month)) {
    const reason = await addFile(table, file, today);
    // What is in it would be lost by writing over it.
    if (reason !== null) return { merged: 0, undeleted: [], foreign: [{ path: file.path, reason }] };
  }
  const merged = new Map<number, number>();
  for (let row = 0; row < table.length; row++)
    merged.set(shareOf(table, row), table.columns.generatedAtMs[row] as number);
  const read: { readonly path: string; readonly digest: string }[] = [];
  for (const file of files.usage.filter((one) => one.month === month)) {
    const { path } = file;
    const digest = digestOf(path);
    const from = table.length;
    const reason = digest === null ? "it went while it was read" : await addFile(table, file, today);
    if (reason !== null || digest === null) {
      foreign.push({ path, reason: reason ?? "" });
      continue;
    }
    toCompacted(table, from, merged);
    read.push({ path, digest });
  }
  if (read.length === 0) return { merged: 0, undeleted: [], foreign };
  const isNewest = newestRows(table);
  const newest = rowsWhere(table.length, (row) => isNewest[row] === 1);
  const reason = await reasonOf(() => writeCellTable(target, table, newest));
  if (reason !== null) return { merged: 0, undeleted: [], foreign: [...foreign, { path: target, reason }] };
  if (stateDir !== null) {
    // All cells were looked at as they were read: DuckDB need not do it again.
    const counted = countedRows(table).reduce((n, one) => n + one, 0);
    rememberVerified(stateDir, [{ path: target, stamp: stampOf(target), countsWhole: counted === newest.length }]);
  }
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

/** A member, machine and day as a number: both have fewer names in a table than 2^21. */
function shareOf({ columns }: WholeTable, row: number): number {
  const owner = (columns.member[row] as number) * 2 ** 21 + (columns.machine[row] as number);
  return owner * DAYS + ((columns.day[row] as number) % DAYS);
}

/** More than a month has. */
const DAYS = 32;

/**
 * Makes compacted cells of the rows from one on. Those of a share that could not be deleted the last time, and is merged
 * already, become older than any.
 * @param merged by share of the compacted month: its `generated_at`
 */
function toCompacted(table: WholeTable, from: number, merged: ReadonlyMap<number, number>): void {
  const { generatedAtMs } = table.columns;
  for (let row = from; row < table.length; row++) {
    const compacted = compactedGeneration(generatedAtMs[row] as number);
    generatedAtMs[row] = (merged.get(shareOf(table, row)) ?? 0) < compacted ? compacted : 0;
  }
}

function rowsWhere(length: number, holds: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (holds(row)) rows[count++] = row;
  return rows.slice(0, count);
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
