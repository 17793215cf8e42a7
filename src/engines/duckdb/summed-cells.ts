/**
 * Tables into which DuckDB sums the cells, so that the queries of a report read the cells once or twice and not each
 * time. One kind has amounts (tokens and money) without members, the other has people (days and money) without tokens.
 * Each groups millions of cells by few keys, which takes a third less time than computing all sums by member and week
 * together.
 * Cells are grouped by columns as they are stored, or by functions of one column (`last_day`, `LIKE`): DuckDB computes
 * those once for each distinct value in a part of a file. Arithmetic on dates would be done for every cell.
 */

import type { DayRange, SumDimension, SumQuery } from "../../core/team/sums.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { groupsJoin, keyOf, onlySql, ordinals, rangeSql, SUMS, WORK } from "../sql/queries.ts";
import type { Summaries, TextRow } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";

const dialect = DIALECTS.duckdb;

/** Dimensions for which cells have a column. */
type CellDimension = Exclude<SumDimension, "day" | "week" | "month" | "group">;
/** Which dates a table has: each day, or the last day of each month; null = none. */
type Dates = "day" | "month" | null;

type Table = {
  readonly name: string;
  readonly range: DayRange;
  readonly dimensions: readonly CellDimension[];
  readonly dates: Dates;
};

/**
 * Sums of cells as they are stored. The table's key separates the money of logged responses from that of background
 * use.
 */
const COUNTS = SUMS.filter(([name]) => !name.endsWith("_pico"));

export class SummedCells implements Summaries {
  readonly #db: DuckDb;
  readonly #cells: string;
  readonly #amounts: Table[] = [];
  readonly #people: Table[] = [];

  /** @param cells name of a table of the cells that count */
  constructor(db: DuckDb, cells: string) {
    this.#db = db;
    this.#cells = cells;
  }

  async sums(query: SumQuery): Promise<readonly TextRow[] | null> {
    const dates = datesFor(query);
    const dimensions = columnsFor(query);
    // There are nearly as many days of single members as cells, so such a table would save nothing.
    if (dates === "day" && dimensions.includes("member")) return null;
    const people = await this.people(query);
    const amounts = await this.#tableOf(this.#amounts, query.range, dimensions, dates);
    const rows = await this.#db.rows(amountsSql(amounts.name, query));
    const keyOfRow = (row: TextRow): string => JSON.stringify(query.by.map((_, i) => row[`key_${i}`]));
    const peopleOf = new Map(people.map((row) => [keyOfRow(row), row]));
    return rows.map((row) => ({ ...row, ...peopleOf.get(keyOfRow(row)) }));
  }

  async people(query: SumQuery): Promise<readonly TextRow[]> {
    const table = await this.#peopleTable(query.range, columnsFor(query));
    return this.#db.rows(peopleSql(table.name, query));
  }

  async members(range: DayRange, soon: readonly SumDimension[]): Promise<readonly TextRow[]> {
    const table = await this.#peopleTable(range, columnsFor({ by: soon }));
    return this.#db.rows(membersSql(table.name));
  }

  #peopleTable(range: DayRange, dimensions: readonly CellDimension[]): Promise<Table> {
    return this.#tableOf(this.#people, range, [...new Set<CellDimension>([...dimensions, "member"])], null);
  }

  /** An existing table that has all that is needed, or else a new one. */
  async #tableOf(tables: Table[], range: DayRange, dimensions: readonly CellDimension[], dates: Dates): Promise<Table> {
    const isEnough = (table: Table): boolean =>
      table.range.from === range.from &&
      table.range.to === range.to &&
      dimensions.every((dimension) => table.dimensions.includes(dimension)) &&
      (dates === null || table.dates === "day" || table.dates === dates);
    const known = tables.find(isEnough);
    if (known) return known;
    const isOfPeople = tables === this.#people;
    const table = { name: `${isOfPeople ? "people" : "amounts"}_${tables.length}`, range, dimensions, dates };
    const columns = isOfPeople ? peopleColumns(dimensions) : amountsColumns(dimensions, dates);
    await this.#db.run(`CREATE TEMP TABLE ${table.name} AS
      SELECT ${[...columns.keys, ...columns.sums].join(", ")}
      FROM ${this.#cells} WHERE ${rangeSql(range)} GROUP BY ${ordinals(columns.keys.length)};`);
    tables.push(table);
    return table;
  }
}

