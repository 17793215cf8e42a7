/** The queries of a team's report, in a database's dialect. Every column is returned as text. */

import { NOTHING_KIND } from "../../core/team/cell.ts";
import type { DayRange, SumDimension, SumQuery } from "../../core/team/sums.ts";
import { type Dialect, dateLiteral } from "./dialect.ts";

/** Whether a cell is of logged responses. */
export const WORK = "kind NOT LIKE 'background:%'";
/**
 * Cells of no use replace others where cells are counted, but are in no sum. The condition uses `LIKE`, because DuckDB
 * then examines each distinct kind once and not every cell. No other possible kind ends like that.
 */
const SOMETHING = `kind NOT LIKE '%${NOTHING_KIND.slice(NOTHING_KIND.indexOf(":"))}'`;

/** Sums of cells: the name in the result, and the expression over cells. */
export const SUMS = [
  ["requests", "responses"],
  ["sessions", "sessions"],
  ["web_searches", "web_searches"],
  ["input_tokens", "input_tokens"],
  ["output_tokens", "output_tokens"],
  ["cache_write_5m_tokens", "cache_write_5m_tokens"],
  ["cache_write_1h_tokens", "cache_write_1h_tokens"],
  ["cache_read_tokens", "cache_read_tokens"],
  ["unpriced_tokens", "unpriced_tokens"],
  ["logged_pico", `CASE WHEN ${WORK} THEN coalesce(cost_pico, 0) ELSE 0 END`],
  ["background_pico", `CASE WHEN ${WORK} THEN 0 ELSE coalesce(cost_pico, 0) END`],
] as const;

/** Which sums are requested: all, only those of money, or only the numbers of people and days. */
export type Extent = "all" | "money" | "people";

const sumsFor = (extent: Extent): readonly (readonly [name: string, expression: string])[] =>
  extent === "all" ? SUMS : extent === "money" ? SUMS.filter(([name]) => name.endsWith("_pico")) : [];

/**
 * Groups by members × days first (or spans of days, where a database can count them as bits); the result is sums of
 * those sums.
 */
export function sumsSql(dialect: Dialect, cells: string, query: SumQuery, extent: Extent = "all"): string {
  const { days } = dialect;
  const sums = sumsFor(extent);
  const names = query.by.map((_, i) => `key_${i}`);
  const keys = query.by.map((dimension, i) => `${keyOf(dialect, dimension)} AS ${names[i]}`);
  const where = [rangeSql(query.range), ...onlySql(dialect, query)];
  return `WITH parts AS (
    SELECT ${[...keys, "c.member AS who", `${days ? days.span : "date"} AS days_of`].join(", ")},
      ${days ? days.of(WORK) : `max(CASE WHEN ${WORK} THEN 1 ELSE 0 END)`} AS active,
      min(date) AS first_date, max(date) AS last_date${listed(sums.map(([name, of]) => `${dialect.sum(of)} AS ${name}_part`))}
    FROM ${cells} AS c${groupsJoin(dialect, query)}
    WHERE ${where.join(" AND ")}
    GROUP BY ${ordinals(names.length + 2)}
  )
  SELECT ${[...names, `${dialect.asText("count(DISTINCT who)")} AS members`].join(", ")},
    ${dialect.asText(days ? days.count("active") : dialect.sum("active"))} AS active_days,
    ${dialect.asText("min(first_date)")} AS first_day,
    ${dialect.asText("max(last_date)")} AS last_day${listed(
      sums.map(([name]) => `${dialect.asText(dialect.sum(`${name}_part`))} AS ${name}`),
    )}
  FROM parts${names.length === 0 ? "\n  HAVING count(*) > 0" : `\n  GROUP BY ${ordinals(names.length)}`}`;
}

/** The columns, each with a comma before it, to follow other columns. */
const listed = (columns: readonly string[]): string => columns.map((column) => `,\n      ${column}`).join("");

/** The join of the cells `c` that a query by groups of members needs. */
export function groupsJoin(dialect: Dialect, { by, only, groupOf }: SumQuery): string {
  return by.includes("group") || only?.dimension === "group"
    ? `\n    LEFT JOIN (${dialect.groupsTable(groupOf ?? new Map())}) AS g ON g.member = c.member`
    : "";
}

/** By position, because some databases do not support aliases there. */
export const ordinals = (count: number): string => Array.from({ length: count }, (_, i) => i + 1).join(", ");

/** A dimension of the cells `c` as a report shows it. */
export function keyOf(dialect: Dialect, dimension: SumDimension): string {
  if (dimension === "day") return dialect.asText("date");
  if (dimension === "week") return dialect.isoWeek("date");
  if (dimension === "month") return dialect.month("date");
  return dimension === "group" ? "coalesce(g.grp, '')" : `c.${dimension}`;
}

export const rangeSql = ({ from, to }: DayRange): string =>
  `date BETWEEN ${dateLiteral(from)} AND ${dateLiteral(to)} AND ${SOMETHING}`;

/** The conditions of a query besides its range. */
export function onlySql(dialect: Dialect, { only }: SumQuery): readonly string[] {
  if (!only) return [];
  const values = only.values.map((value) => dialect.text(value)).join(", ");
  return [only.values.length === 0 ? "1 = 0" : `${keyOf(dialect, only.dimension)} IN (${values})`];
}

/** A row for each week of use: `week`, `members`, `active_days`, `total_pico`. */
export function weeksOfUseSql(dialect: Dialect, cells: string, { from, to }: DayRange): string {
  const days = `${dialect.dayNumber("c.date")} - ${dialect.dayNumber("f.first_date")}`;
  return `WITH firsts AS (
    SELECT member, min(date) AS first_date FROM ${cells} WHERE ${SOMETHING} GROUP BY member
  ), days AS (
    SELECT c.member AS who, ${dialect.wholeWeeks(days)} + 1 AS week_number, c.date AS used_on,
      max(CASE WHEN ${WORK} THEN 1 ELSE 0 END) AS active, ${dialect.sum("coalesce(cost_pico, 0)")} AS pico
    FROM ${cells} AS c
    JOIN firsts AS f ON f.member = c.member
    WHERE c.date BETWEEN ${dateLiteral(from)} AND ${dateLiteral(to)} AND c.${SOMETHING}
    GROUP BY 1, 2, 3
  )
  SELECT ${dialect.asText("week_number")} AS week, ${dialect.asText("count(DISTINCT who)")} AS members,
    ${dialect.asText(dialect.sum("active"))} AS active_days, ${dialect.asText(dialect.sum("pico"))} AS total_pico
  FROM days
  GROUP BY week_number`;
}

/** A row for each machine: `member`, `machine`, `first_day`, `last_day`, `shared_on`. */
export function machinesSql(dialect: Dialect, cells: string): string {
  return `SELECT member, machine, ${dialect.asText("min(date)")} AS first_day, ${dialect.asText("max(date)")} AS last_day,
    ${dialect.asText("max(generated_at)")} AS shared_on
  FROM ${cells}
  GROUP BY member, machine`;
}
