/** Sums a team's cells in DuckDB, which reads the folder itself: locally, or by its own extensions (`s3://…`). */

import { dayKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type CellColumnType } from "../../core/team/cell.ts";
import { UserError } from "../../core/user-error.ts";
import { leftOutSql, shareHash, suspectSteps, validSql } from "../sql/counted.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { SqlEngine } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";
import { openModule } from "./duckdb-module.ts";
import { openProgram } from "./duckdb-program.ts";

export type DuckDbOptions = {
  /** Files of cells, or patterns of them; addresses such as `s3://…` are read by DuckDB's own extension. */
  readonly files: readonly string[];
  /** The UTC date of now: later dates cannot be. */
  readonly today: DayNumber;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** @throws UserError where there is no DuckDB, or it cannot read the files */
export async function openDuckDb(options: DuckDbOptions): Promise<SqlEngine> {
  const db = openProgram(options.env) ?? (await openModule());
  if (db === null) {
    throw new UserError("there is no DuckDB here", {
      hint: "Put the `duckdb` program on the PATH, or install @duckdb/node-api beside claude-cost (npm install -g @duckdb/node-api).",
    });
  }
  try {
    return await connect(db, options);
  } catch (error) {
    await db.close();
    throw error;
  }
}

const dialect = DIALECTS.duckdb;

const SQL_TYPES: Readonly<Record<CellColumnType, string>> = {
  DATE: "DATE",
  STRING: "VARCHAR",
  INT32: "INTEGER",
  INT64: "BIGINT",
  TIMESTAMP: "TIMESTAMP",
};

async function connect(db: DuckDb, { files, today }: DuckDbOptions): Promise<SqlEngine> {
  if (files.some((file) => file.includes("://"))) await db.run("INSTALL httpfs; LOAD httpfs;");
  await db.run(`CREATE TEMP VIEW all_cells AS ${await cellsSql(db, files, today)};`);
  const isAllCounted = await leaveOut(db);
  return new SqlEngine("duckdb", {
    dialect,
    allCells: "all_cells",
    countedCells: isAllCounted ? "all_cells" : "team_cells",
    rows: (sql) => db.rows(sql),
    close: () => db.close(),
  });
}

/**
 * All cells that can be. Where the files' own statistics say that all can, no row is looked at for it, which would take
 * longer than the sums.
 */
async function cellsSql(db: DuckDb, files: readonly string[], today: DayNumber): Promise<string> {
  if (files.length === 0) return `SELECT * FROM ${NO_CELLS}`;
  const list = `[${files.map((file) => dialect.text(file)).join(", ")}]`;
  const cells = `read_parquet(${list}, hive_partitioning = false)`;
  const [row] = await db.rows(`SELECT CAST(count(*) AS VARCHAR) AS n FROM (
    SELECT path_in_schema AS name, stats_min_value AS least, stats_max_value AS most FROM parquet_metadata(${list})
  ) WHERE (name IN (${COUNTS.map(dialect.text).join(", ")}) AND coalesce(TRY_CAST(least AS BIGINT), -1) < 0)
    OR (name = 'cost_pico' AND TRY_CAST(least AS BIGINT) < 0)
    OR (name = 'schema' AND NOT coalesce(least = '1' AND most = '1', false))
    OR (name = 'date' AND NOT coalesce(least >= '2020-01-01' AND most <= '${dayKey(today)}', false))`);
  const member = dialect.matches("member", MEMBER);
  return `SELECT * FROM ${cells} WHERE ${row?.["n"] === "0" ? member : validSql(dialect, today)}`;
}

const SHARE_HASH = shareHash(dialect);
const MEMBER = "^dev-[0-9a-f]{10}$";
const COUNTS = CELL_COLUMNS.filter(({ type, field, isNullable }) => {
  return type === "INT64" && field !== "idsFold" && isNullable !== true;
}).map(({ name }) => name);

/** Makes `team_cells` where something is left out. @returns whether all cells count */
async function leaveOut(db: DuckDb): Promise<boolean> {
  // As tables, so that each is made once.
  for (const { name, sql } of suspectSteps(dialect, "all_cells")) await db.run(`CREATE TEMP TABLE ${name} AS ${sql};`);
  const [row] = await db.rows(`SELECT ${dialect.asText("count(*)")} AS n FROM suspects`);
  if (row?.["n"] === "0") return true;
  // By the hash: comparing three columns with each cell would take longer than the sums.
  await db.run(
    `CREATE TEMP TABLE left_out AS SELECT ${SHARE_HASH} AS share, generated_at FROM (${leftOutSql(dialect, "all_cells")});`,
  );
  const [left] = await db.rows(`SELECT ${dialect.asText("count(*)")} AS n FROM left_out`);
  if (left?.["n"] === "0") return true;
  await db.run(
    `CREATE TEMP VIEW team_cells AS SELECT all_cells.* FROM all_cells ANTI JOIN left_out
      ON ${SHARE_HASH} = left_out.share AND all_cells.generated_at = left_out.generated_at;`,
  );
  return false;
}

/** A table of cells without any: where a folder has no files yet. */
const NO_CELLS = `(SELECT ${CELL_COLUMNS.map(({ name, type }) => `CAST(NULL AS ${SQL_TYPES[type]}) AS ${name}`).join(", ")} WHERE false)`;