const isOfCells = (dimension: SumDimension): dimension is CellDimension =>
  !["day", "week", "month", "group"].includes(dimension);

const dimensionsOf = ({ by, only }: Pick<SumQuery, "by" | "only">): readonly SumDimension[] => [
  ...by,
  ...(only ? [only.dimension] : []),
];

/** The columns that a query needs; a query by group needs the members. */
function columnsFor(query: Pick<SumQuery, "by" | "only">): readonly CellDimension[] {
  const dimensions = dimensionsOf(query);
  const own = dimensions.filter(isOfCells);
  return [...new Set(dimensions.includes("group") ? [...own, "member" as const] : own)];
}

function datesFor(query: Pick<SumQuery, "by" | "only">): Dates {
  const dimensions = dimensionsOf(query);
  if (dimensions.includes("day") || dimensions.includes("week")) return "day";
  return dimensions.includes("month") ? "month" : null;
}

type Columns = { readonly keys: readonly string[]; readonly sums: readonly string[] };

function amountsColumns(dimensions: readonly CellDimension[], dates: Dates): Columns {
  const date = dates === "day" ? ["date"] : dates === "month" ? ["last_day(date) AS date"] : [];
  const counts = COUNTS.map(([name, of]) => `sum(${of}) AS ${name}`);
  return {
    keys: [...date, ...dimensions, `${WORK} AS is_work`],
    sums: [...counts, "coalesce(sum(cost_pico), 0) AS pico"],
  };
}

/** `on_days` has a bit for each day with cells, in the month that ends with `month_end`. */
function peopleColumns(dimensions: readonly CellDimension[]): Columns {
  return {
    keys: [...dimensions, "last_day(date) AS month_end", `${WORK} AS is_work`],
    sums: ["bit_or(1::BIGINT << day(date)) AS on_days", "coalesce(sum(cost_pico), 0) AS pico"],
  };
}

const text = (expression: string): string => dialect.asText(expression);

const MONEY = ["logged_pico", "background_pico"].map((name, i) => {
  const isOfIt = i === 0 ? "is_work" : "NOT is_work";
  return `sum(CASE WHEN ${isOfIt} THEN pico ELSE 0 END) AS ${name}`;
});

/** `key_0` …, and the sums of tokens and money. */
function amountsSql(table: string, query: SumQuery): string {
  const keys = query.by.map((dimension, i) => `${keyOf(dialect, dimension)} AS key_${i}`);
  const sums = COUNTS.map(([name]) => `sum(${name}) AS ${name}`);
  const names = [...COUNTS.map(([name]) => name), "logged_pico", "background_pico"];
  return `SELECT * REPLACE (${names.map((name) => `${text(name)} AS ${name}`).join(", ")})
    FROM (
      SELECT ${[...keys, ...sums, ...MONEY].join(", ")}
      FROM ${table} AS c${groupsJoin(dialect, query)}
      WHERE ${["1 = 1", ...onlySql(dialect, query)].join(" AND ")}
      ${grouped(keys.length)}
    )`;
}

/** Groups rows by the first columns. Without any, there is one row in all, or none where there are no cells. */
const grouped = (keys: number): string => (keys === 0 ? "HAVING count(*) > 0" : `GROUP BY ${ordinals(keys)}`);

/** The first and the last of the days in the bits of a month. */
const FIRST = "month_end - CAST(day(month_end) - log2(on_days & -on_days) AS INTEGER)";
const LAST = "month_end - CAST(day(month_end) - floor(log2(on_days)) AS INTEGER)";
/** The days of logged responses and background use together, and those of logged responses alone. */
const MERGED_DAYS = ["bit_or(on_days) AS on_days", "bit_or(CASE WHEN is_work THEN on_days ELSE 0 END) AS work_days"];
const PEOPLE = [
  `${text("coalesce(sum(bit_count(work_days)), 0)")} AS active_days`,
  `${text(`min(${FIRST})`)} AS first_day`,
  `${text(`max(${LAST})`)} AS last_day`,
];

