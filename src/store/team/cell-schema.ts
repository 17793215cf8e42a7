/** How the columns of cells are stored in Parquet. */

import type { SchemaElement } from "hyparquet";
import { CELL_COLUMNS, type CellColumnType } from "../../core/team/cell.ts";
import { missingColumn } from "../../core/team/check-columns.ts";

type Stored = Pick<SchemaElement, "type" | "converted_type">;

export const STORED_AS: Readonly<Record<CellColumnType | "DOUBLE", Stored>> = {
  STRING: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  DATE: { type: "INT32", converted_type: "DATE" },
  INT32: { type: "INT32" },
  INT64: { type: "INT64" },
  TIMESTAMP: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  DOUBLE: { type: "DOUBLE" },
};

/** The annotations with which other writers mark a column of plain numbers. */
const PLAIN = new Set<string | undefined>([undefined, "INT_32", "INT_64"]);

/**
 * @param schema of a file: its root, and its columns
 * @returns why its cells cannot be read; null = they can. Additional columns are ignored
 */
export function reasonAgainstSchema([root, ...columns]: readonly SchemaElement[]): string | null {
  const isFlat = columns.length === root?.num_children && columns.every(({ num_children }) => !num_children);
  for (const { name, type } of CELL_COLUMNS) {
    const named = columns.filter((column) => column.name === name);
    if (!isFlat || named.length !== 1 || !isStoredAs(STORED_AS[type], named[0])) return missingColumn(name);
  }
  return null;
}

function isStoredAs({ type, converted_type }: Stored, column: SchemaElement | undefined): boolean {
  if (column?.type !== type || column?.repetition_type === "REPEATED") return false;
  return converted_type === undefined ? PLAIN.has(column?.converted_type) : column?.converted_type === converted_type;
}
