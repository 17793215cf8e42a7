/** Writes files of cells: whole, by replacing, with midnight as their time. */

import { utimesSync } from "node:fs";
import { type Cell, dimensionsKey } from "../../core/team/cell.ts";
import { attempt } from "../../runtime/try-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

const DAY_S = 86_400;

/** Sorted so that the order does not reveal when they were made. */
export function inFileOrder(cells: readonly Cell[]): readonly Cell[] {
  const keys = new Map(cells.map((cell) => [cell, dimensionsKey(cell)] as const));
  return cells.toSorted(
    (a, b) =>
      a.day - b.day ||
      compare(a.member, b.member) ||
      compare(a.machine, b.machine) ||
      compare(keys.get(a) as string, keys.get(b) as string),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export async function writeCellFile(path: string, cells: readonly Cell[]): Promise<void> {
  const { parquetOfCells } = await import("./cell-parquet.ts");
  writeFileAtomic(path, parquetOfCells(inFileOrder(cells)), { durable: false, shared: true });
  setToMidnight(path);
}

/** The file's own time would reveal when its writer was at work; some network drives refuse to set it. */
export function setToMidnight(path: string): void {
  const midnight = Math.floor(Date.now() / 1000 / DAY_S) * DAY_S;
  attempt(() => utimesSync(path, midnight, midnight));
}
