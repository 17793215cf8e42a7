/** Reads values of a table's cells, as in CSV and Parquet files. */

import { parseDay } from "../../core/calendar/period.ts";
import { picoOfDecimal, picoOfNumber } from "../../core/organization/amounts.ts";
import type { Pico } from "../../core/pricing/money.ts";
import type { TableRow } from "./csv-rows.ts";

/** The reason why a row is not stored. */
export class LeftOut {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Text; "" = empty. */
export function textIn(row: TableRow, name: string): string {
  const value = row[name];
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object"
    ? JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? String(part) : part))
    : String(value).trim();
}

/** The first of several columns that is not empty. */
export const firstIn = (row: TableRow, ...names: readonly string[]): string =>
  names.map((name) => textIn(row, name)).find((text) => text !== "") ?? "";

/** The UTC day of a date or time: `2026-11-01`. */
export function dateIn(row: TableRow, name: string): string | LeftOut {
  const text = textIn(row, name).slice(0, 10);
  return parseDay(text) === null ? new LeftOut(`${name} is no date`) : text;
}

/** A whole number of tokens or requests; an empty cell is 0. */
export function countIn(row: TableRow, name: string): number | LeftOut {
  const text = textIn(row, name);
  const count = Number(text.replaceAll(",", ""));
  return Number.isSafeInteger(count) && count >= 0 ? count : new LeftOut(`${name} is no count`);
}

/** An amount of money; an empty cell is null. */
export function amountIn(row: TableRow, name: string): Pico | null | LeftOut {
  const value = row[name];
  if (typeof value === "number") return picoOfNumber(value) ?? new LeftOut(`${name} is no amount`);
  const text = textIn(row, name)
    .replace(/^\$/, "")
    .replaceAll(/,(?=\d{3}(\D|$))/g, "");
  return text === "" ? null : (picoOfDecimal(text) ?? new LeftOut(`${name} is no amount`));
}

/** The first of some values that is a reason to leave the row out. */
export const reasonIn = (...values: readonly unknown[]): LeftOut | undefined =>
  values.find((value): value is LeftOut => value instanceof LeftOut);

/** JSON in a cell, or a map of a Parquet file, as text by key. */
export function mapIn(row: TableRow, name: string): ReadonlyMap<string, string> {
  const value = row[name];
  try {
    const object: unknown = typeof value === "string" && value !== "" ? JSON.parse(value) : value;
    if (Array.isArray(object)) {
      const entries = object.map((entry: { key?: unknown; value?: unknown }) => [entry?.key, entry?.value]);
      return new Map(entries.map(([key, part]) => [String(key), String(part ?? "")]));
    }
    if (typeof object !== "object" || object === null) return new Map();
    return new Map(Object.entries(object).map(([key, part]) => [key, String(part ?? "")]));
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}
