/** Writes files of cells: whole, by replacing, with midnight as their time. */

import { utimesSync } from "node:fs";
import { CELL_DIMENSIONS, type Cell, dimensionsKey } from "../../core/team/cell.ts";
import type { WholeTable } from "../../core/team/cell-table.ts";
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

/**
 * Writes rows of a table sorted by member, machine, day and dimensions. That does not reveal when they were made either, and
 * a database groups by member sooner where a member's cells are together.
 */
export async function writeCellTable(path: string, table: WholeTable, rows: Uint32Array): Promise<void> {
  const { parquetOfTable } = await import("./cell-parquet.ts");
  writeFileAtomic(path, parquetOfTable(table, rows.sort(tableOrder(table))), { durable: false, shared: true });
  setToMidnight(path);
}

function tableOrder({ columns, names }: WholeTable): (a: number, b: number) => number {
  const places = CELL_DIMENSIONS.map((field) => ({ codes: columns[field], order: placesOf(names[field]) }));
  const owners = (["member", "machine"] as const).map((field) => ({
    codes: columns[field],
    order: placesOf(names[field]),
  }));
  const byColumns = (list: typeof owners, a: number, b: number): number => {
    for (const { codes, order } of list) {
      const difference = (order[codes[a] as number] as number) - (order[codes[b] as number] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return (a, b) =>
    byColumns(owners, a, b) || (columns.day[a] as number) - (columns.day[b] as number) || byColumns(places, a, b);
}

/** By code: the name's place among all in their order. */
function placesOf(names: readonly string[]): Uint32Array {
  const places = new Uint32Array(names.length);
  const sorted = names.map((name, code) => ({ name, code })).sort((a, b) => compare(a.name, b.name));
  for (const [place, { code }] of sorted.entries()) places[code] = place;
  return places;
}

/** The file's own time would reveal when its writer was at work; some network drives refuse to set it. */
export function setToMidnight(path: string): void {
  const midnight = Math.floor(Date.now() / 1000 / DAY_S) * DAY_S;
  attempt(() => utimesSync(path, midnight, midnight));
}
