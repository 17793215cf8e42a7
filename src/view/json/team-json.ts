/** Teams and their cells in JSON. */

import { dayKey } from "../../core/calendar/period.ts";
import { usdString } from "../../core/pricing/money.ts";
import { CELL_COLUMNS, type Cell, COST_USD_COLUMN } from "../../core/team/cell.ts";
import type { RosterEntry } from "../../core/team/team-file.ts";
import { isoTime } from "./parts.ts";

/** A row by the names of its columns, as it is in the file; whole numbers that a double cannot represent are text. */
export function cellJson(cell: Cell): Record<string, string | number | null> {
  const row: Record<string, string | number | null> = {};
  for (const { name, field, type } of CELL_COLUMNS) {
    const value = cell[field];
    if (type === "DATE") row[name] = dayKey(value as number);
    else if (type === "TIMESTAMP") row[name] = isoTime(value as number);
    else row[name] = typeof value === "bigint" ? String(value) : value;
  }
  row[COST_USD_COLUMN] = cell.costPico === null ? null : usdString(cell.costPico);
  return row;
}

export function rosterJson({ member, name, group, costCenter }: RosterEntry): Record<string, string | null> {
  const orNull = (text: string): string | null => (text === "" ? null : text);
  return { member, name: orNull(name), group: orNull(group), costCenter: orNull(costCenter) };
}
