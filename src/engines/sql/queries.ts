/** The queries of a team's report, in the words of a database. Every column comes back as text. */

import { NOTHING_KIND } from "../../core/team/cell.ts";
import type { DayRange, SumDimension, SumQuery } from "../../core/team/sums.ts";
import { type Dialect, dateLiteral } from "./dialect.ts";

const WORK = "kind NOT LIKE 'background:%'";
/** Cells of nothing take the place of others where cells are counted, and are in no sum. */
const SOMETHING = `kind <> '${NOTHING_KIND}'`;

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

/** Members × days (or spans of days, where a database can count them as bits) first: the rest is sums of sums. */
export function sumsSql(dialect: Dialect, cells: string, query: SumQuery): string {
  const { days } = dialect;
  const select = [
    `${days ? days.of(WORK) : `max(CASE WHEN ${WORK} THEN 1 ELSE 0 END)`} AS active`,
    "min(date) AS first_date",
    "max(date) AS last_date",
    ...SUMS.map(([name, expression]) => `${dialect.sum(expression)} AS ${name}_part`),
  ];
  const keys = query.by.map((dimension) => keyOf(dialect, dimension));
  const where = [rangeSql(query.range), ...onlySql(dialect, query, (dimension) => keyOf(dialect, dimension))];
  return sumsOfSums(dialect, query, {
    keys,
    text: null,
    span: days ? days.span : "date",
    select,
    isOneEach: false,
    from: `${cells} AS c`,
    where,
  });
}

/** Dimensions of cells that a table of parts can be made by: days and members are too many together, groups are not in cells. */
export type PartDimension = Exclude<SumDimension, "day" | "member" | "group">;

/**
 * Sums by member, span of days and a few dimensions, as a table that several queries of one range are answered from: so
 * cells are read once. For DuckDB, whose spans are eight weeks.
 */
export function partsSql(
  dialect: Dialect,
  cells: string,
  range: DayRange,
  dimensions: readonly PartDimension[],
): string {
  const { days } = dialect;
  if (days === null) throw new Error(`${dialect.name} has no sets of days`);
  const keys = dimensions.map((dimension) => `${partKey(dialect, dimension).of} AS by_${dimension}`);
  // A week is in one span: where there are weeks, nothing is to be told apart by spans.
  const spans = dimensions.includes("week") ? [] : [`${days.span} AS span`];
  return `SELECT ${[...keys, "member", ...spans].join(", ")},
    ${days.of(WORK)} AS active, min(date) AS first_date, max(date) AS last_date,
    ${SUMS.map(([name, expression]) => `${dialect.sum(expression)} AS ${name}_part`).join(",\n    ")}
  FROM ${cells}
  WHERE ${rangeSql(range)}
  GROUP BY ${ordinals(keys.length + 1 + spans.length)}`;
}

/** The same rows as `sumsSql` of the cells, for queries of the parts' range by no other dimensions than theirs. */
export function sumsOfPartsSql(
  dialect: Dialect,
  { table, dimensions }: { readonly table: string; readonly dimensions: readonly PartDimension[] },
  query: SumQuery,
): string {
  const own = (dimension: SumDimension): dimension is PartDimension => dimension !== "member" && dimension !== "group";
  const textOf = (dimension: SumDimension, key: string): string =>
    own(dimension) ? partKey(dialect, dimension).text(key) : key;
  const keyOfPart = (dimension: SumDimension): string =>
    own(dimension) ? `c.by_${dimension}` : keyOf(dialect, dimension);
  const columns = ["active", "first_date", "last_date", ...SUMS.map(([name]) => `${name}_part`)];
  const isOneEach = dimensions.every((dimension) => query.by.includes(dimension));
  return sumsOfSums(dialect, query, {
    keys: query.by.map(keyOfPart),
    text: (key, i) => textOf(query.by[i] as SumDimension, key),
    span: dimensions.includes("week") ? "c.by_week // 8" : "span",
    select: isOneEach
      ? columns
      : [
          `${dialect.days?.union("active")} AS active`,
          "min(first_date) AS first_date",
          "max(last_date) AS last_date",
          ...SUMS.map(([name]) => `${dialect.sum(`${name}_part`)} AS ${name}_part`),
        ],
    isOneEach,
    from: `${table} AS c`,
    where: ["1 = 1", ...onlySql(dialect, query, (dimension) => textOf(dimension, keyOfPart(dimension)))],
  });
}

