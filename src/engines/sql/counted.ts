/**
 * Which cells count, in SQL: the rules of `core/team/counted-cells.ts`. Of a member, machine and day the newest share; of
 * shares of a day with the same responses one.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, CELL_SCHEMA } from "../../core/team/cell.ts";
import { AHEAD_DAYS } from "../../core/team/generation.ts";
import { type Dialect, dateLiteral } from "./dialect.ts";

/**
 * Cells that can be, as far as a database checks it: the rest is not counted. The embedded engine leaves out whole files,
 * and checks more (`check-cell.ts`, the files' checksums).
 */
export function validSql(dialect: Dialect, today: DayNumber): string {
  const counts = CELL_COLUMNS.filter(({ type, field, isNullable }) => {
    return type === "INT64" && field !== "idsFold" && isNullable !== true;
  });
  return [
    `schema = ${CELL_SCHEMA}`,
    `date BETWEEN DATE '2020-01-01' AND ${dateLiteral(today + AHEAD_DAYS)}`,
    dialect.matches("member", "^dev-[0-9a-f]{10}$"),
    "coalesce(cost_pico, 0) >= 0",
    ...counts.map(({ name }) => `${name} >= 0`),
  ].join(" AND ");
}

const SHARE = "member, machine, date";

/** Shares of a day, of some rows: what they hold, and how old. */
function shares(dialect: Dialect, from: string): string {
  return `shares AS (
    SELECT ${SHARE}, generated_at, ${dialect.sum("ids_count")} AS ids, ${dialect.xor("ids_fold")} AS fold
    FROM ${from}
    GROUP BY ${SHARE}, generated_at
  ), aged AS (
    SELECT ${SHARE}, generated_at, ids, fold,
      row_number() OVER (PARTITION BY ${SHARE} ORDER BY generated_at DESC) AS age
    FROM shares
  ), ranked AS (
    SELECT ${SHARE}, generated_at, ids, fold,
      row_number() OVER (PARTITION BY date, ids, fold ORDER BY generated_at DESC, member, machine) AS copy
    FROM aged
    WHERE age = 1
  )`;
}

/**
 * All cells that count, of a table of all cells: right for every database, and slow for tens of millions.
 * @param cells name of the table
 */
export function countedCellsSql(dialect: Dialect, cells: string): string {
  return `WITH ${shares(dialect, cells)}
  SELECT c.*
  FROM ${cells} AS c
  JOIN ranked AS r
    ON r.member = c.member AND r.machine = c.machine AND r.date = c.date AND r.generated_at = c.generated_at
  WHERE r.copy = 1 OR (r.ids = 0 AND r.fold = 0)`;
}

/** A step on the way to the shares that do not count: a table, made of those before it. */
type Step = { readonly name: string; readonly sql: string };

/**
 * The few shares that may not count, by one quick pass over all cells: shares in which two generations meet, or whose fold
 * stands more than once. The last step is `suspects`, with the shares' hashes. For databases with a hash.
 */
export function suspectSteps(dialect: Dialect, cells: string): readonly Step[] {
  const hash = shareHash(dialect);
  return [
    {
      name: "days",
      sql: `SELECT ${hash} AS share, min(generated_at) AS oldest, max(generated_at) AS newest,
      ${dialect.xor("ids_fold")} AS fold
    FROM ${cells}
    GROUP BY share`,
    },
    { name: "mixed", sql: "SELECT share, newest FROM days WHERE oldest < newest" },
    {
      name: "current_folds",
      sql: `SELECT share, fold FROM days WHERE oldest = newest AND fold <> 0
    UNION ALL
    SELECT m.share AS share, ${dialect.xor("c.ids_fold")} AS fold
    FROM (SELECT ${hash} AS share, generated_at, ids_fold FROM ${cells}) AS c
    JOIN mixed AS m ON m.share = c.share AND m.newest = c.generated_at
    GROUP BY m.share`,
    },
    {
      name: "suspects",
      sql: `SELECT share FROM mixed
    UNION ALL
    SELECT share FROM current_folds
    WHERE fold IN (SELECT fold FROM current_folds GROUP BY fold HAVING count(*) > 1)`,
    },
  ];
}

/** A share of a day as one number. */
export function shareHash(dialect: Dialect): string {
  const hash = dialect.hash(["member", "machine", "date"]);
  if (hash === null) throw new Error(`${dialect.name} has no hash`);
  return hash;
}

/** The shares that do not count, by the rules on suspects alone. */
function leftOutParts(dialect: Dialect, cells: string): { readonly tables: string; readonly select: string } {
  return {
    tables: `suspect_cells AS (
    SELECT ${SHARE}, generated_at, ids_count, ids_fold
    FROM ${cells}
    WHERE ${shareHash(dialect)} IN (SELECT share FROM suspects)
  ), ${shares(dialect, "suspect_cells")}`,
    select: `SELECT ${SHARE}, generated_at FROM aged WHERE age > 1
  UNION ALL
  SELECT ${SHARE}, generated_at FROM ranked WHERE copy > 1 AND (ids <> 0 OR fold <> 0)`,
  };
}

/** With `suspects` as a table that is there. */
export function leftOutSql(dialect: Dialect, cells: string): string {
  const { tables, select } = leftOutParts(dialect, cells);
  return `WITH ${tables}\n  ${select}`;
}

/** As one statement. */
export function leftOutStatement(dialect: Dialect, cells: string): string {
  const { tables, select } = leftOutParts(dialect, cells);
  const steps = suspectSteps(dialect, cells).map(({ name, sql }) => `${name} AS (${sql})`);
  return `WITH ${[...steps, tables].join(", ")}\n  ${select}`;
}

/** The columns by which a share that is left out is known. */
export const SHARE_KEY = `${SHARE}, generated_at`;
