/**
 * Files of cells into a table of columns. They are checked by the same rules as where they are read by rows
 * (`cellsOfParquet`), in a tenth of the time. The Parquet library is loaded with this file, so load it only when needed.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type Cell, type CellColumn } from "../../core/team/cell.ts";
import type { FileBounds } from "../../core/team/cell-file.ts";
import type { CellTable } from "../../core/team/cell-table.ts";
import { BIGINT_FIELDS, missingColumn, reasonAgainstColumns } from "../../core/team/check-columns.ts";
import { DamagedFile, NOT_OURS, type ParquetColumn, readParquetColumns } from "../files/parquet-file.ts";

export { DamagedFile };

/**
 * Adds a file's cells to a table, or none of them.
 * @param today the UTC date of now
 * @throws DamagedFile with the reason
 */
export async function addCellFile(
  table: CellTable,
  bytes: Uint8Array,
  bounds: FileBounds,
  today: DayNumber,
): Promise<void> {
  const { columns, hasChecksum } = await readParquetColumns(bytes);
  if (!hasChecksum) throw new DamagedFile(NOT_OURS);
  const count = columns.get("date")?.length ?? 0;
  const reason = reasonAgainst(columns, count, bounds, today);
  if (reason !== null) throw new DamagedFile(reason);
  table.add((field) => columns.get(NAME_OF.get(field) as string) as ParquetColumn, count);
}

const NAME_OF = new Map<keyof Cell, string>(CELL_COLUMNS.map(({ name, field }) => [field, name]));

type Columns = ReadonlyMap<string, ParquetColumn>;

function reasonAgainst(columns: Columns, count: number, bounds: FileBounds, today: DayNumber): string | null {
  const all = new Map<keyof Cell, ColumnValue[]>();
  for (const column of CELL_COLUMNS) {
    const values = columns.get(column.name);
    const extremes = values?.length === count ? extremesOf(column, values, count) : null;
    if (extremes === null) return missingColumn(column.name);
    all.set(column.field, [...extremes]);
  }
  return count === 0 ? null : reasonAgainstColumns(all, bounds, today);
}

type ColumnValue = string | number | bigint | null;

/** @returns null where a value is of another type */
function extremesOf(column: CellColumn, values: ParquetColumn, count: number): readonly ColumnValue[] | null {
  const { type, field, isNullable = false } = column;
  if (type === "STRING") return textsOf(values, count);
  const kind = type === "INT64" || type === "TIMESTAMP" ? "bigint" : "number";
  let least: number | bigint | null = null;
  let largest: number | bigint | null = null;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (value === null || value === undefined) {
      if (!isNullable) return null;
      continue;
    }
    if (typeof value !== kind) return null;
    const number = value as number | bigint;
    if (least === null || number < least) least = number;
    if (largest === null || number > largest) largest = number;
  }
  const ends = least === null ? [null] : [least, largest];
  return ends.map((end) => (end === null || BIGINT_FIELDS.has(field) ? end : Number(end)));
}

function textsOf(values: ParquetColumn, count: number): readonly string[] | null {
  const texts = new Set<string>();
  let last: unknown = null;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (value === last && value !== null) continue;
    if (typeof value !== "string") return null;
    texts.add(value);
    last = value;
  }
  return [...texts];
}
