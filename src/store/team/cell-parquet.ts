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
import { WHOLE_FIELDS, type WholeTable } from "../../core/team/cell-table.ts";
import { reasonAgainstCell } from "../../core/team/check-cell.ts";
import { BIGINT_FIELDS } from "../../core/team/check-columns.ts";
import {
  DamagedFile,
  NOT_OURS,
  type ParquetContent,
  readParquet,
  writeParquet,
  writeParquetGroups,
} from "../files/parquet-file.ts";
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
  return writeParquet({ columnData: columns, schema: cellSchema() });
}

const GROUP_ROWS = 100_000;

/** The same of a table's rows. @param rows in the order in which they are to be written */
export function parquetOfTable(table: WholeTable, rows: Uint32Array): Uint8Array {
  return writeParquetGroups(cellSchema(), rowGroups(table, rows));
}

function* rowGroups(
  table: WholeTable,
  rows: Uint32Array,
): Generator<{ readonly rows: number; readonly columns: ColumnSource[] }> {
  const columns: { readonly name: string; readonly valueAt: (row: number) => unknown }[] = CELL_COLUMNS.map(
    (column) => ({ name: column.name, valueAt: valuesOf(table, column) }),
  );
  columns.push({ name: COST_USD_COLUMN, valueAt: dollarsOf(table) });
  for (let from = 0; from < rows.length; from += GROUP_ROWS) {
    const group = rows.subarray(from, from + GROUP_ROWS);
    // Made when a column is written: only one is in memory as values.
    const sources = columns.map(({ name, valueAt }) => ({
      name,
      get data() {
        return Array.from(group, valueAt);
      },
    }));
    yield { rows: group.length, columns: sources };
  }
}

function dollarsOf(table: WholeTable): (row: number) => number | null {
  const picoAt = priceOf(table);
  return (row) => {
    const pico = picoAt(row);
    return pico === null ? null : usdNumber(pico);
  };
}

/** The values of a column by row, as the library takes them. */
function valuesOf(table: WholeTable, { field, type }: CellColumn): (row: number) => unknown {
  if (field === "costPico") return priceOf(table);
  if (field === "idsFold") return (row) => table.columns.idsFold[row];
  const text = WHOLE_FIELDS.texts.find((one) => one === field);
  if (text !== undefined) return (row) => table.nameAt(text, row);
  const count = WHOLE_FIELDS.counts.find((one) => one === field);
  if (count === undefined) throw new Error(`whole cells have no column ${field}`);
  const column = table.columns[count];
  const isBig = type === "INT64" || type === "TIMESTAMP";
  return (row) => {
    const value = column[row] as number;
    return Number.isNaN(value) ? null : isBig ? BigInt(value) : value;
  };
}

function priceOf({ columns: { costPico } }: WholeTable): (row: number) => bigint | null {
  return (row) => {
    const pico = costPico[row] as bigint;
    return pico === WHOLE_FIELDS.noPico ? null : pico;
  };
}

/** The columns of a file of cells, below their root. */
function cellSchema(): SchemaElement[] {
  const elements = [...CELL_COLUMNS.map(elementOf), { ...STORED_AS.DOUBLE, name: COST_USD_COLUMN, ...nullable(true) }];
  return [{ name: "schema", num_children: elements.length }, ...elements];
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
