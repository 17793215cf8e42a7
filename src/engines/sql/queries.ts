/** The queries of a team's report, in the words of a database. Every column comes back as text. */

import type { DayRange, SumDimension, SumQuery } from "../../core/team/sums.ts";
import { type Dialect, dateLiteral } from "./dialect.ts";

const WORK = "kind NOT LIKE 'background:%'";

/** Sums of cells: name of the result, and its expression over cells. */
const SUMS = [
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

/** Members × days (or months of days, where a database can count them as bits) first: the rest is sums of sums. */
export function sumsSql(dialect: Dialect, cells: string, query: SumQuery): string {
  const keys = query.by.map((dimension, i) => ({ name: `key_${i}`, expression: keyOf(dialect, dimension) }));
  const needsGroups = query.by.includes("group") || query.only?.dimension === "group";
  const names = keys.map(({ name }) => name);
  const { days } = dialect;
  const span = days ? days.month : "date";
  const active = days ? days.of(WORK) : `max(CASE WHEN ${WORK} THEN 1 ELSE 0 END)`;
  const groups = needsGroups
    ? `\n    LEFT JOIN (${dialect.groupsTable(query.groupOf ?? new Map())}) AS g ON g.member = c.member`
    : "";
  return `WITH parts AS (
    SELECT ${[...keys.map(({ name, expression }) => `${expression} AS ${name}`), "c.member AS who", `${span} AS span`].join(", ")},
      ${active} AS active, min(date) AS first_date, max(date) AS last_date,
      ${SUMS.map(([name, expression]) => `${dialect.sum(expression)} AS ${name}_part`).join(",\n      ")}
    FROM ${cells} AS c${groups}
    WHERE ${conditions(dialect, query).join(" AND ")}
    GROUP BY ${ordinals(names.length + 2)}
  )
  SELECT ${[...names.map((name) => `${name} AS ${name}`), `${dialect.asText("count(DISTINCT who)")} AS members`].join(", ")},
    ${dialect.asText(days ? days.count("active") : dialect.sum("active"))} AS active_days,
    ${SUMS.map(([name]) => `${dialect.asText(dialect.sum(`${name}_part`))} AS ${name}`).join(",\n    ")},
    ${dialect.asText("min(first_date)")} AS first_day, ${dialect.asText("max(last_date)")} AS last_day
  FROM parts${names.length === 0 ? "\n  HAVING count(*) > 0" : `\n  GROUP BY ${ordinals(names.length)}`}`;
}

/** By place: some databases know no alias there. */
const ordinals = (count: number): string => Array.from({ length: count }, (_, i) => i + 1).join(", ");

function keyOf(dialect: Dialect, dimension: SumDimension): string {
  if (dimension === "day") return dialect.asText("date");
  if (dimension === "week") return dialect.isoWeek("date");
  if (dimension === "month") return dialect.month("date");
  return dimension === "group" ? "coalesce(g.grp, '')" : `c.${dimension}`;
}

function conditions(dialect: Dialect, { range, only }: SumQuery): readonly string[] {
  const list = [`date BETWEEN ${dateLiteral(range.from)} AND ${dateLiteral(range.to)}`];
  if (only) {
    const values = only.values.map((value) => dialect.text(value)).join(", ");
    list.push(only.values.length === 0 ? "1 = 0" : `${keyOf(dialect, only.dimension)} IN (${values})`);
  }
  return list;
}

/** A row for each week of use: `week`, `members`, `active_days`, `total_pico`. */
export function weeksOfUseSql(dialect: Dialect, cells: string, { from, to }: DayRange): string {
  const days = `${dialect.dayNumber("c.date")} - ${dialect.dayNumber("f.first_date")}`;
  return `WITH firsts AS (
    SELECT member, min(date) AS first_date FROM ${cells} GROUP BY member
  ), days AS (
    SELECT c.member AS who, ${dialect.wholeWeeks(days)} + 1 AS week_number, c.date AS used_on,
      max(CASE WHEN ${WORK} THEN 1 ELSE 0 END) AS active, ${dialect.sum("coalesce(cost_pico, 0)")} AS pico
    FROM ${cells} AS c
    JOIN firsts AS f ON f.member = c.member
    WHERE c.date BETWEEN ${dateLiteral(from)} AND ${dateLiteral(to)}
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
