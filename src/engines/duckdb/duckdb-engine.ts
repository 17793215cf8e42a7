/** Sums a team's cells in DuckDB, which reads the folder itself: locally, or by its own extensions (`s3://…`). */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { UserError } from "../../core/user-error.ts";
import { bucketEndpoint } from "../sql/bucket.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { type LeftOutFile, noFilesAt } from "../sql/file-values.ts";
import { SqlEngine } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";
import { type TeamTables, teamTables, type VerifiedMonth } from "./duckdb-files.ts";
import { openModule } from "./duckdb-module.ts";
import { openProgram } from "./duckdb-program.ts";
import { SummedCells } from "./summed-cells.ts";

export type DuckDbOptions = {
  /**
   * Files of cells; or the address of a team's folder, such as `s3://bucket/folder`, in which DuckDB finds them itself.
   */
  readonly files: readonly string[] | { readonly address: string };
  /** Compacted months that were checked before: path → whether all of their cells count. */
  readonly verified: ReadonlyMap<string, boolean>;
  /** The UTC date of now: later dates are impossible. */
  readonly today: DayNumber;
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type OpenedDuckDb = {
  readonly engine: SqlEngine;
  readonly leftOut: readonly LeftOutFile[];
  /** Compacted months that were checked now. */
  readonly verified: readonly VerifiedMonth[];
};

/** @throws UserError where DuckDB is not available */
export async function openDuckDb({ files, verified, today, env }: DuckDbOptions): Promise<OpenedDuckDb> {
  const db = openProgram(env) ?? (await openModule());
  if (db === null) {
    throw new UserError("there is no DuckDB here", {
      hint: "Put the `duckdb` program on the PATH, or install @duckdb/node-api beside claude-cost (npm install -g @duckdb/node-api).",
    });
  }
  try {
    const paths = "address" in files ? await filesAt(db, files.address, env) : files;
    const { tables, refused } = await readableTables(db, paths, verified, today);
    const engine = new SqlEngine("duckdb", {
      dialect: DIALECTS.duckdb,
      allCells: tables.allCells,
      countedCells: tables.countedCells,
      rows: (sql) => db.rows(sql),
      summaries: new SummedCells(db, tables.countedCells),
      close: () => db.close(),
    });
    return { engine, leftOut: [...refused, ...tables.leftOut], verified: tables.verified };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/**
 * All files with the file name of files of cells; their paths are checked later. @throws UserError where the address
 * cannot be read
 */
async function filesAt(db: DuckDb, address: string, env: DuckDbOptions["env"]): Promise<readonly string[]> {
  if (address.includes("://")) await loadHttp(db, bucketEndpoint(env));
  const pattern = DIALECTS.duckdb.text(`${address.replace(/\/+$/, "")}/**/usage.parquet`);
  const rows = await db.rows(`SELECT file FROM glob(${pattern}) ORDER BY file`);
  if (rows.length === 0) throw noFilesAt(address);
  return rows.map(({ file }) => file as string);
}

/**
 * DuckDB's own extension for remote addresses; it reads keys from the environment (`AWS_ACCESS_KEY_ID` and similar).
 * @param endpoint the server of the buckets; null = AWS
 */
async function loadHttp(db: DuckDb, endpoint: URL | null): Promise<void> {
  try {
    await db.run("INSTALL httpfs; LOAD httpfs;");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, {
      hint: "DuckDB reads addresses by its extension httpfs, which it fetches once. Run INSTALL httpfs in a DuckDB with a connection, or name a folder on this machine.",
      cause: error,
    });
  }
  if (endpoint === null) return;
  const { text } = DIALECTS.duckdb;
  const host = `${endpoint.host}${endpoint.pathname.replace(/\/+$/, "")}`;
  await db.run(
    `SET s3_endpoint = ${text(host)}; SET s3_use_ssl = ${endpoint.protocol === "https:"}; SET s3_url_style = 'path';`,
  );
}

/** Leaves out files that DuckDB cannot read, one after another. */
async function readableTables(
  db: DuckDb,
  files: readonly string[],
  verified: ReadonlyMap<string, boolean>,
  today: DayNumber,
): Promise<{ readonly tables: TeamTables; readonly refused: readonly LeftOutFile[] }> {
  const refused: LeftOutFile[] = [];
  for (let left = files; ; left = left.filter((path) => refused.every((file) => file.path !== path))) {
    try {
      return { tables: await teamTables(db, left, verified, today), refused };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const found = await refusedFiles(db, left, error);
      if (found.length === 0) throw error;
      refused.push(...found);
    }
  }
}

/** The file in DuckDB's error message, or else those that it cannot read one by one. */
async function refusedFiles(db: DuckDb, files: readonly string[], error: UserError): Promise<readonly LeftOutFile[]> {
  const named = files.filter((path) => error.message.includes(path));
  if (named.length > 0) return named.map((path) => ({ path, reason: reasonOf(error) }));
  const refused: LeftOutFile[] = [];
  for (const path of files) {
    try {
      await teamTables(db, [path], new Map(), 0);
    } catch (reason) {
      if (!(reason instanceof UserError)) throw reason;
      refused.push({ path, reason: reasonOf(reason) });
    }
  }
  return refused;
}

const LONGEST_REASON = 200;

const reasonOf = ({ message }: UserError): string => {
  const [line = ""] = message.split("\n");
  return `it cannot be read (${line.slice(0, LONGEST_REASON)})`;
};
