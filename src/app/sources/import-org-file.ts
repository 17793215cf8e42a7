/**
 * Imports files with an organisation's figures: exports of the Console and of claude.ai, and bills of cloud providers.
 * They are stored beside the fetched figures and never in the archive, so none of them is counted in the user's own
 * months.
 */

import { join } from "node:path";
import { daysBetween } from "../../core/organization/fetch-plan.ts";
import type { DateRange, OrgImport } from "../../core/organization/fetched.ts";
import { foldRows } from "../../core/organization/fold-rows.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { UserError } from "../../core/user-error.ts";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import { ownNamesIn } from "../../store/files/absent.ts";
import { SourceStore } from "../../store/sources/source-store.ts";

/** The folder in which each report is stored. */
const FOLDERS: Readonly<Partial<Record<OrgReport, string>>> = {
  "console-cost": "console-csv",
  "console-usage": "console-csv",
};

const folderOfReport = (report: OrgReport): string => FOLDERS[report] ?? report;

const TABLES = /\.(csv|csv\.gz|parquet)$/i;

/**
 * @param from a file, or a folder whose tables belong together, such as a bill in several parts
 * @param range the days, for a file that does not state them
 * @returns null where it is none of these files
 * @throws UserError where it is one of them, but cannot be imported
 */
export async function importOrgFile(
  sourcesDir: string,
  from: string,
  range: DateRange | null,
): Promise<OrgImport | null> {
  const paths = tablesAt(from);
  if (paths.length === 0) return null;
  const { readOrgFile } = await import("../../sources/files/read-org-file.ts");
  const leftOut = new Map<string, number>();
  let rows: readonly OrgRow[] = [];
  let first: { readonly report: OrgReport; readonly format: string } | null = null;
  for (const path of paths) {
    const file = await readOrgFile(bytesOf(path), range);
    if (file.kind === "unknown" && first === null) return null;
    if (file.kind === "needs-range") throw needsRange(path, file.format);
    if (file.kind === "problem") throw new UserError(`cannot import ${path}: ${file.message}`);
    if (file.kind === "unknown" || (first !== null && file.report !== first.report)) {
      throw new UserError(`${path} is no ${first?.format}, as the other files of ${from} are`, {
        hint: "Name the files one by one.",
      });
    }
    first = file;
    rows = foldRows([...rows, ...file.rows]);
    for (const [reason, n] of file.leftOut) leftOut.set(reason, (leftOut.get(reason) ?? 0) + n);
  }
  if (first === null) return null;
  if (range !== null && first.report !== "spend-report") {
    throw new UserError(`${from} already contains dates`, { hint: "Leave --since and --until out.", exitCode: 2 });
  }
  const { report, format } = first;
  const store = new SourceStore(sourcesDir, folderOfReport(report));
  const covered = rangeOf(rows);
  const replaced = covered === null ? [] : await storeRows(store, report, rows, covered);
  return { format, report, files: paths.length, rows, range: covered, leftOut, replaced, folder: store.folder };
}

function tablesAt(from: string): readonly string[] {
  if (!statIfAny(from)?.isDirectory()) return TABLES.test(from) ? [from] : [];
  return ownNamesIn(from)
    .filter((name) => !name.startsWith("."))
    .sort()
    .flatMap((name) => tablesAt(join(from, name)));
}

function bytesOf(path: string): Uint8Array {
  try {
    return readBytes(path);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
    throw new UserError(`cannot import ${path}: ${(error as Error).message}`, { cause: error });
  }
}

const needsRange = (path: string, format: string): UserError =>
  new UserError(`${path} is a ${format}, which does not contain its dates`, {
    hint: "Give the range that was chosen for the export: --since 2026-11-01 --until 2026-11-07",
    exitCode: 2,
  });

function rangeOf(rows: readonly OrgRow[]): DateRange | null {
  const [first] = rows;
  if (first === undefined) return null;
  const least = (a: string, b: string): string => (a < b ? a : b);
  const most = (a: string, b: string): string => (a > b ? a : b);
  return {
    since: rows.reduce((day, row) => least(day, row.date), first.date),
    until: rows.reduce((day, row) => most(day, row.untilDate), first.untilDate),
  };
}

/**
 * Importing the same file again changes nothing: its days are replaced, and a sum over a range replaces the sums that
 * it overlaps.
 */
async function storeRows(
  store: SourceStore,
  report: OrgReport,
  rows: readonly OrgRow[],
  { since, until }: DateRange,
): Promise<readonly DateRange[]> {
  if (report !== "spend-report") {
    await store.replaceDays(report, daysBetween(since, until), rows);
    return [];
  }
  const overlapping = await store.rows(report, since, until);
  const months = new Set(overlapping.map((row) => row.date.slice(0, 7)));
  await store.replaceWhere(report, months, rows, (row) => row.untilDate >= since && row.date <= until);
  const others = overlapping.filter((row) => row.date !== since || row.untilDate !== until);
  const ranges = new Map(
    others.map((row) => [`${row.date} ${row.untilDate}`, { since: row.date, until: row.untilDate }]),
  );
  return [...ranges.values()];
}
