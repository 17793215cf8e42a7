/**
 * A team's files as tables of DuckDB. The rules in `file-values.ts` decide which files count, and those in
 * `core/team/counted-cells.ts` which of their cells count.
 * Compacted months are large and few, so they are read from their files each time. All other files are small and many,
 * and are read once. Duplicates are searched for only where a machine may have shared a day twice. A compacted month
 * that was checked cannot contain duplicates of its own.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, type CellColumnType } from "../../core/team/cell.ts";
import { boundsOfPath } from "../../core/team/cell-file.ts";
import { leftOutSql, SHARE_KEY, sharesSql } from "../sql/counted.ts";
import { DIALECTS } from "../sql/dialect.ts";
import { type LeftOutFile, leftOutFiles, PATH_COLUMN } from "../sql/file-values.ts";
import { DUCKDB_NO_STATISTICS } from "../sql/script.ts";
import type { DuckDb } from "./duckdb.ts";

const dialect = DIALECTS.duckdb;

/** A compacted month that was checked. */
export type VerifiedMonth = { readonly path: string; readonly countsWhole: boolean };

export type TeamTables = {
  /** Names of tables. */
  readonly allCells: string;
  readonly countedCells: string;
  readonly leftOut: readonly LeftOutFile[];
  /** Months that were checked and are right. Months of which other files hold something too are checked again later. */
  readonly verified: readonly VerifiedMonth[];
};

const SQL_TYPES: Readonly<Record<CellColumnType, string>> = {
  DATE: "DATE",
  STRING: "VARCHAR",
  INT32: "INTEGER",
  INT64: "BIGINT",
  TIMESTAMP: "TIMESTAMP",
};

const CELL_NAMES = CELL_COLUMNS.map(({ name }) => name).join(", ");

/**
 * @param files paths of files of cells
 * @param verified months that were checked before: path → whether all of their cells count
 * @param today the UTC date of now
 */
export async function teamTables(
  db: DuckDb,
  files: readonly string[],
  verified: ReadonlyMap<string, boolean>,
  today: DayNumber,
): Promise<TeamTables> {
  await db.run(DUCKDB_NO_STATISTICS);
  const rows = (sql: string) => db.rows(sql);
  const isMonth = (path: string): boolean => boundsOfPath(path)?.owner === null;
  const shared = files.filter((path) => !isMonth(path));
  const months = files.filter(isMonth);

  // If the order of the rows were kept, each of thousands of small files would take as much memory as a large one.
  await db.run("SET preserve_insertion_order = false;");
  await db.run(`CREATE OR REPLACE TEMP TABLE shared_cells AS ${cellsSql(shared)};`);
  const badShared = shared.length === 0 ? [] : (await leftOutFiles(rows, dialect, "shared_cells", today)).leftOut;
  if (badShared.length > 0) {
    await db.run(
      `DELETE FROM shared_cells WHERE ${PATH_COLUMN} IN (${badShared.map(({ path }) => dialect.text(path)).join(", ")});`,
    );
  }
  const fresh = months.filter((path) => !verified.has(path));
  const badMonths =
    fresh.length === 0 ? [] : (await leftOutFiles(rows, dialect, `(${cellsSql(fresh)})`, today)).leftOut;
  const leftOut = [...badShared, ...badMonths];
  const isLeftOut = new Set(leftOut.map(({ path }) => path));

  const goodMonths = months.filter((path) => !isLeftOut.has(path));
  const sharedToo = new Set(shared.filter((path) => !isLeftOut.has(path)).map(firstDayOf));
  const isAlone = (path: string): boolean => !sharedToo.has(firstDayOf(path));
  const whole = goodMonths.filter((path) => verified.get(path) === true && isAlone(path));
  const inDoubt = goodMonths.filter((path) => !whole.includes(path));
  await makeViews(db, whole, inDoubt);
  const doubtful = await daysLeftOut(db);
  return {
    allCells: "all_cells",
    countedCells: doubtful.length === 0 ? "all_cells" : "team_cells",
    leftOut,
    verified: fresh
      .filter((path) => !isLeftOut.has(path) && isAlone(path))
      .map((path) => {
        const { first, last } = boundsOfPath(path) ?? { first: 0, last: 0 };
        return { path, countsWhole: !doubtful.some((day) => day >= first && day <= last) };
      }),
  };
}

const firstDayOf = (path: string): DayNumber => boundsOfPath(path)?.first ?? 0;

async function makeViews(db: DuckDb, whole: readonly string[], inDoubt: readonly string[]): Promise<void> {
  const wholeSql = cellsSql(whole);
  const doubtSql = `${cellsSql(inDoubt)} UNION ALL SELECT * FROM shared_cells`;
  await db.run(`CREATE OR REPLACE TEMP VIEW whole_cells AS ${wholeSql};`);
  await db.run(`CREATE OR REPLACE TEMP VIEW doubtful_cells AS ${doubtSql};`);
  await db.run(
    `CREATE OR REPLACE TEMP VIEW all_cells AS ${whole.length === 0 ? doubtSql : `${wholeSql} UNION ALL ${doubtSql}`};`,
  );
  await db.run(`CREATE OR REPLACE TEMP TABLE shares AS ${sharesSql(dialect, "doubtful_cells")};`);
  await db.run(`CREATE OR REPLACE TEMP TABLE left_out AS ${leftOutSql("shares")};`);
  await db.run("DROP TABLE shares;");
  await db.run(`CREATE OR REPLACE TEMP VIEW team_cells AS
    SELECT * FROM whole_cells UNION ALL SELECT d.* FROM doubtful_cells AS d ANTI JOIN left_out USING (${SHARE_KEY});`);
}

/** The days for which some share does not count. */
async function daysLeftOut(db: DuckDb): Promise<readonly DayNumber[]> {
  const day = dialect.asText(dialect.dayNumber("date"));
  return (await db.rows(`SELECT DISTINCT ${day} AS day FROM left_out`)).map((row) => Number(row["day"]));
}

/** All cells of some files, with the paths of their files. */
function cellsSql(files: readonly string[]): string {
  if (files.length === 0) return NO_CELLS;
  const list = files.map((file) => dialect.text(withoutPattern(file))).join(", ");
  return `SELECT ${CELL_NAMES}, filename AS ${PATH_COLUMN} FROM read_parquet([${list}], hive_partitioning = false, filename = true)`;
}

/** Escapes the characters of a path that DuckDB would interpret as a pattern. */
const withoutPattern = (path: string): string => path.replace(/[[*?]/g, "[$&]");

/** A table of cells with no rows. */
const NO_CELLS = `SELECT ${CELL_COLUMNS.map(({ name, type }) => `CAST(NULL AS ${SQL_TYPES[type]}) AS ${name}`).join(", ")},
  CAST(NULL AS VARCHAR) AS ${PATH_COLUMN} WHERE false`;
