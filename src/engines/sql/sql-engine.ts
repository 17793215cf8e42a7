/** The engine's port over any database: statements out, rows of text back, a row per group or member. */

import { parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import {
  compareKeys,
  type DayRange,
  type MachineShare,
  type SumDimension,
  type SumQuery,
  type SumRow,
  type TeamEngine,
  type WeekOfUse,
} from "../../core/team/sums.ts";
import type { Dialect } from "./dialect.ts";
import { machinesSql, type PartDimension, partsSql, sumsOfPartsSql, sumsSql, weeksOfUseSql } from "./queries.ts";

/** A row by the names of its columns. */
export type TextRow = Readonly<Record<string, string | null>>;

export type SqlConnection = {
  readonly dialect: Dialect;
  /** Of all cells, and of those that count: names of tables, or subqueries. */
  readonly allCells: string;
  readonly countedCells: string;
  rows(sql: string): Promise<readonly TextRow[]>;
  /** Makes a table that lasts as long as the connection; null = the database keeps none. */
  readonly makeTable: ((name: string, sql: string) => Promise<void>) | null;
  close(): Promise<void>;
};

/** A table of parts, and what it can answer. */
type Parts = { readonly table: string; readonly range: DayRange; readonly dimensions: readonly PartDimension[] };

export class SqlEngine implements TeamEngine {
  readonly name: TeamEngine["name"];
  readonly #connection: SqlConnection;
  readonly #parts: Parts[] = [];

  constructor(name: TeamEngine["name"], connection: SqlConnection) {
    this.name = name;
    this.#connection = connection;
  }

  async sums(query: SumQuery): Promise<readonly SumRow[]> {
    const { dialect, countedCells } = this.#connection;
    const parts = await this.#partsFor(query);
    const sql = parts ? sumsOfPartsSql(dialect, parts, query) : sumsSql(dialect, countedCells, query);
    const rows = await this.#connection.rows(sql);
    return rows.map((row) => sumRow(row, query.by.length)).sort((a, b) => compareKeys(a.keys, b.keys));
  }

  /** A table of parts that a query can be answered from; null = it is to be asked of the cells themselves. */
  async #partsFor({ range, by, only, soon = [] }: SumQuery): Promise<Parts | null> {
    const { dialect, countedCells, makeTable } = this.#connection;
    const needed = [...by, ...(only ? [only.dimension] : [])].filter(isOfParts);
    // Few cells of few members are found quicker than all are summed.
    if (makeTable === null || [...by, only?.dimension].includes("day") || only?.dimension === "member") return null;
    const known = this.#parts.find((parts) => {
      return isSameRange(parts.range, range) && needed.every((dimension) => parts.dimensions.includes(dimension));
    });
    if (known) return known;
    const dimensions = [...new Set([...needed, ...soon.filter(isOfParts)])];
    const parts = { table: `parts_${this.#parts.length}`, range, dimensions };
    await makeTable(parts.table, partsSql(dialect, countedCells, range, dimensions));
    this.#parts.push(parts);
    return parts;
  }

  async weeksOfUse(range: DayRange): Promise<readonly WeekOfUse[]> {
    const { dialect, countedCells } = this.#connection;
    const rows = await this.#connection.rows(weeksOfUseSql(dialect, countedCells, range));
    return rows
      .map((row) => ({
        week: count(row, "week"),
        members: count(row, "members"),
        activeDays: count(row, "active_days"),
        totalPico: BigInt(text(row, "total_pico")),
      }))
      .sort((a, b) => a.week - b.week);
  }

  async machines(): Promise<readonly MachineShare[]> {
    const { dialect, allCells } = this.#connection;
    const rows = await this.#connection.rows(machinesSql(dialect, allCells));
    return rows
      .map((row) => ({
        member: text(row, "member"),
        machine: text(row, "machine"),
        firstDay: day(row, "first_day"),
        lastDay: Math.max(day(row, "last_day"), day(row, "shared_on") - 1),
      }))
      .sort((a, b) => compareKeys([a.member, a.machine], [b.member, b.machine]));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

const isOfParts = (dimension: SumDimension): dimension is PartDimension =>
  dimension !== "day" && dimension !== "member" && dimension !== "group";

const isSameRange = (a: DayRange, b: DayRange): boolean => a.from === b.from && a.to === b.to;

function sumRow(row: TextRow, keys: number): SumRow {
  return {
    keys: Array.from({ length: keys }, (_, i) => text(row, `key_${i}`)),
    members: count(row, "members"),
    activeDays: count(row, "active_days"),
    requests: count(row, "requests"),
    sessions: count(row, "sessions"),
    webSearches: count(row, "web_searches"),
    tokens: {
      input: count(row, "input_tokens"),
      output: count(row, "output_tokens"),
      cacheWrite5m: count(row, "cache_write_5m_tokens"),
      cacheWrite1h: count(row, "cache_write_1h_tokens"),
      cacheRead: count(row, "cache_read_tokens"),
    },
    costPico: BigInt(text(row, "logged_pico")),
    backgroundPico: BigInt(text(row, "background_pico")),
    unpricedTokens: count(row, "unpriced_tokens"),
    firstDay: day(row, "first_day"),
    lastDay: day(row, "last_day"),
  };
}

/** @throws Error where the database gave something else than it was asked for */
function text(row: TextRow, name: string): string {
  const value = row[name];
  if (typeof value !== "string") throw new Error(`the database gave no ${name}`);
  return value;
}

function count(row: TextRow, name: string): number {
  const value = Number(text(row, name));
  if (!Number.isFinite(value)) throw new Error(`the database gave '${row[name]}' for ${name}`);
  return value;
}

/** The date at the beginning of a date or time. */
function day(row: TextRow, name: string): DayNumber {
  const value = parseDay(text(row, name).slice(0, 10));
  if (value === null) throw new Error(`the database gave '${row[name]}' for ${name}`);
  return value;
}
