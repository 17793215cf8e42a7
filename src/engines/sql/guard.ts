/**
 * Decides in SQL alone which files `team sql` leaves out: a file's contents are compared with its path. This checks
 * texts less strictly than the engines do (`file-values.ts`), and no checksum.
 */

import { dayKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, CELL_SCHEMA } from "../../core/team/cell.ts";
import { FIRST_DAY, LIKE, MAX_COUNT, MAX_PICO, MAX_TEXT, ONE_OF } from "../../core/team/check-cell.ts";
import { OTHER_MONTH, OTHER_OWNER } from "../../core/team/check-columns.ts";
import { AHEAD_DAYS } from "../../core/team/generation.ts";
import { type Dialect, dateLiteral } from "./dialect.ts";
import { PATH_COLUMN } from "./file-values.ts";

/** A row for each file that does not count: its path, and why. @param files a table of cells with their paths */
export function leftOutFilesSql(dialect: Dialect, files: string, today: DayNumber): string {
  const reasons = REASONS.map(
    ([reason, condition]) => `WHEN ${unless(condition(dialect, today))} THEN ${dialect.text(reason)}`,
  );
  return `SELECT ${PATH_COLUMN}, min(against) AS reason
  FROM (SELECT ${PATH_COLUMN}, CASE ${reasons.join("\n    ")} END AS against FROM ${files}) AS judged
  WHERE against IS NOT NULL
  GROUP BY ${PATH_COLUMN}`;
}

/** An unknown condition (NULL) counts as false. */
const unless = (condition: string): string => `NOT coalesce(${condition}, 1 = 0)`;

type Condition = (dialect: Dialect, today: DayNumber) => string;

/** A path separator, without backslashes, which databases treat in different ways. */
const SLASH = "[^a-z0-9=_.-]";
const MONTH_FOLDER = `year=20[0-9][0-9]${SLASH}month=[01][0-9]${SLASH}usage[.]parquet$`;
const MACHINE_FOLDER = `usage${SLASH}member=dev-[0-9a-f]{10}${SLASH}machine=m-[0-9a-f]{10}${SLASH}`;
const COMPACTED = `^.*${SLASH}compacted${SLASH}${MONTH_FOLDER}`;
const USAGE = `^.*${SLASH}${MACHINE_FOLDER}${MONTH_FOLDER}`;

const isFileOfOurs: Condition = ({ matches }) =>
  `(${matches(PATH_COLUMN, COMPACTED)} OR ${matches(PATH_COLUMN, USAGE)})`;

const isOfMonth: Condition = ({ month, extract }) => {
  const year = extract(PATH_COLUMN, `year=(20[0-9][0-9])${SLASH}month=[01][0-9]${SLASH}usage[.]parquet$`);
  const number = extract(PATH_COLUMN, `month=([01][0-9])${SLASH}usage[.]parquet$`);
  return `${month("date")} = ${year} || '-' || ${number}`;
};

const isOfOwner: Condition = ({ matches, extract }) => {
  const member = extract(PATH_COLUMN, `member=(dev-[0-9a-f]{10})${SLASH}machine=m-[0-9a-f]{10}${SLASH}${MONTH_FOLDER}`);
  const machine = extract(PATH_COLUMN, `machine=(m-[0-9a-f]{10})${SLASH}${MONTH_FOLDER}`);
  return `(${matches(PATH_COLUMN, COMPACTED)} OR (member = ${member} AND machine = ${machine}))`;
};

/** Whether a row is possible, as far as a database checks it. */
export const canBe: Condition = (dialect, today) => {
  const last = dateLiteral(today + AHEAD_DAYS);
  const first = dateLiteral(FIRST_DAY);
  const ofColumns = CELL_COLUMNS.flatMap(({ name, field, type, isNullable }) => {
    if (type === "STRING") return textConditions(dialect, name, field);
    if (type !== "INT64" || field === "idsFold") return [];
    const value = isNullable ? `coalesce(${name}, 0)` : name;
    return [`${value} BETWEEN 0 AND ${field === "costPico" ? MAX_PICO : MAX_COUNT}`];
  });
  const generated = `generated_at >= TIMESTAMP '${dayKey(FIRST_DAY)} 00:00:00' AND generated_at < TIMESTAMP '${dayKey(today + AHEAD_DAYS + 1)} 00:00:00'`;
  return [`schema = ${CELL_SCHEMA}`, `date BETWEEN ${first} AND ${last}`, generated, ...ofColumns].join(" AND ");
};

function textConditions(dialect: Dialect, name: string, field: keyof typeof ONE_OF): readonly string[] {
  const list = ONE_OF[field];
  if (list) return [`${name} IN (${list.map(dialect.text).join(", ")})`];
  const pattern = LIKE[field];
  return [pattern ? dialect.matches(name, pattern.source) : `length(${name}) <= ${MAX_TEXT}`];
}

/** In the order in which they are checked. */
const REASONS: readonly (readonly [reason: string, condition: Condition])[] = [
  ["not a file of claude-cost", isFileOfOurs],
  ["a row cannot be", canBe],
  [OTHER_MONTH, isOfMonth],
  [OTHER_OWNER, isOfOwner],
];
