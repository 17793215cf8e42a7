/** Reads a team's folder into a table of columns, for reports: a tenth of the time and memory of single cells. */

import type { DayNumber } from "../../core/calendar/zone.ts";
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
  { usage, compacted }: Pick<TeamFiles, "usage" | "compacted">,
  today: DayNumber,
): Promise<ReadTable> {
  const { addCellFile, DamagedFile } = await import("./cell-columns.ts");
  const table = new CellTable();
  const foreign: ForeignFile[] = [];
  const files = [
    ...usage.map(({ path, month, member, machine }) => ({ path, month, owner: { member, machine } })),
    ...compacted.map(({ path, month }) => ({ path, month, owner: null })),
  ];
  for (const { path, month, owner } of files) {
    if ((statIfAny(path)?.size ?? 0) > MAX_CELL_FILE_BYTES) {
      foreign.push({ path, reason: "it is too large" });
      continue;
    }
    try {
      await addCellFile(table, readBytes(path), { ...daysOfMonth(month), owner }, today);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof DamagedFile) foreign.push({ path, reason: error.message });
      else if (code !== undefined) foreign.push({ path, reason: `it cannot be read (${code})` });
      else throw error;
    }
  }
  return { table, foreign };
}
