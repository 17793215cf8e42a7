/**
 * Decides in SQL which cells count: the rules of `core/team/counted-cells.ts`. Of a member, machine and day the newest
 * share; of shares of a day with the same responses one.
 */

import type { Dialect } from "./dialect.ts";

const SHARE = "member, machine, date";

/** The columns that identify a share that is left out. */
export const SHARE_KEY = `${SHARE}, generated_at`;

/** Every share of a day, with its contents' identity and age. */
export function sharesSql(dialect: Dialect, cells: string): string {
  return `SELECT ${SHARE_KEY}, ${dialect.sum("ids_count")} AS ids, ${dialect.xor("ids_fold")} AS fold
    FROM ${cells}
    GROUP BY ${SHARE_KEY}`;
}

/**
 * All cells that count, from a table of all cells: works on every database, but is slow for tens of millions.
 * @param cells name of the table
 */
export function countedCellsSql(dialect: Dialect, cells: string): string {
  return `WITH shares AS (
    ${sharesSql(dialect, cells)}
  ), aged AS (
    SELECT ${SHARE_KEY}, ids, fold, row_number() OVER (PARTITION BY ${SHARE} ORDER BY generated_at DESC) AS age
    FROM shares
  ), ranked AS (
    SELECT ${SHARE_KEY}, ids, fold,
      row_number() OVER (PARTITION BY date, ids, fold ORDER BY generated_at DESC, member, machine) AS copy
    FROM aged
    WHERE age = 1
  )
  SELECT c.*
  FROM ${cells} AS c
  JOIN ranked AS r
    ON r.member = c.member AND r.machine = c.machine AND r.date = c.date AND r.generated_at = c.generated_at
  WHERE r.copy = 1 OR (r.ids = 0 AND r.fold = 0)`;
}

/**
 * The shares that do not count, as rows of `SHARE_KEY`. Sums of groups find the few candidates; only those are sorted,
 * which would take long for millions.
 * @param shares name of a table, or subquery, of `sharesSql`
 */
export function leftOutSql(shares: string): string {
  return `WITH current_shares AS (
    SELECT ${SHARE}, max(generated_at) AS newest FROM ${shares} GROUP BY ${SHARE}
  ), dated AS (
    SELECT s.member AS member, s.machine AS machine, s.date AS date, s.generated_at AS generated_at, s.ids AS ids,
      s.fold AS fold, c.newest AS newest
    FROM ${shares} AS s
    JOIN current_shares AS c ON c.member = s.member AND c.machine = s.machine AND c.date = s.date
  ), copied AS (
    SELECT date, ids, fold FROM dated
    WHERE generated_at = newest AND (ids <> 0 OR fold <> 0)
    GROUP BY date, ids, fold
    HAVING count(*) > 1
  ), ranked AS (
    SELECT d.member AS member, d.machine AS machine, d.date AS date, d.generated_at AS generated_at,
      row_number() OVER (PARTITION BY d.date, d.ids, d.fold ORDER BY d.generated_at DESC, d.member, d.machine) AS copy
    FROM dated AS d
    JOIN copied AS c ON c.date = d.date AND c.ids = d.ids AND c.fold = d.fold
    WHERE d.generated_at = d.newest
  )
  SELECT ${SHARE_KEY} FROM dated WHERE generated_at < newest
  UNION ALL
  SELECT ${SHARE_KEY} FROM ranked WHERE copy > 1`;
}