/** `key_0` …, `members`, `active_days`, `first_day`, `last_day`. */
function peopleSql(table: string, query: SumQuery): string {
  const { only } = query;
  const isOfTime = datesFor(query) !== null;
  const names = query.by.map((_, i) => `key_${i}`);
  const keys = query.by.map((dimension, i) => `${timeKey(dimension) ?? keyOf(dialect, dimension)} AS key_${i}`);
  const columns = [...new Set([...query.by.filter(isOfCells), "member"])].map((column) => `c.${column} AS ${column}`);
  const onlyCells = only && isOfCells(only.dimension) ? onlySql(dialect, query) : [];
  const onlyGroups = only?.dimension === "group" ? onlySql(dialect, query) : [];
  const within = isOfTime ? " & d.of_key" : "";
  return `WITH ${isOfTime ? `${calendarSql(table, query)}, ` : ""}merged AS (
      SELECT ${[...columns, "c.month_end AS month_end", ...MERGED_DAYS].join(", ")}
      FROM ${table} AS c
      WHERE ${["1 = 1", ...onlyCells].join(" AND ")}
      GROUP BY ${ordinals(columns.length + 1)}
    ), used AS (
      SELECT ${[...keys, "c.member AS who", "c.month_end AS month_end"].join(", ")},
        c.on_days${within} AS on_days, c.work_days${within} AS work_days
      FROM merged AS c${isOfTime ? "\n      JOIN calendar AS d ON d.month_end = c.month_end" : ""}${groupsJoin(dialect, query)}
      WHERE ${[`c.on_days${within} <> 0`, ...onlyGroups].join(" AND ")}
    )
    SELECT ${[...names, `${text("count(DISTINCT who)")} AS members`, ...PEOPLE].join(", ")}
    FROM used
    ${grouped(names.length)}`;
}

const TIMES = ["day", "week", "month"] as const;

/** The calendar's column for a dimension of time; null = it is not of time. */
const timeKey = (dimension: SumDimension): string | null =>
  TIMES.some((time) => time === dimension) ? `d.of_${dimension}` : null;

/**
 * The days of the table's months, grouped by the query's dimensions of time; `of_key` has a bit for each day of a
 * group.
 */
function calendarSql(table: string, query: SumQuery): string {
  const times = TIMES.filter((time) => query.by.includes(time));
  const keys = times.map((time) => `${keyOf(dialect, time)} AS of_${time}`);
  const isOnlyTime = query.only !== undefined && timeKey(query.only.dimension) !== null;
  const only = isOnlyTime ? onlySql(dialect, query) : [];
  return `calendar AS (
      SELECT ${["last_day(date) AS month_end", ...keys].join(", ")}, bit_or(1::BIGINT << day(date)) AS of_key
      FROM (
        SELECT CAST(unnest(generate_series(date_trunc('month', month_end), month_end, INTERVAL 1 DAY)) AS DATE) AS date
        FROM (SELECT DISTINCT month_end FROM ${table})
      )
      WHERE ${["1 = 1", ...only].join(" AND ")}
      GROUP BY ${ordinals(keys.length + 1)}
    )`;
}

/** A row for each member: `key_0`, `members`, `active_days`, `logged_pico`, `background_pico`, `first_day`, `last_day`. */
function membersSql(table: string): string {
  const money = ["logged_pico", "background_pico"].map((name) => `${text(`sum(${name})`)} AS ${name}`);
  return `SELECT ${["key_0", "'1' AS members", ...PEOPLE, ...money].join(", ")}
    FROM (
      SELECT ${["member AS key_0", "month_end", ...MERGED_DAYS, ...MONEY].join(", ")}
      FROM ${table}
      GROUP BY member, month_end
    )
    GROUP BY key_0`;
}
