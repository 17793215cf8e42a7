/** Sums a team's cells in DuckDB, which reads the folder itself: locally, or by its own extensions (`s3://…`). */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type CellColumnType } from "../../core/team/cell.ts";
import { UserError } from "../../core/user-error.ts";
import { leftOutSql, SHARE_KEY, validSql } from "../sql/counted.ts";
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
  const list = files.map((file) => dialect.text(file)).join(", ");
  await db.run(
    `CREATE TEMP VIEW all_cells AS SELECT * FROM ${files.length === 0 ? NO_CELLS : `read_parquet([${list}], hive_partitioning = false)`} WHERE ${validSql(dialect, today)};`,
  );
  await db.run(`CREATE TEMP TABLE left_out AS ${leftOutSql(dialect, "all_cells")};`);
  const [left] = await db.rows(`SELECT ${dialect.asText("count(*)")} AS n FROM left_out`);
  await db.run(`CREATE TEMP VIEW team_cells AS SELECT * FROM all_cells ANTI JOIN left_out USING (${SHARE_KEY});`);
  return new SqlEngine("duckdb", {
    dialect,
    allCells: "all_cells",
    countedCells: left?.["n"] === "0" ? "all_cells" : "team_cells",
    rows: (sql) => db.rows(sql),
    close: () => db.close(),
  });
}

/** A table of cells without any: where a folder has no files yet. */
const NO_CELLS = `(SELECT ${CELL_COLUMNS.map(({ name, type }) => `CAST(NULL AS ${SQL_TYPES[type]}) AS ${name}`).join(", ")} WHERE false)`;
