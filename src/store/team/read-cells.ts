/** Reads the cells of a team's folder as they are in its files, and lists what is left out with its reason. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Cell } from "../../core/team/cell.ts";
import { daysOfMonth } from "../../core/team/cell-file.ts";
import { OTHER_MONTH, OTHER_OWNER } from "../../core/team/check-columns.ts";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import type { ForeignFile, TeamFiles } from "./team-folder.ts";

/** A machine's month has a few kilobytes, a compacted month of ten thousand members some tens of megabytes. */
export const MAX_CELL_FILE_BYTES = 512 * 1024 * 1024;

export type ReadCells = {
  readonly cells: readonly Cell[];
  /** Files that are left out. */
  readonly foreign: readonly ForeignFile[];
};

/** @param today the UTC date of now: later dates are impossible */
export async function readTeamCells(
  { usage, compacted }: Pick<TeamFiles, "usage" | "compacted">,
  today: DayNumber,
): Promise<ReadCells> {
  const foreign: ForeignFile[] = [];
  const cells: Cell[] = [];
  for (const { path, month, member, machine } of usage) {
    const isOwn = (cell: Cell): boolean => cell.member === member && cell.machine === machine;
    const read = await readCellFile(path, month, today, isOwn);
    if (typeof read === "string") foreign.push({ path, reason: read });
    else for (const cell of read) cells.push(cell);
  }
  for (const { path, month } of compacted) {
    const read = await readCellFile(path, month, today);
    if (typeof read === "string") foreign.push({ path, reason: read });
    else for (const cell of read) cells.push(cell);
  }
  return { cells, foreign };
}

/**
 * @param belongs whether a cell may be in this file
 * @returns why the file is left out
 */
export async function readCellFile(
  path: string,
  month: string,
  today: DayNumber,
  belongs: (cell: Cell) => boolean = () => true,
): Promise<readonly Cell[] | string> {
  if ((statIfAny(path)?.size ?? 0) > MAX_CELL_FILE_BYTES) return "it is too large";
  const { cellsOfParquet, DamagedFile } = await import("./cell-parquet.ts");
  try {
    const cells = await cellsOfParquet(readBytes(path), today);
    const days = daysOfMonth(month);
    if (cells.some(({ day }) => day < days.first || day > days.last)) return OTHER_MONTH;
    return cells.every(belongs) ? cells : OTHER_OWNER;
  } catch (error) {
    if (error instanceof DamagedFile) return error.message;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) return `it cannot be read (${code})`;
    throw error;
  }
}
