/** `team sql`: views over a team's folder, and the report's queries, for people to run in a database of their own. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type CellColumnType } from "../../core/team/cell.ts";
import { type DayRange, SUM_DIMENSIONS } from "../../core/team/sums.ts";
import { countedCellsSql, validSql } from "./counted.ts";
import { DIALECTS, type Dialect, type DialectName } from "./dialect.ts";
import { machinesSql, sumsSql, weeksOfUseSql } from "./queries.ts";

export type ScriptOptions = {
  /** The team's folder: a path, or the address of a bucket. */
  readonly folder: string;
  readonly range: DayRange;
  /** The UTC date of now. */
  readonly today: DayNumber;
};

/** A statement, and what it is. */
export type Statement = { readonly title: string; readonly sql: string; readonly kind: "view" | "query" };

/** In the order in which they are to be run. */
export function teamScript(name: DialectName, { folder, range, today }: ScriptOptions): readonly Statement[] {
  const dialect = DIALECTS[name];
  const sums = SUM_DIMENSIONS.filter((dimension) => dimension !== "group").map(
    (dimension): Statement => ({
      kind: "query",
      title: `What the team spent, by ${dimension}`,
      sql: sumsSql(dialect, "team_cells", { range, by: [dimension] }),
    }),
  );
  return [
    ...filesOf(dialect, folder.replace(/\/+$/, "")),
    {
      kind: "view",
      title: "All cells that can be",
      sql: `${CREATE_VIEW[name]} team_cells_shared AS SELECT * FROM team_files WHERE ${validSql(dialect, today)}`,
    },
    {
      kind: "view",
      title: "The cells that count: the newest share of a day, and one of those that hold the same responses",
      sql: `${CREATE_VIEW[name]} team_cells AS ${countedCellsSql(dialect, "team_cells_shared")}`,
    },
    { kind: "query", title: "What the team spent", sql: sumsSql(dialect, "team_cells", { range, by: [] }) },
    ...sums,
    { kind: "query", title: "By week since a member's first use", sql: weeksOfUseSql(dialect, "team_cells", range) },
    { kind: "query", title: "Who has shared until when", sql: machinesSql(dialect, "team_cells_shared") },
  ];
}

/** The script as text: statements with their titles as comments. */
export function scriptText(name: DialectName, options: ScriptOptions): string {
  const statements = teamScript(name, options).map(({ title, sql }) => `-- ${title}\n${sql};\n`);
  return `${HEADS[name].map((line) => `-- ${line}\n`).join("")}\n${statements.join("\n")}`;
}

const MONEY = "Money is in pico-dollars (1e-12 dollars): divide by 1e12 for dollars.";

/** How to run it. Those marked so were not run against the database itself. */
const HEADS: Readonly<Record<DialectName, readonly string[]>> = {
  duckdb: ["Run: claude-cost team sql duckdb | duckdb", MONEY],
  clickhouse: ["Run: claude-cost team sql clickhouse | clickhouse-client --multiquery", MONEY],
  bigquery: ["Copy the folder's .parquet files to the bucket first. Not tried against BigQuery.", MONEY],
  athena: ["Copy the folder's .parquet files to the bucket first, and nothing else. Not tried against Athena.", MONEY],
  spark: ["Run in spark-sql or a notebook. Not tried against Spark.", MONEY],
  snowflake: ["Copy the folder's .parquet files to the bucket first. Not tried against Snowflake.", MONEY],
};

const CREATE_VIEW: Readonly<Record<DialectName, string>> = {
  duckdb: "CREATE OR REPLACE TEMP VIEW",
  clickhouse: "CREATE OR REPLACE VIEW",
  bigquery: "CREATE OR REPLACE VIEW",
  athena: "CREATE OR REPLACE VIEW",
  spark: "CREATE OR REPLACE TEMPORARY VIEW",
  snowflake: "CREATE OR REPLACE VIEW",
};

/** `team_files`: the files as a table. */
function filesOf(dialect: Dialect, folder: string): readonly Statement[] {
  const { name } = dialect;
  const view = (sql: string): Statement => ({ kind: "view", title: "The folder's files", sql });
  if (name === "duckdb") {
    const files = dialect.text(`${folder}/**/usage.parquet`);
    return [view(`${CREATE_VIEW[name]} team_files AS SELECT * FROM read_parquet(${files}, hive_partitioning = false)`)];
  }
  if (name === "clickhouse") {
    return [view(`${CREATE_VIEW[name]} team_files AS SELECT * FROM ${clickHouseFiles(folder)}`)];
  }
  if (name === "bigquery") {
    const uris = ["usage", "compacted"].map((part) => dialect.text(`${folder}/${part}/*`)).join(", ");
    return [view(`CREATE OR REPLACE EXTERNAL TABLE team_files OPTIONS (format = 'PARQUET', uris = [${uris}])`)];
  }
  if (name === "athena") {
    const columns = CELL_COLUMNS.map(({ name: column, type }) => `\`${column}\` ${HIVE_TYPES[type]}`).join(", ");
    const location = dialect.text(`${folder}/`);
    return [view(`CREATE EXTERNAL TABLE team_files (${columns}) STORED AS PARQUET LOCATION ${location}`)];
  }
  if (name === "spark") {
    const options = `path ${dialect.text(folder)}, recursiveFileLookup 'true', pathGlobFilter 'usage.parquet'`;
    return [view(`${CREATE_VIEW[name]} team_files USING parquet OPTIONS (${options})`)];
  }
  const columns = CELL_COLUMNS.map(({ name: column, type }) => `$1:${column}::${SNOWFLAKE_TYPES[type]} AS ${column}`);
  const from = "@team_stage (FILE_FORMAT => 'team_parquet', PATTERN => '.*usage[.]parquet')";
  return [
    view("CREATE OR REPLACE FILE FORMAT team_parquet TYPE = PARQUET"),
    view(`CREATE OR REPLACE STAGE team_stage URL = ${dialect.text(`${folder}/`)}`),
    view(`${CREATE_VIEW[name]} team_files AS SELECT ${columns.join(", ")} FROM ${from}`),
  ];
}

/** Shares and compacted months, by the names that claude-cost gives them: copies that a synced folder made have others. */
export function clickHouseFiles(folder: string): string {
  const { text } = DIALECTS.clickhouse;
  const files = "{usage,compacted}/**/usage.parquet";
  const bucket = /^s3:\/\/([^/]+)\/?(.*)$/.exec(folder);
  if (!bucket) return `file(${text(`${folder}/${files}`)}, 'Parquet')`;
  const [, name = "", path = ""] = bucket;
  return `s3(${text(`https://${name}.s3.amazonaws.com/${path === "" ? "" : `${path}/`}${files}`)}, 'Parquet')`;
}

const HIVE_TYPES: Readonly<Record<CellColumnType, string>> = {
  DATE: "date",
  STRING: "string",
  INT32: "int",
  INT64: "bigint",
  TIMESTAMP: "timestamp",
};

const SNOWFLAKE_TYPES: Readonly<Record<CellColumnType, string>> = {
  DATE: "DATE",
  STRING: "VARCHAR",
  INT32: "NUMBER",
  INT64: "NUMBER",
  TIMESTAMP: "TIMESTAMP_NTZ",
};
