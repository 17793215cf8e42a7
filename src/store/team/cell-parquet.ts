/** A team's cells to and from Parquet. The libraries are loaded with this file, so load it only when it is needed. */

import type { ColumnSource } from "hyparquet-writer";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import {
  CELL_COLUMNS,
  type Cell,
  type CellColumn,
  type CellColumnType,
  COST_USD_COLUMN,
} from "../../core/team/cell.ts";
import { reasonAgainstCell } from "../../core/team/check-cell.ts";
import { BIGINT_FIELDS } from "../../core/team/check-columns.ts";
import { DamagedFile, NOT_OURS, type ParquetContent, readParquet, writeParquet } from "../files/parquet-file.ts";

import { STORED_AS } from "./cell-schema.ts";

export { DamagedFile };

const DAY_MS = 86_400_000;

type SchemaElement = NonNullable<ParquetContent["schema"]>[number];

/** @param cells in the order in which they should be written */
export function parquetOfCells(cells: readonly Cell[]): Uint8Array {
  const columns: ColumnSource[] = CELL_COLUMNS.map((column) => ({
    name: column.name,
    data: cells.map((cell) => toParquet(cell, column)),
  }));
  columns.push({ name: COST_USD_COLUMN, data: cells.map((c) => (c.costPico === null ? null : usdNumber(c.costPico))) });
  const elements = [...CELL_COLUMNS.map(elementOf), { ...STORED_AS.DOUBLE, name: COST_USD_COLUMN, ...nullable(true) }];
  return writeParquet({
    columnData: columns,
    schema: [{ name: "schema", num_children: elements.length }, ...elements],
  });
}

const nullable = (isNullable: boolean) => ({ repetition_type: isNullable ? "OPTIONAL" : "REQUIRED" }) as const;

function elementOf({ name, type, isNullable = false }: CellColumn): SchemaElement {
  return { ...STORED_AS[type], name, ...nullable(isNullable) };
}

function toParquet(cell: Cell, { field, type }: CellColumn): unknown {
  const value = cell[field];
  if (value === null) return null;
  return type === "INT64" || type === "TIMESTAMP" ? BigInt(value) : value;
}

/**
 * Reads a file of cells whole; a single invalid cell invalidates the file.
 * @param today the UTC date of now
 * @throws DamagedFile with the reason: damaged, not written by this program, of a newer version, or an impossible cell
 */
export async function cellsOfParquet(bytes: Uint8Array, today: DayNumber): Promise<readonly Cell[]> {
  const { hasChecksum, rows } = await readParquet(bytes);
  if (!hasChecksum) throw new DamagedFile(NOT_OURS);
  return rows.map((row) => {
    const cell = cellOfObject(row);
    const reason = typeof cell === "string" ? cell : reasonAgainstCell(cell, today);
    if (typeof cell === "string" || reason !== null) throw new DamagedFile(`a row cannot be: ${reason}`);
    return cell;
  });
}

/** @returns why it is not a valid cell */
function cellOfObject(row: Readonly<Record<string, unknown>>): Cell | string {
  const cell: Record<string, unknown> = {};
  for (const { name, field, type, isNullable } of CELL_COLUMNS) {
    const value = row[name] ?? null;
    if (value === null && isNullable) {
      cell[field] = null;
      continue;
    }
    const read = READ[type](value);
    if (read === undefined) return `column ${name} is missing or of another type`;
    cell[field] = type === "INT64" && !BIGINT_FIELDS.has(field) ? Number(read) : read;
  }
  return cell as Cell;
}

const READ: Readonly<Record<CellColumnType, (value: unknown) => unknown>> = {
  STRING: (value) => (typeof value === "string" ? value : undefined),
  DATE: (value) => (value instanceof Date ? value.getTime() / DAY_MS : undefined),
  INT32: (value) => (typeof value === "number" ? value : undefined),
  INT64: (value) => (typeof value === "bigint" ? value : undefined),
  TIMESTAMP: (value) => (value instanceof Date ? value.getTime() : undefined),
};
