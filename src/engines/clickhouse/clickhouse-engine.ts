/**
 * Sums a team's cells on a ClickHouse server or cluster, which reads them from a table, `s3(…)`, `s3Cluster(…)` or
 * `file(…)`. One statement for each table of a report; what comes back is a row per group or member.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { UserError } from "../../core/user-error.ts";
import { leftOutStatement, SHARE_KEY, validSql } from "../sql/counted.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { clickHouseFiles } from "../sql/script.ts";
import { SqlEngine } from "../sql/sql-engine.ts";
import { openClient } from "./clickhouse-client.ts";

export type ClickHouseOptions = {
  /** The server's HTTP address. */
  readonly url: string;
  /** A table or table function with the cells; null = `file(…)` of the team's folder, as the server sees it. */
  readonly table: string | null;
  /** The team's folder, or an address of a bucket (`s3://bucket/folder`). */
  readonly folder: string;
  /** The UTC date of now: later dates cannot be. */
  readonly today: DayNumber;
  /** User and password: CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

const dialect = DIALECTS.clickhouse;

/** @throws UserError where the client is not installed, or the server cannot be asked */
export async function openClickHouse(options: ClickHouseOptions): Promise<SqlEngine> {
  const cells = `(${cellsSql(options.table ?? clickHouseFiles(options.folder.replace(/\/+$/, "")), options.today)})`;
  const client = openClient(options.url, options.env);
  return new SqlEngine("clickhouse", {
    dialect,
    allCells: cells,
    countedCells: `(${countedSql(cells)})`,
    ...client,
  });
}

/** All cells, of which those that cannot be are left out. */
export function cellsSql(table: string, today: DayNumber): string {
  return `SELECT * FROM ${table} WHERE ${validSql(dialect, today)}`;
}

export function countedSql(cells: string): string {
  return `SELECT * FROM ${cells} WHERE (${SHARE_KEY}) NOT IN (SELECT ${SHARE_KEY} FROM (${leftOutStatement(dialect, cells)}))`;
}

/** @throws UserError where it is no address, or not one of a server over https (http on this machine alone) */
export function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return text;
  throw new UserError(`--url: '${text}' is no address of a ClickHouse server`, {
    hint: "Use https://HOST:8443, or http://localhost:8123 on this machine.",
    exitCode: 2,
  });
}
