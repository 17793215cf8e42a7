/**
 * Data that was fetched from a source of an organisation or imported from its files:
 * `KIND/year=YYYY/month=MM/REPORT.parquet` in a folder for sources, with `state.json`, `directory.json` and
 * `limits.json` beside the years. Each file is replaced whole, so that an interrupted fetch leaves either the old or
 * the new one.
 */

import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { FetchedDays } from "../../core/organization/fetch-plan.ts";
import { foldRows } from "../../core/organization/fold-rows.ts";
import type { OrgDirectory, OrgLimits } from "../../core/organization/limits.ts";
import { EMPTY_DIRECTORY } from "../../core/organization/limits.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { UserError } from "../../core/user-error.ts";
import { readBytes, readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";
import { ownNamesIn } from "../files/absent.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import { checkDirectory, checkLimits } from "./snapshot-schemas.ts";

const refusalState = v.looseObject({
  message: v.string(),
  needs: v.optional(v.string(), ""),
  instead: v.optional(v.string(), ""),
});

const reportState = v.looseObject({
  /** When each day was last fetched; epoch milliseconds. */
  days: v.optional(v.record(v.string(), v.number()), {}),
  /** Data after this time may be incomplete; epoch milliseconds. */
  completeUntilMs: v.optional(v.nullable(v.number()), null),
  refusal: v.optional(v.nullable(refusalState), null),
  /** Rows that could not be read in the last run, by reason. */
  refusedRows: v.optional(v.record(v.string(), v.number()), {}),
});

const stateFile = v.looseObject({
  schemaVersion: v.literal(1),
  /** When the last run began and ended; epoch milliseconds. */
  startedMs: v.optional(v.nullable(v.number()), null),
  finishedMs: v.optional(v.nullable(v.number()), null),
  /** The server's address; never a key. */
  address: v.optional(v.string(), ""),
  reports: v.optional(v.record(v.string(), reportState), {}),
});

export type SourceState = v.InferOutput<typeof stateFile>;
export type ReportState = v.InferOutput<typeof reportState>;

const FRESH: SourceState = {
  schemaVersion: 1,
  startedMs: null,
  finishedMs: null,
  address: "",
  reports: {},
};
export const FRESH_REPORT: ReportState = { days: {}, completeUntilMs: null, refusal: null, refusedRows: {} };

export class SourceStore {
  /** `anthropic`, `cur`, … */
  readonly kind: string;
  readonly folder: string;

  /** @param sourcesDir the folder of all sources: `sources` of a team folder or of our own */
  constructor(sourcesDir: string, kind: string) {
    this.kind = kind;
    this.folder = join(sourcesDir, kind);
  }

  /** The state as last written; an empty one where there is no valid file. */
  state(): SourceState {
    const read = v.safeParse(stateFile, jsonOf(join(this.folder, "state.json")));
    return read.success ? read.output : FRESH;
  }

  writeState(state: SourceState): void {
    this.#write("state.json", `${JSON.stringify(state, null, 1)}\n`, false);
  }

  fetchedDays(report: OrgReport): FetchedDays {
    return this.state().reports[report]?.days ?? {};
  }

  directory(): OrgDirectory {
    return checkDirectory(jsonOf(join(this.folder, "directory.json"))) ?? EMPTY_DIRECTORY;
  }

  writeDirectory(directory: OrgDirectory): void {
    this.#write("directory.json", `${JSON.stringify(directory, null, 1)}\n`);
  }

  /** @returns null where none were fetched */
  limits(): { readonly asOfMs: number; readonly limits: OrgLimits } | null {
    return checkLimits(jsonOf(join(this.folder, "limits.json")));
  }

  writeLimits(limits: OrgLimits, asOfMs: number): void {
    this.#write("limits.json", `${JSON.stringify({ schemaVersion: 1, asOfMs, limits }, null, 1)}\n`);
  }

  /** Replaces all rows of those days (`2026-11-01`), and no others. */
  async replaceDays(report: OrgReport, days: readonly string[], rows: readonly OrgRow[]): Promise<void> {
    const replaced = new Set(days);
    await this.replaceWhere(report, new Set(days.map((day) => day.slice(0, 7))), rows, (row) => replaced.has(row.date));
  }

  /** Replaces the rows that match a test. @param months that contain them: `2026-11` */
  async replaceWhere(
    report: OrgReport,
    months: ReadonlySet<string>,
    rows: readonly OrgRow[],
    isReplaced: (row: OrgRow) => boolean,
  ): Promise<void> {
    const { orgParquetOf } = await import("./org-parquet.ts");
    for (const month of new Set([...months, ...rows.map((row) => row.date.slice(0, 7))])) {
      const path = this.#fileOf(report, month);
      const before = statIfAny(path) === undefined ? [] : await readRows(path);
      if (typeof before === "string") throw damagedError({ path, reason: before });
      const kept = before.filter((row) => !isReplaced(row));
      const all = foldRows([...kept, ...rows.filter((row) => row.date.startsWith(month))]);
      if (all.length > 0) writeFileAtomic(path, orgParquetOf(all), { durable: true });
      else if (before.length > 0) rmSync(path, { force: true });
    }
  }

  /**
   * Rows of a report whose days are in a range, both ends inclusive: `2026-11-01`; null = no bound.
   * @throws UserError where a file is damaged
   */
  async rows(report: OrgReport, since: string | null, until: string | null): Promise<readonly OrgRow[]> {
    const { rows, damaged } = await this.readableRows(report, since, until);
    const [first] = damaged;
    if (first) throw damagedError(first);
    return rows;
  }

  /** The same, without damaged files, which are listed. */
  async readableRows(
    report: OrgReport,
    since: string | null,
    until: string | null,
  ): Promise<{ readonly rows: readonly OrgRow[]; readonly damaged: readonly DamagedFile[] }> {
    const rows: OrgRow[] = [];
    const damaged: DamagedFile[] = [];
    for (const { path, month } of this.#files(report)) {
      const isBefore = since !== null && month < since.slice(0, 7) && !isRange(report);
      if (isBefore || (until !== null && month > until.slice(0, 7))) continue;
      const read = await readRows(path);
      if (typeof read === "string") damaged.push({ path, reason: read });
      else rows.push(...read.filter((row) => isBetween(row, since, until)));
    }
    return { rows, damaged };
  }

  /** Reports with stored rows. */
  reports(): readonly string[] {
    const names = new Set<string>();
    for (const file of this.#allFiles()) names.add(file.report);
    return [...names].sort();
  }

  #files(report: OrgReport): readonly { readonly path: string; readonly month: string }[] {
    return this.#allFiles().filter((file) => file.report === report);
  }

  #allFiles(): readonly { readonly path: string; readonly month: string; readonly report: string }[] {
    return ownNamesIn(this.folder)
      .filter((name) => /^year=\d{4}$/.test(name))
      .sort()
      .flatMap((year) =>
        ownNamesIn(join(this.folder, year))
          .filter((name) => /^month=\d\d$/.test(name))
          .sort()
          .flatMap((month) =>
            readdirSync(join(this.folder, year, month))
              .filter((name) => /^[a-z-]+\.parquet$/.test(name))
              .map((name) => ({
                path: join(this.folder, year, month, name),
                month: `${year.slice(5)}-${month.slice(6)}`,
                report: name.slice(0, -".parquet".length),
              })),
          ),
      );
  }

  #fileOf(report: OrgReport, month: string): string {
    return join(this.folder, `year=${month.slice(0, 4)}`, `month=${month.slice(5)}`, `${report}.parquet`);
  }

  #write(name: string, text: string, durable = true): void {
    writeFileAtomic(join(this.folder, name), text, { durable });
  }
}

/** Reports whose rows are sums over days: a row may begin in an earlier month than it ends. */
const isRange = (report: OrgReport): boolean => report === "spend-report" || report === "spend-limits";

const isBetween = ({ date, untilDate }: OrgRow, since: string | null, until: string | null): boolean =>
  (since === null || untilDate >= since) && (until === null || date <= until);

export type DamagedFile = { readonly path: string; readonly reason: string };

const damagedError = ({ path, reason }: DamagedFile): UserError =>
  new UserError(`${path} cannot be read: ${reason}`, {
    hint: "Move it away; `claude-cost fetch` (or `import`) creates it again.",
  });

/** @returns why it cannot be read */
async function readRows(path: string): Promise<readonly OrgRow[] | string> {
  const { orgRowsOfParquet } = await import("./org-parquet.ts");
  try {
    return await orgRowsOfParquet(readBytes(path));
  } catch (error) {
    return (error as Error).message;
  }
}

/** null where it does not exist or is not JSON. */
function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readTextOrNull(path) ?? "null");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
