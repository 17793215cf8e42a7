/**
 * Decides whether a file of cells counts, from the values in its columns: the smallest and largest number, the
 * different texts. Every engine collects these in its own way and calls this function, so that all leave out the same
 * files.
 */

import type { DayNumber } from "../calendar/zone.ts";
import { CELL_COLUMNS, type Cell } from "./cell.ts";
import type { FileBounds } from "./cell-file.ts";
import { reasonAgainstValue } from "./check-cell.ts";

/**
 * The values that decide, as in a `Cell`: the smallest and largest of a column of numbers (null only where there is
 * nothing else), all different values of a column of texts. A column that is missing or has another type has none.
 */
export type ColumnValues = ReadonlyMap<keyof Cell, readonly (string | number | bigint | null)[]>;

/** Sums that may be larger than a double holds exactly. */
export const BIGINT_FIELDS: ReadonlySet<keyof Cell> = new Set(["costPico", "idsFold"]);

/**
 * The rules check one column at a time, and ranges, so a file is valid if the ends of every column are.
 * @param values of a file that has rows
 * @param today the UTC date of now
 * @returns why the file is left out; null = it counts
 */
export function reasonAgainstColumns(values: ColumnValues, bounds: FileBounds, today: DayNumber): string | null {
  for (const { name, field } of CELL_COLUMNS) {
    if (!values.has(field)) return missingColumn(name);
  }
  for (const column of CELL_COLUMNS) {
    for (const value of values.get(column.field) ?? []) {
      const reason = reasonAgainstValue(column, value, today);
      if (reason !== null) return `a row cannot be: ${reason}`;
    }
  }
  return reasonAgainstBounds(values, bounds);
}

export const missingColumn = (name: string): string => `a row cannot be: column ${name} is missing or of another type`;

export const OTHER_MONTH = "a row is of another month than its folder";
export const OTHER_OWNER = "a row is another member's or machine's than its folder";

function reasonAgainstBounds(values: ColumnValues, { first, last, owner }: FileBounds): string | null {
  const of = (field: keyof Cell) => values.get(field) ?? [];
  if (of("day").some((day) => Number(day) < first || Number(day) > last)) return OTHER_MONTH;
  const isOwners = of("member").every((m) => m === owner?.member) && of("machine").every((m) => m === owner?.machine);
  return owner === null || isOwners ? null : OTHER_OWNER;
}
