/** Sums a team's cells in DuckDB, which reads the folder itself: locally, or by its own extensions (`s3://…`). */

import { UserError } from "../../core/user-error.ts";
import { leftOutSql, SHARE_KEY } from "../sql/counted.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { SqlEngine } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";
import { openModule } from "./duckdb-module.ts";
import { openProgram } from "./duckdb-program.ts";

export type DuckDbOptions = {
  /** Files or patterns of files of cells. */
  readonly files: readonly string[];
  /** Loads DuckDB's own extension for remote files. */
  readonly isRemote: boolean;
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

async function connect(db: DuckDb, { files, isRemote }: DuckDbOptions): Promise<SqlEngine> {
  if (isRemote) await db.run("INSTALL httpfs; LOAD httpfs;");
  const list = files.map((file) => dialect.text(file)).join(", ");
  await db.run(
    `CREATE TEMP VIEW all_cells AS SELECT * FROM read_parquet([${list}], hive_partitioning = false) WHERE ${VALID};`,
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

/** Rows that can be: the rest of a file that claude-cost did not write is not counted. */
const VALID = [
  "schema = 1",
  "date >= DATE '2020-01-01'",
  "regexp_full_match(member, 'dev-[0-9a-f]{10}')",
  "coalesce(cost_pico, 0) >= 0",
  ...["responses", "sessions", "input_tokens", "output_tokens", "cache_read_tokens"].map((name) => `${name} >= 0`),
].join(" AND ");
