/** Validates rows: every cell of an archive file or an export is checked before it is counted. */

import { MAX_REQUEST_TOKENS, MAX_SEARCHES, TOKEN_CLASSES } from "../../core/responses/tokens.ts";
import { eventOfLine } from "../feeds/otel-line.ts";
import { checkFactsText } from "../index/check-facts.ts";
import { ARCHIVE_COLUMNS, type ArchiveRow, BLANK_ROW, jsonNameOf } from "./archive-row.ts";

const KINDS: readonly ArchiveRow["kind"][] = ["response", "session", "background"];
/** 2200-01-01: later times are invalid. */
const END_MS = Date.UTC(2200, 0);
/** Longer than any session: three hundred years. */
const MAX_SESSION_MS = 1e13;
const MAX_TEXT = 1_000_000;
const MAX_USD = 1_000_000;
const MAX_ITERATIONS = 10_000;

/** Largest value of a column of whole numbers. */
const MOST: Partial<Record<keyof ArchiveRow, number>> = {
  spanMs: MAX_SESSION_MS,
  requestHash: 0xffff_ffff,
  input: MAX_REQUEST_TOKENS,
  output: MAX_REQUEST_TOKENS,
  cacheWrite5m: MAX_REQUEST_TOKENS,
  cacheWrite1h: MAX_REQUEST_TOKENS,
  cacheRead: MAX_REQUEST_TOKENS,
  webSearches: MAX_SEARCHES,
  flags: 0xffff,
};

const TEXTS = ARCHIVE_COLUMNS.filter(([, , type]) => type === "STRING");
const COUNTS = ARCHIVE_COLUMNS.flatMap(([name, field]) => {
  const most = MOST[field];
  return most === undefined ? [] : [{ name, field, most }];
});

/** Columns that were added later: rows of earlier versions do not have them. */
const ADDED_LATER: Readonly<Record<string, unknown>> = { account: "" };

/**
 * Validates a row of a JSON export.
 * @returns the row, or why it is invalid
 */
export function rowOfObject(object: unknown): ArchiveRow | string {
  if (typeof object !== "object" || object === null) return "not a row";
  const cells = object as Record<string, unknown>;
  // Exports of earlier versions used the columns' names in JSON too.
  return rowOfCells(ARCHIVE_COLUMNS.map(([name, field]) => cells[name] ?? cells[jsonNameOf(field)]));
}

/**
 * Validates cells in the order of `ARCHIVE_COLUMNS`, undefined where the file has no such column.
 * @returns the row, or why it is invalid
 */
export function rowOfCells(cells: readonly unknown[]): ArchiveRow | string {
  // Objects that begin as copies of one take less memory than ones that are filled field by field.
  const row: Record<string, unknown> = { ...BLANK_ROW };
  for (let k = 0; k < ARCHIVE_COLUMNS.length; k++) {
    const [name, field, type] = ARCHIVE_COLUMNS[k] as (typeof ARCHIVE_COLUMNS)[number];
    const cell = cells[k] ?? ADDED_LATER[name];
    const value = type === "STRING" ? cell : numberOf(cell, type === "TIMESTAMP");
    if (type === "STRING" && typeof value !== "string") return `column ${name} is missing or no text`;
    if (type !== "STRING" && typeof value !== "number" && !(field === "costUsd" && value === null)) {
      return `column ${name} is missing or no number`;
    }
    row[field] = value;
  }
  return reasonAgainst(row as ArchiveRow) ?? (row as ArchiveRow);
}

function numberOf(cell: unknown, isTime: boolean): number | null | undefined {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint") return Number(cell);
  return isTime && typeof cell === "string" ? Date.parse(cell) : undefined;
}

/** @returns why the row is invalid; null where it is valid */
export function reasonAgainst(row: ArchiveRow): string | null {
  if (!KINDS.includes(row.kind)) return "the kind is neither response nor session nor background";
  for (const [name, field] of TEXTS) if ((row[field] as string).length > MAX_TEXT) return `${name} is too long`;
  for (const { name, field, most } of COUNTS) {
    const value = row[field];
    if (!isCount(value, most)) return `${name} is ${shown(value)}, not from 0 to ${most}`;
  }
  if (!isCount(row.timeMs, END_MS)) return `time is ${shown(row.timeMs)}, not a time from 1970 to 2200`;
  const { costUsd } = row;
  if (costUsd !== null && !(costUsd >= 0 && costUsd <= MAX_USD)) return `cost_usd is ${shown(costUsd)}`;
  if (row.kind === "session") return row.id === "" ? "the id is empty" : checkFactsText(row.detail, row.id);
  if (!/^[0-9a-f]{16}$/.test(row.id)) return "the id is not 16 hexadecimal digits";
  if (row.spanMs > 0xffff_ffff) return `span_ms is ${row.spanMs}, not from 0 to ${0xffff_ffff}`;
  if (row.kind === "background") return isOwnEvent(row) ? null : "detail is no request of telemetry, or another one";
  return row.detail === "" || isIterations(row.detail) ? null : "detail is not a list of iterations";
}

/** Whether the line of telemetry in the row agrees with its columns. */
function isOwnEvent(row: ArchiveRow): boolean {
  const event = eventOfLine(row.detail);
  if (event?.type !== "request") return false;
  const isSame = event.sessionId === row.sessionId && event.timeMs === row.timeMs && event.model === row.model;
  return isSame && TOKEN_CLASSES.every((name) => event[name] === row[name]);
}

const isCount = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

const shown = (value: unknown): string => String(value).slice(0, 40);

function isIterations(text: string): boolean {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
  if (!Array.isArray(list) || list.length > MAX_ITERATIONS) return false;
  return list.every(
    (tokens: unknown) =>
      typeof tokens === "object" &&
      tokens !== null &&
      TOKEN_CLASSES.every((name) => isCount((tokens as Record<string, unknown>)[name], MAX_REQUEST_TOKENS)),
  );
}
