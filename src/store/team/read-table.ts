/** Reads a team's folder into a table of columns, for reports: a tenth of the time and memory of single cells. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Cell } from "../../core/team/cell.ts";
import { daysOfMonth } from "../../core/team/cell-file.ts";
import { CellTable } from "../../core/team/cell-table.ts";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import { MAX_CELL_FILE_BYTES } from "./read-cells.ts";
import type { ForeignFile, TeamFiles } from "./team-folder.ts";

export type ReadTable = {
  readonly table: CellTable;
  /** Files that are left out completely. */
  readonly foreign: readonly ForeignFile[];
};

/** @param today the UTC date of now: later dates are impossible */
export async function readTeamTable(
  files: Pick<TeamFiles, "usage" | "compacted">,
  today: DayNumber,
): Promise<ReadTable> {
  const table = CellTable.forReports();
  return { table, foreign: await addTeamFiles(table, files, today) };
}

/** Adds the cells of files to a table. @returns the files that are left out, whole */
export async function addTeamFiles<T extends keyof Cell, C extends keyof Cell>(
  table: CellTable<T, C>,
  { usage, compacted }: Pick<TeamFiles, "usage" | "compacted">,
  today: DayNumber,
): Promise<readonly ForeignFile[]> {
  const foreign: ForeignFile[] = [];
  for (const file of [...usage, ...compacted]) {
    const reason = await addFile(table, file, today);
    if (reason !== null) foreign.push({ path: file.path, reason });
  }
  return foreign;
}

/** @returns why the file is left out; null = its cells were added */
export async function addFile<T extends keyof Cell, C extends keyof Cell>(
  table: CellTable<T, C>,
  file: TeamFiles["usage"][number] | TeamFiles["compacted"][number],
  today: DayNumber,
): Promise<string | null> {
  const { addCellFile, DamagedFile } = await import("./cell-columns.ts");
  const owner = "member" in file ? { member: file.member, machine: file.machine } : null;
  if ((statIfAny(file.path)?.size ?? 0) > MAX_CELL_FILE_BYTES) return "it is too large";
  try {
    await addCellFile(table, readBytes(file.path), { ...daysOfMonth(file.month), owner }, today);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof DamagedFile) return error.message;
    if (code !== undefined) return `it cannot be read (${code})`;
    throw error;
  }
}