type Source = {
  /** Expressions, in the order of the query's dimensions. */
  readonly keys: readonly string[];
  /** A key as a report shows it; `null` = as it is. */
  readonly text: ((key: string, i: number) => string) | null;
  readonly span: string;
  /** `active`, `first_date`, `last_date` and the parts of the sums. */
  readonly select: readonly string[];
  /** Each row is the only one of its keys, member and span: they need not be summed for that first. */
  readonly isOneEach: boolean;
  readonly from: string;
  readonly where: readonly string[];
};

function sumsOfSums(dialect: Dialect, query: SumQuery, source: Source): string {
  const { keys, text, span, select, isOneEach, from, where } = source;
  const { days } = dialect;
  const needsGroups = query.by.includes("group") || query.only?.dimension === "group";
  const names = keys.map((_, i) => `key_${i}`);
  const groups = needsGroups
    ? `\n    LEFT JOIN (${dialect.groupsTable(query.groupOf ?? new Map())}) AS g ON g.member = c.member`
    : "";
  const sums = SUMS.map(([name]) => `${dialect.asText(dialect.sum(`${name}_part`))} AS ${name}`);
  const grouped = `SELECT ${[...names, `${dialect.asText("count(DISTINCT who)")} AS members`].join(", ")},
    ${dialect.asText(days ? days.count("active") : dialect.sum("active"))} AS active_days,
    ${sums.join(",\n    ")},
    ${dialect.asText("min(first_date)")} AS first_day, ${dialect.asText("max(last_date)")} AS last_day
  FROM parts${names.length === 0 ? "\n  HAVING count(*) > 0" : `\n  GROUP BY ${ordinals(names.length)}`}`;
  const others = ["members", "active_days", ...SUMS.map(([name]) => name), "first_day", "last_day"];
  const named = text && `SELECT ${[...names.map((name, i) => `${text(name, i)} AS ${name}`), ...others].join(", ")}`;
  return `WITH parts AS (
    SELECT ${[...keys.map((key, i) => `${key} AS ${names[i]}`), "c.member AS who", `${span} AS days_of`].join(", ")},
      ${select.join(",\n      ")}
    FROM ${from}${groups}
    WHERE ${where.join(" AND ")}${isOneEach ? "" : `\n    GROUP BY ${ordinals(names.length + 2)}`}
  )
  ${named ? `${named}\n  FROM (${grouped}) AS summed` : grouped}`;
}

/** By place: some databases know no alias there. */
const ordinals = (count: number): string => Array.from({ length: count }, (_, i) => i + 1).join(", ");

function keyOf(dialect: Dialect, dimension: SumDimension): string {
  if (dimension === "day") return dialect.asText("date");
  if (dimension === "week") return dialect.isoWeek("date");
  if (dimension === "month") return dialect.month("date");
  return dimension === "group" ? "coalesce(g.grp, '')" : `c.${dimension}`;
}

/** A dimension in parts: what cells are grouped by, which is quick, and the key that a report shows, made of it. */
function partKey(dialect: Dialect, dimension: PartDimension): { readonly of: string; text(key: string): string } {
  if (dimension !== "week")
    return { of: dimension === "month" ? dialect.month("date") : dimension, text: (key) => key };
  const monday = (key: string): string => `DATE '1970-01-05' + CAST((${key}) * 7 AS INTEGER)`;
  return {
    of: "(date - DATE '1970-01-05') // 7",
    text: (key) => dialect.isoWeek(monday(key)),
  };
}

const rangeSql = ({ from, to }: DayRange): string =>
  `date BETWEEN ${dateLiteral(from)} AND ${dateLiteral(to)} AND ${SOMETHING}`;

function onlySql(dialect: Dialect, { only }: SumQuery, key: (dimension: SumDimension) => string): readonly string[] {
  if (!only) return [];
  const values = only.values.map((value) => dialect.text(value)).join(", ");
  return [only.values.length === 0 ? "1 = 0" : `${key(only.dimension)} IN (${values})`];
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
