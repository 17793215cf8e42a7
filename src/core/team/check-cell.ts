/** Validates cells: every cell read from a team's folder is checked before it is counted. */

import { STATUSES } from "../background/status.ts";
import type { DayNumber } from "../calendar/zone.ts";
import { cleanText } from "../clean-text.ts";
import {
  BILLING_MODES,
  CELL_COLUMNS,
  CELL_SCHEMA,
  type Cell,
  type CellColumn,
  ENTRIES,
  GEOS,
  PROVIDERS,
  SPEEDS,
} from "./cell.ts";
import { AHEAD_DAYS } from "./generation.ts";

/** 2020-01-01: before Claude Code existed. */
export const FIRST_DAY: DayNumber = 18_262;
const DAY_MS = 86_400_000;
export const MAX_TEXT = 100;
/** Sums of cells stay exact as doubles, and below the limit of INT64. */
export const MAX_COUNT = 1_000_000_000_000;
export const MAX_PICO = 9_000_000_000_000_000_000n;

/** Text columns with a list of allowed values. */
export const ONE_OF: Partial<Record<keyof Cell, readonly string[]>> = {
  provider: PROVIDERS,
  billing: BILLING_MODES,
  entry: ENTRIES,
  speed: SPEEDS,
  geo: GEOS,
  backgroundStatus: STATUSES,
};

export const MEMBER_PATTERN = /^dev-[0-9a-f]{10}$/;
export const MACHINE_PATTERN = /^m-[0-9a-f]{10}$/;

/** Text columns with a pattern, with plain groups only, because databases use the patterns too. */
export const LIKE: Partial<Record<keyof Cell, RegExp>> = {
  member: MEMBER_PATTERN,
  machine: MACHINE_PATTERN,
  kind: /^(main|subagent|background:[a-z0-9_-]{1,60})$/,
  model: /^[a-z0-9][a-z0-9.-]{0,80}$/,
  priceCard: /^(overlay|list [0-9]{4}-[0-9]{2}-[0-9]{2})$/,
  clientVersionMax: /^[0-9.]{0,30}$/,
};

/** The replacement for bytes that are not UTF-8, because of which some databases refuse the whole file. */
const NO_CHARACTER = "\ufffd";

/** Whether a name that a member chose to share is valid: one line, without characters that control, hide or reorder. */
export function isShareableName(text: string): boolean {
  return text.length <= MAX_TEXT && cleanText(text) === text && !text.includes(NO_CHARACTER);
}

/** The order of the checks: whose the cell is, then when, then the rest. */
const IN_ORDER = CELL_COLUMNS.toSorted((a, b) => orderOf(a) - orderOf(b));
function orderOf({ field }: CellColumn): number {
  const at = (["schema", "day", "generatedAtMs"] satisfies (keyof Cell)[] as (keyof Cell)[]).indexOf(field);
  return at < 0 ? CELL_COLUMNS.length : at;
}

/** @returns why the cell is invalid; null where it is valid. @param today the UTC date of now */
export function reasonAgainstCell(cell: Cell, today: DayNumber): string | null {
  for (const column of IN_ORDER) {
    const reason = reasonAgainstValue(column, cell[column.field], today);
    if (reason !== null) return reason;
  }
  return null;
}

/** Validates the value of one column. @param value as in a `Cell` */
export function reasonAgainstValue(column: CellColumn, value: Cell[keyof Cell], today: DayNumber): string | null {
  const { name, field, type, isNullable } = column;
  if (type === "STRING") return reasonAgainstText(column, value as string);
  if (field === "schema") return value === CELL_SCHEMA ? null : `schema is ${value}, not ${CELL_SCHEMA}`;
  if (type === "DATE") return reasonAgainstDay("the date", value as number, today);
  if (type === "TIMESTAMP") return reasonAgainstDay("generated_at", Math.floor((value as number) / DAY_MS), today);
  if (field === "idsFold" || (isNullable && value === null)) return null;
  const canBe = field === "costPico" ? isPico(value as bigint) : isCount(value as number);
  return canBe ? null : `${name} is ${String(value).slice(0, 40)}, not an amount that can be`;
}

function reasonAgainstDay(name: string, day: DayNumber, today: DayNumber): string | null {
  if (!Number.isInteger(day) || day < FIRST_DAY) return `${name} is before 2020`;
  return day > today + AHEAD_DAYS ? `${name} is in the future` : null;
}

function reasonAgainstText({ name, field }: CellColumn, text: string): string | null {
  if (text.length > MAX_TEXT) return `${name} is too long`;
  if (!isShareableName(text)) return `${name} has characters that are not seen`;
  return fits(field, text) ? null : `${name} is not one that there is`;
}

function fits(field: keyof Cell, text: string): boolean {
  return (ONE_OF[field]?.includes(text) ?? true) && (LIKE[field]?.test(text) ?? true);
}

const isPico = (value: bigint): boolean => value >= 0n && value <= MAX_PICO;
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;
