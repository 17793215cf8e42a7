/**
 * Sums a team's cells on a ClickHouse server or cluster, which reads them from a table, `s3(…)`, `s3Cluster(…)` or
 * `file(…)`. One statement for each table of a report; the result has a row per group or member. `file-values.ts`
 * decides which files count, as for all engines.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS } from "../../core/team/cell.ts";
import { UserError } from "../../core/user-error.ts";
import { isSafeAddress } from "../safe-address.ts";
import { bucketEndpoint } from "../sql/bucket.ts";
import { leftOutSql, SHARE_KEY, sharesSql } from "../sql/counted.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { type LeftOutFile, leftOutFiles, noFilesAt, PATH_COLUMN } from "../sql/file-values.ts";
import { canBe } from "../sql/guard.ts";
import { CLICKHOUSE_OFF, clickHouseFiles } from "../sql/script.ts";
import { SqlEngine, type TextRow } from "../sql/sql-engine.ts";
import { openClient } from "./clickhouse-client.ts";

export type ClickHouseOptions = {
  /** The server's HTTP address. */
  readonly url: string;
  /** A table or table function with the cells; null = `file(…)` of the team's folder, as the server sees it. */
  readonly table: string | null;
  /** The team's folder, or an address of a bucket (`s3://bucket/folder`), as the server sees it. */
  readonly folder: string;
  /** Whether the folder was given by its address, and so must contain files. */
  readonly isNamed: boolean;
  /** Files in the folder that the server should not open. */
  readonly foreign: readonly string[];
  /** The UTC date of now: later dates are impossible. */
  readonly today: DayNumber;
  /** User and password: CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type OpenedClickHouse = { readonly engine: SqlEngine; readonly leftOut: readonly LeftOutFile[] };

type Rows = (sql: string) => Promise<readonly TextRow[]>;

const dialect = DIALECTS.clickhouse;

/** @throws UserError where the client is not installed, or the server cannot be reached */
export async function openClickHouse(options: ClickHouseOptions): Promise<OpenedClickHouse> {
  const client = openClient(options.url, options.env, secretsIn(options.table ?? ""));
  const settings = await settingsOf(client.rows);
  const rows: Rows = (sql) => client.rows(`${sql}${settings}`);
  const { cells, leftOut } = await cellsThatCount(rows, options);
  const left = `SELECT ${SHARE_KEY} FROM (${leftOutSql(`(${sharesSql(dialect, cells)})`)})`;
  const [row] = await rows(`SELECT toString(count()) AS n FROM (${left})`);
  const counted = row?.["n"] === "0" ? cells : `(SELECT * FROM ${cells} WHERE (${SHARE_KEY}) NOT IN (${left}))`;
  const engine = new SqlEngine("clickhouse", {
    dialect,
    allCells: cells,
    countedCells: counted,
    rows,
    summaries: null,
    close: client.close,
  });
  return { engine, leftOut };
}

/** Older servers do not have all of the settings. */
async function settingsOf(rows: Rows): Promise<string> {
  const names = CLICKHOUSE_OFF.map(dialect.text).join(", ");
  const known = await rows(`SELECT name FROM system.settings WHERE name IN (${names})`);
  return known.length === 0 ? "" : `\nSETTINGS ${known.map(({ name }) => `${name} = 0`).join(", ")}`;
}

const CELL_NAMES = CELL_COLUMNS.map(({ name }) => name).join(", ");

async function cellsThatCount(
  rows: Rows,
  { table, folder, isNamed, foreign, today, env }: ClickHouseOptions,
): Promise<{ readonly cells: string; readonly leftOut: readonly LeftOutFile[] }> {
  const from = table ?? clickHouseFiles(folder.replace(/\/+$/, ""), bucketEndpoint(env));
  if (table !== null && !(await hasPaths(rows, table))) {
    // Of rows in a table nobody knows the file: those that cannot be are not counted.
    return { cells: `(SELECT ${CELL_NAMES} FROM ${from} WHERE ${canBe(dialect, today)})`, leftOut: [] };
  }
  const leftOut: LeftOutFile[] = [];
  const cells = (): string => {
    const paths = [...foreign, ...leftOut.map(({ path }) => path)].map(dialect.text).join(", ");
    const where = paths === "" ? "" : ` WHERE _path NOT IN (${paths})`;
    return `(SELECT ${CELL_NAMES}, _path AS ${PATH_COLUMN} FROM ${from}${where})`;
  };
  for (;;) {
    try {
      const looked = await leftOutFiles(rows, dialect, cells(), today);
      leftOut.push(...looked.leftOut);
      if (isNamed && looked.files === 0 && leftOut.length === 0) throw noFilesAt(folder);
      return { cells: cells(), leftOut };
    } catch (error) {
      const path = FAILED_FILE.exec((error as Error).message)?.[1];
      if (!(error instanceof UserError) || path === undefined || leftOut.some((file) => file.path === path))
        throw error;
      leftOut.push({ path, reason: "it cannot be read (ClickHouse)" });
    }
  }
}

/** The quoted texts after the address in `s3('https://…', 'key', 'secret', 'Parquet')`. */
function secretsIn(table: string): readonly string[] {
  const [, ...texts] = [...table.matchAll(/'((?:[^'\\]|\\.|'')+)'/g)].map(([, text = ""]) => text);
  return texts.filter((text) => text !== "Parquet" && !text.includes(" "));
}

/** How ClickHouse's errors mention the file that they are about. */
const FAILED_FILE = /\(in file\/uri (.+?usage\.parquet)\)/;

async function hasPaths(rows: Rows, table: string): Promise<boolean> {
  try {
    await rows(`SELECT _path FROM ${table} LIMIT 0`);
    return true;
  } catch (error) {
    if (error instanceof UserError && /UNKNOWN_IDENTIFIER|Unknown expression/.test(error.message)) return false;
    throw error;
  }
}

/** @throws UserError where it is not a URL, or not one of an https server (http only on this machine) */
export function checkedUrl(text: string): string {
  if (isSafeAddress(text)) return text;
  throw new UserError(`--url: '${text}' is no address of a ClickHouse server`, {
    hint: "Use https://HOST:8443, or http://localhost:8123 on this machine.",
    exitCode: 2,
  });
}
