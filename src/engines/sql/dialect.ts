/** The differences between databases, for the few queries of a team's report. */

import { dayKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";

export const SQL_DIALECTS = ["duckdb", "clickhouse", "bigquery", "athena", "spark", "snowflake"] as const;
export type DialectName = (typeof SQL_DIALECTS)[number];

export type Dialect = {
  readonly name: DialectName;
  /** A text as a literal. */
  text(value: string): string;
  /** Whether a text matches a regular expression. */
  matches(expression: string, pattern: string): string;
  /** The match of the single group of a regular expression; NULL or an empty text where it does not match. */
  extract(expression: string, pattern: string): string;
  /** The column with the file that a row was read from. */
  readonly path: string;
  /** A number, a date or a text as text. */
  asText(expression: string): string;
  /** A sum of whole numbers that does not overflow 64 bits. */
  sum(expression: string): string;
  /** The exclusive or of 64-bit numbers, signed or not: only compared with itself. */
  xor(expression: string): string;
  /**
   * The different texts of a column as a JSON array; null = they are queried column by column, which is faster there.
   */
  readonly textSet: ((expression: string) => string) | null;
  /** The number of days from a fixed date. */
  dayNumber(expression: string): string;
  /** A UTC time in milliseconds since 1970. */
  epochMs(expression: string): string;
  /** Whole weeks in a number of days, which is not negative. */
  wholeWeeks(expression: string): string;
  /** `2026-W47` for a date. */
  isoWeek(expression: string): string;
  /** `2026-11` for a date. */
  month(expression: string): string;
  /** Sets of days as bits of a number; null = the database counts days one by one. */
  readonly days: DaySets | null;
  /** A table that maps members to groups, to be joined. */
  groupsTable(groups: ReadonlyMap<string, string>): string;
};

export type DaySets = {
  /** The number of the period of a few weeks that contains `date`, whose days are the bits of one set. */
  readonly span: string;
  /** The set of days of those rows for which `isWork` is true. */
  of(isWork: string): string;
  /** The number of days in several sets together. */
  count(sets: string): string;
};

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
/** For databases where a backslash also escapes. */
const quotedTwice = (value: string): string => quoted(value.replaceAll("\\", "\\\\"));

export const dateLiteral = (day: DayNumber): string => `DATE '${dayKey(day)}'`;

/** `SELECT 'a' AS member, 'g' AS grp UNION ALL …`: supported by every database. */
function unionOf(groups: ReadonlyMap<string, string>, text: (value: string) => string): string {
  const rows = [...groups].map(([member, group], i) =>
    i === 0 ? `SELECT ${text(member)} AS member, ${text(group)} AS grp` : `SELECT ${text(member)}, ${text(group)}`,
  );
  return rows.length === 0 ? "SELECT '' AS member, '' AS grp" : rows.join(" UNION ALL ");
}

function valuesOf(groups: ReadonlyMap<string, string>, text: (value: string) => string): string {
  if (groups.size === 0) return unionOf(groups, text);
  const rows = [...groups].map(([member, group]) => `(${text(member)}, ${text(group)})`);
  return `SELECT * FROM (VALUES ${rows.join(", ")}) AS roster(member, grp)`;
}

const duckdb: Dialect = {
  name: "duckdb",
  text: quoted,
  matches: (e, p) => `regexp_matches(${e}, '${p}')`,
  extract: (e, p) => `regexp_extract(${e}, '${p}', 1)`,
  path: "filename",
  asText: (e) => `CAST(${e} AS VARCHAR)`,
  sum: (e) => `sum(${e})`,
  xor: (e) => `bit_xor(${e})`,
  textSet: null,
  dayNumber: (e) => `(${e} - DATE '1970-01-01')`,
  epochMs: (e) => `epoch_ms(${e})`,
  wholeWeeks: (e) => `(${e}) // 7`,
  isoWeek: (e) => `strftime(${e}, '%G-W%V')`,
  month: (e) => `strftime(${e}, '%Y-%m')`,
  days: {
    span: "(date - DATE '1970-01-05') // 56",
    of: (isWork) => `bit_or(CASE WHEN ${isWork} THEN 1::BIGINT << ((date - DATE '1970-01-05') % 56) ELSE 0 END)`,
    count: (sets) => `sum(bit_count(${sets}))`,
  },
  groupsTable: (groups) => valuesOf(groups, quoted),
};

const clickhouse: Dialect = {
  name: "clickhouse",
  text: quotedTwice,
  matches: (e, p) => `match(${e}, '${p}')`,
  extract: (e, p) => `regexpExtract(${e}, '${p}', 1)`,
  path: "_path",
  asText: (e) => `toString(${e})`,
  sum: (e) => `sum(toInt128(${e}))`,
  xor: (e) => `groupBitXor(${e})`,
  textSet: (e) => `toJSONString(groupUniqArray(${e}))`,
  dayNumber: (e) => `dateDiff('day', toDate32('1970-01-01'), toDate32(${e}))`,
  epochMs: (e) => `toUnixTimestamp64Milli(toDateTime64(${e}, 3))`,
  wholeWeeks: (e) => `intDiv(${e}, 7)`,
  isoWeek: (e) => `formatDateTime(${e}, '%G-W%V')`,
  month: (e) => `formatDateTime(${e}, '%Y-%m')`,
  days: {
    span: "toYYYYMM(date)",
    of: (isWork) => `groupBitOr(if(${isWork}, bitShiftLeft(toUInt64(1), toDayOfMonth(date)), toUInt64(0)))`,
    count: (sets) => `sum(bitCount(${sets}))`,
  },
  groupsTable: (groups) => unionOf(groups, quotedTwice),
};

const bigquery: Dialect = {
  name: "bigquery",
  text: (value) => quotedTwice(value).replaceAll("''", "\\'"),
  matches: (e, p) => `REGEXP_CONTAINS(${e}, r'${p}')`,
  extract: (e, p) => `REGEXP_EXTRACT(${e}, r'${p}')`,
  path: "_FILE_NAME",
  asText: (e) => `CAST(${e} AS STRING)`,
  sum: (e) => `SUM(CAST(${e} AS NUMERIC))`,
  xor: (e) => `BIT_XOR(${e})`,
  textSet: null,
  dayNumber: (e) => `UNIX_DATE(${e})`,
  epochMs: (e) => `UNIX_MILLIS(${e})`,
  wholeWeeks: (e) => `DIV(${e}, 7)`,
  isoWeek: (e) => `FORMAT_DATE('%G-W%V', ${e})`,
  month: (e) => `FORMAT_DATE('%Y-%m', ${e})`,
  days: null,
  groupsTable: (groups) => unionOf(groups, (value) => bigquery.text(value)),
};

const athena: Dialect = {
  name: "athena",
  text: quoted,
  matches: (e, p) => `regexp_like(${e}, '${p}')`,
  extract: (e, p) => `regexp_extract(${e}, '${p}', 1)`,
  path: '"$path"',
  asText: (e) => `CAST(${e} AS VARCHAR)`,
  sum: (e) => `sum(CAST(${e} AS DECIMAL(38, 0)))`,
  xor: (e) => `bitwise_xor_agg(${e})`,
  textSet: null,
  dayNumber: (e) => `date_diff('day', DATE '1970-01-01', ${e})`,
  epochMs: (e) => `to_unixtime(${e}) * 1000`,
  wholeWeeks: (e) => `(${e}) / 7`,
  isoWeek: (e) => `date_format(${e}, '%x-W%v')`,
  month: (e) => `date_format(${e}, '%Y-%m')`,
  days: null,
  groupsTable: (groups) => valuesOf(groups, quoted),
};

const spark: Dialect = {
  name: "spark",
  text: (value) => quotedTwice(value).replaceAll("''", "\\'"),
  matches: (e, p) => `${e} RLIKE '${p}'`,
  extract: (e, p) => `regexp_extract(${e}, '${p}', 1)`,
  path: "_metadata.file_path",
  asText: (e) => `CAST(${e} AS STRING)`,
  sum: (e) => `sum(CAST(${e} AS DECIMAL(38, 0)))`,
  xor: (e) => `bit_xor(${e})`,
  textSet: null,
  dayNumber: (e) => `datediff(${e}, DATE '1970-01-01')`,
  epochMs: (e) => `unix_millis(${e})`,
  wholeWeeks: (e) => `(${e}) DIV 7`,
  isoWeek: (e) => `concat(extract(YEAROFWEEK FROM ${e}), '-W', lpad(extract(WEEK FROM ${e}), 2, '0'))`,
  month: (e) => `date_format(${e}, 'yyyy-MM')`,
  days: null,
  groupsTable: (groups) => unionOf(groups, (value) => spark.text(value)),
};

const snowflake: Dialect = {
  name: "snowflake",
  text: quotedTwice,
  matches: (e, p) => `REGEXP_LIKE(${e}, '${p}')`,
  extract: (e, p) => `REGEXP_SUBSTR(${e}, '${p}', 1, 1, 'e', 1)`,
  path: "METADATA$FILENAME",
  asText: (e) => `CAST(${e} AS VARCHAR)`,
  sum: (e) => `sum(${e})`,
  xor: (e) => `BITXOR_AGG(${e})`,
  textSet: null,
  dayNumber: (e) => `DATEDIFF('day', DATE '1970-01-01', ${e})`,
  epochMs: (e) => `DATE_PART(epoch_millisecond, ${e})`,
  wholeWeeks: (e) => `FLOOR((${e}) / 7)`,
  isoWeek: (e) => `YEAROFWEEKISO(${e}) || '-W' || LPAD(WEEKISO(${e}), 2, '0')`,
  month: (e) => `TO_CHAR(${e}, 'YYYY-MM')`,
  days: null,
  groupsTable: (groups) => unionOf(groups, quotedTwice),
};

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb,
  clickhouse,
  bigquery,
  athena,
  spark,
  snowflake,
};
