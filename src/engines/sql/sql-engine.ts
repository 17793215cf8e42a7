/** The engines' interface for any database: statements out, rows of text back, a row per group or member. */

import { parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import {
  compareKeys,
  type DayRange,
  type MachineShare,
  type PeopleRow,
  type SpendRow,
  type SumDimension,
  type SumQuery,
  type SumRow,
  type TeamEngine,
  type WeekOfUse,
} from "../../core/team/sums.ts";
import type { Dialect } from "./dialect.ts";
import { machinesSql, sumsSql, weeksOfUseSql } from "./queries.ts";

/** A row, by column name. */
export type TextRow = Readonly<Record<string, string | null>>;

export type SqlConnection = {
  readonly dialect: Dialect;
  /** All cells, and those that count: names of tables, or subqueries. */
  readonly allCells: string;
  readonly countedCells: string;
  rows(sql: string): Promise<readonly TextRow[]>;
  /** null = all queries are asked of the cells. */
  readonly summaries: Summaries | null;
  close(): Promise<void>;
};

/** Answers queries from tables that it makes of the cells; null = such a query is quicker asked of the cells. */
export type Summaries = {
  sums(query: SumQuery): Promise<readonly TextRow[] | null>;
  people(query: SumQuery): Promise<readonly TextRow[] | null>;
  /** @param soon dimensions of the next queries */
  members(range: DayRange, soon: readonly SumDimension[]): Promise<readonly TextRow[] | null>;
};

export class SqlEngine implements TeamEngine {
  readonly name: TeamEngine["name"];
  readonly #connection: SqlConnection;

  constructor(name: TeamEngine["name"], connection: SqlConnection) {
    this.name = name;
    this.#connection = connection;
  }

  async sums(query: SumQuery): Promise<readonly SumRow[]> {
    const { dialect, countedCells, rows, summaries } = this.#connection;
    const summed = await summaries?.sums(query);
    const found = summed ?? (await rows(sumsSql(dialect, countedCells, query)));
    return found.map((row) => sumRow(row, query.by.length)).sort(byKeys);
  }

  async people(query: SumQuery): Promise<readonly PeopleRow[]> {
    const { dialect, countedCells, rows, summaries } = this.#connection;
    const summed = await summaries?.people(query);
    const found = summed ?? (await rows(sumsSql(dialect, countedCells, query, "people")));
    return found.map((row) => peopleRow(row, query.by.length)).sort(byKeys);
  }

  async members(range: DayRange, soon: readonly SumDimension[] = []): Promise<readonly SpendRow[]> {
    const { dialect, countedCells, rows, summaries } = this.#connection;
    const summed = await summaries?.members(range, soon);
    const found = summed ?? (await rows(sumsSql(dialect, countedCells, { range, by: ["member"] }, "money")));
    return found.map(spendRow).sort(byKeys);
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

const byKeys = (a: PeopleRow, b: PeopleRow): number => compareKeys(a.keys, b.keys);

function peopleRow(row: TextRow, keys: number): PeopleRow {
  return {
    keys: Array.from({ length: keys }, (_, i) => text(row, `key_${i}`)),
    members: count(row, "members"),
    activeDays: count(row, "active_days"),
    firstDay: day(row, "first_day"),
    lastDay: day(row, "last_day"),
  };
}

const spendRow = (row: TextRow): SpendRow => ({
  ...peopleRow(row, 1),
  costPico: BigInt(text(row, "logged_pico")),
  backgroundPico: BigInt(text(row, "background_pico")),
});

function sumRow(row: TextRow, keys: number): SumRow {
  return {
    ...peopleRow(row, keys),
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
  };
}

/** @throws Error where the database returned another type than requested */
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
