/** All cells of a team's folder, one by one. */

import type { DayNumber } from "../../src/core/calendar/zone.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { OTHER_OWNER } from "../../src/core/team/check-columns.ts";
import { readCellFile } from "../../src/store/team/read-cells.ts";
import type { ForeignFile, TeamFiles } from "../../src/store/team/team-folder.ts";

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
    const read = await readCellFile(path, month, today);
    if (typeof read === "string") foreign.push({ path, reason: read });
    else if (!read.every(isOwn)) foreign.push({ path, reason: OTHER_OWNER });
    else for (const cell of read) cells.push(cell);
  }
  for (const { path, month } of compacted) {
    const read = await readCellFile(path, month, today);
    if (typeof read === "string") foreign.push({ path, reason: read });
    else for (const cell of read) cells.push(cell);
  }
  return { cells, foreign };
}
