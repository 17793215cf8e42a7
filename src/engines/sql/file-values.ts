/**
 * Collects the contents of a database's files for `reasonAgainstColumns`: for each file the ends of its columns of
 * numbers and the different texts of the others. So a database leaves out the same files as the embedded engine, for
 * the same reasons.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type Cell, type CellColumn } from "../../core/team/cell.ts";
import { boundsOfPath } from "../../core/team/cell-file.ts";
import { BIGINT_FIELDS, type ColumnValues, reasonAgainstColumns } from "../../core/team/check-columns.ts";
import { UserError } from "../../core/user-error.ts";
import type { Dialect } from "./dialect.ts";
import type { TextRow } from "./sql-engine.ts";

/** A file that is left out. */
export type LeftOutFile = { readonly path: string; readonly reason: string };

/** The column of a table of cells with the file of each row. */
export const PATH_COLUMN = "team_path";

type Values = Map<keyof Cell, (string | number | bigint | null)[]>;

const TEXTS = CELL_COLUMNS.filter(({ type }) => type === "STRING");
const NUMBERS = CELL_COLUMNS.filter(({ type }) => type !== "STRING");

/**
 * A row for each file: `team_path`, `n` rows, of each column of numbers `…_least`, `…_most` and `…_n`, how many there are, and
 * of each column of texts `…_n` and `…_set`, where the database has sets of texts.
 */
function fileValuesSql(dialect: Dialect, files: string): string {
  const ends = NUMBERS.flatMap((column) =>
    (["min", "max"] as const).map((end) => {
      const value = wholeNumber(dialect, column, `${end}(${column.name})`);
      return `${dialect.asText(value)} AS ${column.name}_${end === "min" ? "least" : "most"}`;
    }),
  );
  const { textSet } = dialect;
  const sets = textSet ? TEXTS.map(({ name }) => `${textSet(name)} AS ${name}_set`) : [];
  const counts = (textSet ? CELL_COLUMNS : NUMBERS).map(
    ({ name }) => `${dialect.asText(`count(${name})`)} AS ${name}_n`,
  );
  return `SELECT ${PATH_COLUMN}, ${dialect.asText("count(*)")} AS n,
    ${[...ends, ...sets, ...counts].join(",\n    ")}
  FROM ${files}
  GROUP BY ${PATH_COLUMN}`;
}

function wholeNumber(dialect: Dialect, { type }: CellColumn, expression: string): string {
  if (type === "DATE") return dialect.dayNumber(expression);
  return type === "TIMESTAMP" ? dialect.epochMs(expression) : expression;
}

/** For each column of texts the rows `team_path`, `value`: every different text of a file. */
function textsSql(files: string): readonly { readonly field: keyof Cell; readonly sql: string }[] {
  return TEXTS.map(({ name, field }) => ({
    field,
    sql: `SELECT DISTINCT ${PATH_COLUMN}, ${name} AS value FROM ${files}`,
  }));
}

export type LookedAt = { /** How many there are. */ readonly files: number; readonly leftOut: readonly LeftOutFile[] };

/** The error for a folder that was given by its address and has no files. */
export const noFilesAt = (address: string): UserError =>
  new UserError(`there are no shared files at ${address}`, {
    hint: "Is it the folder with team.json, copied there with its subfolders usage and compacted?",
  });

/** @throws the database's error */
export async function leftOutFiles(
  rows: (sql: string) => Promise<readonly TextRow[]>,
  dialect: Dialect,
  files: string,
  today: DayNumber,
): Promise<LookedAt> {
  const values = new Map<string, Values>();
  for (const row of await rows(fileValuesSql(dialect, files))) {
    const found = numbersOf(row);
    if (dialect.textSet) for (const [field, texts] of textsOf(row)) found.set(field, texts);
    values.set(row[PATH_COLUMN] as string, found);
  }
  for (const { field, sql } of dialect.textSet ? [] : textsSql(files)) {
    for (const { [PATH_COLUMN]: path, value } of await rows(sql)) {
      const known = values.get(path as string);
      // A missing text is invalid, and makes the column count as missing.
      if (typeof value !== "string") known?.delete(field);
      else if (known?.has(field)) known.get(field)?.push(value);
      else known?.set(field, [value]);
    }
  }
  const leftOut = [...values].flatMap(([path, columns]) => {
    const reason = reasonAgainstFile(path, columns, today);
    return reason === null ? [] : [{ path, reason }];
  });
  return { files: values.size, leftOut };
}

function reasonAgainstFile(path: string, columns: ColumnValues, today: DayNumber): string | null {
  const bounds = boundsOfPath(path);
  return bounds === null ? "not a file of claude-cost" : reasonAgainstColumns(columns, bounds, today);
}

/** Columns with missing values where none are allowed are not in the map. */
function numbersOf(row: TextRow): Values {
  const values: Values = new Map();
  for (const { name, field, isNullable = false } of NUMBERS) {
    const ends = [row[`${name}_least`], row[`${name}_most`]];
    if (row[`${name}_n`] !== row["n"] && !isNullable) continue;
    const of = BIGINT_FIELDS.has(field) ? BigInt : Number;
    if (row[`${name}_n`] === "0") values.set(field, [null]);
    else if (ends.every((end) => typeof end === "string"))
      values.set(
        field,
        ends.map((end) => of(end as string)),
      );
  }
  return values;
}

function textsOf(row: TextRow): Map<keyof Cell, string[]> {
  const whole = TEXTS.filter(({ name }) => row[`${name}_n`] === row["n"]);
  return new Map(whole.map(({ name, field }) => [field, JSON.parse(row[`${name}_set`] ?? "[]") as string[]]));
}
