/** `team sql`: views over a team's folder, and the report's queries, for people to run in their own database. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type CellColumnType } from "../../core/team/cell.ts";
import { type DayRange, SUM_DIMENSIONS } from "../../core/team/sums.ts";
import { bucketOf } from "./bucket.ts";
import { countedCellsSql } from "./counted.ts";
import { DIALECTS, type Dialect, type DialectName } from "./dialect.ts";
import { PATH_COLUMN } from "./file-values.ts";
import { leftOutFilesSql } from "./guard.ts";
import { machinesSql, sumsSql, weeksOfUseSql } from "./queries.ts";

export type ScriptOptions = {
  /** The team's folder: a path, or the address of a bucket. */
  readonly folder: string;
  readonly range: DayRange;
  /** The UTC date of now. */
  readonly today: DayNumber;
};

/** A statement with its title. */
export type Statement = { readonly title: string; readonly sql: string; readonly kind: "setting" | "view" | "query" };

/** In the order in which they must be run. */
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
      title:
        "Files that do not count: of another member, machine or month than their path, or with rows that cannot be",
      sql: `${CREATE_VIEW[name]} team_files_left_out AS ${leftOutFilesSql(dialect, "team_files", today)}`,
    },
    {
      kind: "view",
      title: "All cells of the other files",
      sql: `${CREATE_VIEW[name]} team_cells_shared AS SELECT * FROM team_files
  WHERE ${PATH_COLUMN} NOT IN (SELECT ${PATH_COLUMN} FROM team_files_left_out)`,
    },
    {
      kind: "view",
      title: "The cells that count: the newest share of a day, and one of those that hold the same responses",
      sql: `${CREATE_VIEW[name]} team_cells AS ${countedCellsSql(dialect, "team_cells_shared")}`,
    },
    { kind: "query", title: "Files that were left out", sql: "SELECT * FROM team_files_left_out" },
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

/** How to run it. Those with a note were not tested with the database itself. */
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

/** `team_files`: the files as a table, with the path of each row's file. */
function filesOf(dialect: Dialect, folder: string): readonly Statement[] {
  const { name, path } = dialect;
  const title = "The folder's files";
  const view = (from: string, columns = "*"): Statement => {
    return {
      kind: "view",
      title,
      sql: `${CREATE_VIEW[name]} team_files AS SELECT ${columns}, ${path} AS ${PATH_COLUMN} FROM ${from}`,
    };
  };
  const before = (sql: string): Statement => ({ kind: "view", title, sql });
  if (name === "duckdb") {
    const files = dialect.text(`${folder}/**/usage.parquet`);
    return [
      {
        kind: "setting",
        title: "Statistics in files may be wrong: nothing is left out by them",
        sql: DUCKDB_NO_STATISTICS,
      },
      view(`read_parquet(${files}, hive_partitioning = false, filename = true)`, CELL_NAMES),
    ];
  }
  if (name === "clickhouse") {
    const { sql, ...rest } = view(clickHouseFiles(folder), CELL_NAMES);
    return [{ ...rest, sql: `${sql} SETTINGS ${CLICKHOUSE_OFF.map((setting) => `${setting} = 0`).join(", ")}` }];
  }
  if (name === "bigquery") {
    const uris = ["usage", "compacted"].map((part) => dialect.text(`${folder}/${part}/*`)).join(", ");
    return [
      before(`CREATE OR REPLACE EXTERNAL TABLE team_parquet OPTIONS (format = 'PARQUET', uris = [${uris}])`),
      view("team_parquet"),
    ];
  }
  if (name === "athena") {
    const columns = CELL_COLUMNS.map(({ name: column, type }) => `\`${column}\` ${HIVE_TYPES[type]}`).join(", ");
    const location = dialect.text(`${folder}/`);
    return [
      before(`CREATE EXTERNAL TABLE team_parquet (${columns}) STORED AS PARQUET LOCATION ${location}`),
      view("team_parquet"),
    ];
  }
  if (name === "spark") {
    const options = `path ${dialect.text(folder)}, recursiveFileLookup 'true', pathGlobFilter 'usage.parquet'`;
    return [before(`${CREATE_VIEW[name]} team_parquet USING parquet OPTIONS (${options})`), view("team_parquet")];
  }
  const columns = CELL_COLUMNS.map(({ name: column, type }) => `$1:${column}::${SNOWFLAKE_TYPES[type]} AS ${column}`);
  return [
    before("CREATE OR REPLACE FILE FORMAT team_parquet TYPE = PARQUET"),
    before(`CREATE OR REPLACE STAGE team_stage URL = ${dialect.text(`${folder}/`)}`),
    view("@team_stage (FILE_FORMAT => 'team_parquet', PATTERN => '.*usage[.]parquet')", columns.join(", ")),
  ];
}

/** Statistics in files may be wrong: with these settings DuckDB neither skips rows nor computes sums by them. */
export const DUCKDB_NO_STATISTICS =
  "SET disabled_optimizers = 'filter_pushdown,statistics_propagation,join_filter_pushdown'";

/**
 * Settings of ClickHouse that are turned off. Otherwise it would read values from a file's path, or skip parts of a
 * file according to its statistics, which may be wrong.
 */
export const CLICKHOUSE_OFF = [
  "use_hive_partitioning",
  "input_format_parquet_filter_push_down",
  "input_format_parquet_bloom_filter_push_down",
  "input_format_parquet_page_filter_push_down",
];

const CELL_NAMES = CELL_COLUMNS.map(({ name }) => name).join(", ");

/**
 * Shares and compacted months, selected by claude-cost's file names: copies made by a program that synchronizes the
 * folder have other names. The types of the columns are given, so that no file determines them for the others and
 * missing values are detected.
 * @param endpoint the server of the buckets; null = AWS
 */
export function clickHouseFiles(folder: string, endpoint: URL | null = null): string {
  const { text } = DIALECTS.clickhouse;
  const files = "{usage,compacted}/**/usage.parquet";
  const columns = CELL_COLUMNS.map(({ name, type }) => `${name} Nullable(${CLICKHOUSE_TYPES[type]})`);
  const asParquet = `'Parquet', ${text(columns.join(", "))}`;
  const bucket = bucketOf(folder);
  if (bucket === null) return `file(${text(`${folder}/${files}`)}, ${asParquet})`;
  const { name, path } = bucket;
  const at = endpoint ? `${endpoint.href.replace(/\/+$/, "")}/${name}` : `https://${name}.s3.amazonaws.com`;
  return `s3(${text(`${at}/${path === "" ? "" : `${path}/`}${files}`)}, ${asParquet})`;
}

const CLICKHOUSE_TYPES: Readonly<Record<CellColumnType, string>> = {
  DATE: "Date32",
  STRING: "String",
  INT32: "Int32",
  INT64: "Int64",
  TIMESTAMP: "DateTime64(3, 'UTC')",
};

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
