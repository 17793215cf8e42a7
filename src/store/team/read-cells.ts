/** Reads a file of cells one by one: where a member's own few are asked for. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Cell } from "../../core/team/cell.ts";
import { daysOfMonth } from "../../core/team/cell-file.ts";
import { OTHER_MONTH } from "../../core/team/check-columns.ts";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";

/** A machine's month has a few kilobytes, a compacted month of ten thousand members some tens of megabytes. */
export const MAX_CELL_FILE_BYTES = 512 * 1024 * 1024;

/** @returns why the file is left out; else its cells, whoever they are of */
export async function readCellFile(path: string, month: string, today: DayNumber): Promise<readonly Cell[] | string> {
  if ((statIfAny(path)?.size ?? 0) > MAX_CELL_FILE_BYTES) return "it is too large";
  const { cellsOfParquet, DamagedFile } = await import("./cell-parquet.ts");
  try {
    const cells = await cellsOfParquet(readBytes(path), today);
    const days = daysOfMonth(month);
    if (cells.some(({ day }) => day < days.first || day > days.last)) return OTHER_MONTH;
    return cells;
  } catch (error) {
    if (error instanceof DamagedFile) return error.message;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) return `it cannot be read (${code})`;
    throw error;
  }
}
