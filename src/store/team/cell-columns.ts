/**
 * Files of cells into a table of columns. They are checked by the same rules as where they are read by rows
 * (`cellsOfParquet`), in a tenth of the time. The Parquet library is loaded with this file, so load it only when needed.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type Cell, type CellColumn } from "../../core/team/cell.ts";
import type { CellTable } from "../../core/team/cell-table.ts";
import { reasonAgainstCell } from "../../core/team/check-cell.ts";
import { DamagedFile, NOT_OURS, type ParquetColumn, readParquetColumns } from "../files/parquet-file.ts";

export { DamagedFile };

/** Whose cells and of which days a file may hold. */
export type FileBounds = {
  readonly first: DayNumber;
  readonly last: DayNumber;
  /** null = of anybody. */
  readonly owner: { readonly member: string; readonly machine: string } | null;
};

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

/** What a column holds: its different texts, or its least and its largest number. */
type Extremes = { readonly column: CellColumn; readonly values: readonly (string | number | bigint | null)[] };

function reasonAgainst(columns: Columns, count: number, bounds: FileBounds, today: DayNumber): string | null {
  const all: Extremes[] = [];
  for (const column of CELL_COLUMNS) {
    const values = columns.get(column.name);
    const extremes = values?.length === count ? extremesOf(column, values, count) : null;
    if (extremes === null) return `a row cannot be: column ${column.name} is missing or of another type`;
    all.push({ column, values: extremes });
  }
  if (count === 0) return null;
  // The rules look at one column at a time, and at ranges: a file is right where the ends of every column are.
  const first = Object.fromEntries(
    all.map(({ column, values }) => [column.field, values[0] ?? null]),
  ) as unknown as Cell;
  for (const { column, values } of all) {
    for (const value of values) {
      const reason = reasonAgainstCell({ ...first, [column.field]: value }, today);
      if (reason !== null) return `a row cannot be: ${reason}`;
    }
  }
  return reasonAgainstBounds(all, bounds);
}

function reasonAgainstBounds(all: readonly Extremes[], { first, last, owner }: FileBounds): string | null {
  const of = (field: keyof Cell) => all.find(({ column }) => column.field === field)?.values ?? [];
  if (of("day").some((day) => Number(day) < first || Number(day) > last)) {
    return "a row is of another month than its folder";
  }
  const isOwners = of("member").every((m) => m === owner?.member) && of("machine").every((m) => m === owner?.machine);
  return owner === null || isOwners ? null : "a row is another member's or machine's than its folder";
}

/** @returns null where a value is of another type */
function extremesOf(column: CellColumn, values: ParquetColumn, count: number): Extremes["values"] | null {
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
  return ends.map((end) => (end === null || AS_BIGINT.has(field) ? end : Number(end)));
}

/** As in a `Cell`. */
const AS_BIGINT: ReadonlySet<keyof Cell> = new Set(["costPico", "idsFold"]);

function textsOf(values: ParquetColumn, count: number): readonly string[] | null {
  const texts = new Set<string>();
  let last: unknown = null;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (value === last) continue;
    if (typeof value !== "string") return null;
    texts.add(value);
    last = value;
  }
  return [...texts];
}
