/**
 * Reads files of cells into a table of columns. They are checked by the same rules as when read by rows
 * (`cellsOfParquet`), in a twentieth of the time: each different value of a column is checked once. The Parquet library
 * is loaded with this file, so load it only when needed.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type Cell, type CellColumn } from "../../core/team/cell.ts";
import type { FileBounds } from "../../core/team/cell-file.ts";
import { type CellTable, type CodedColumn, usedCodes } from "../../core/team/cell-table.ts";
import { BIGINT_FIELDS, missingColumn, reasonAgainstColumns } from "../../core/team/check-columns.ts";
import { DamagedFile, type ParquetColumn, readParquetColumns, readStored } from "../files/parquet-file.ts";
import { reasonAgainstSchema } from "./cell-schema.ts";

export { DamagedFile };

/** The rows of one row group. */
type Group = { readonly rows: number; readonly columns: ReadonlyMap<string, CodedColumn> };
type Value = string | number | bigint | null;

/**
 * Adds all of a file's cells to a table, or none of them.
 * @param today the UTC date of now
 * @throws DamagedFile with the reason
 */
export async function addCellFile<T extends keyof Cell, C extends keyof Cell>(
  table: CellTable<T, C>,
  bytes: Uint8Array,
  bounds: FileBounds,
  today: DayNumber,
): Promise<void> {
  const { schema, groups: stored } = await readStored(bytes, COLUMN_NAMES);
  const notCells = reasonAgainstSchema(schema);
  if (notCells !== null) throw new DamagedFile(notCells);
  const groups = stored ?? [await asOneGroup(bytes)];
  const reason = reasonAgainst(groups, bounds, today);
  if (reason !== null) throw new DamagedFile(reason);
  for (const { rows, columns } of groups) {
    table.addCoded((field) => columns.get(NAME_OF.get(field) as string) as CodedColumn, rows);
  }
}

const NAME_OF = new Map<keyof Cell, string>(CELL_COLUMNS.map(({ name, field }) => [field, name]));
const COLUMN_NAMES = CELL_COLUMNS.map(({ name }) => name);

/** Reads a file in another encoding, written by another program such as a database. */
async function asOneGroup(bytes: Uint8Array): Promise<Group> {
  const { columns } = await readParquetColumns(bytes);
  const rows = columns.get("date")?.length ?? 0;
  const coded = [...columns].map(([name, values]) => [name, codedColumn(values)] as const);
  return { rows, columns: new Map(coded) };
}

function codedColumn(values: ParquetColumn): CodedColumn {
  const different = new Map<unknown, number>();
  const codes = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null;
    if (value === null) continue;
    const code = different.get(value) ?? different.size;
    different.set(value, code);
    codes[i] = code;
  }
  for (let i = 0; i < values.length; i++) if ((values[i] ?? null) === null) codes[i] = different.size;
  return { values: [...different.keys()] as (string | number | bigint)[], codes };
}

function reasonAgainst(groups: readonly Group[], bounds: FileBounds, today: DayNumber): string | null {
  const all = new Map<keyof Cell, readonly Value[]>();
  for (const column of CELL_COLUMNS) {
    const values = valuesOf(column, groups);
    if (values === null) return missingColumn(column.name);
    all.set(column.field, values);
  }
  return groups.every(({ rows }) => rows === 0) ? null : reasonAgainstColumns(all, bounds, today);
}

/** The values that decide (`ColumnValues`). @returns null where a required value is missing or has another type */
function valuesOf(column: CellColumn, groups: readonly Group[]): readonly Value[] | null {
  const { name, type, field, isNullable = false } = column;
  const kind = type === "STRING" ? "string" : type === "INT64" || type === "TIMESTAMP" ? "bigint" : "number";
  const texts = new Set<string>();
  let least: number | bigint | null = null;
  let largest: number | bigint | null = null;
  for (const { rows, columns } of groups) {
    const coded = columns.get(name);
    if (coded?.codes.length !== rows || (!isNullable && hasNull(coded))) return null;
    for (const code of usedCodes(coded.codes, coded.values.length)) {
      const value = coded.values[code];
      if (typeof value !== kind || value === undefined) return null;
      if (typeof value === "string") texts.add(value);
      else {
        if (least === null || value < least) least = value;
        if (largest === null || value > largest) largest = value;
      }
    }
  }
  if (type === "STRING") return [...texts];
  const ends = least === null ? [null] : [least, largest];
  return BIGINT_FIELDS.has(field) ? ends : ends.map((end) => (end === null ? null : Number(end)));
}

function hasNull({ values, codes }: CodedColumn): boolean {
  for (let i = 0; i < codes.length; i++) if (codes[i] === values.length) return true;
  return false;
}
