/** Fetches one report: its windows of days, page by page. */

import { dayKey } from "../../core/calendar/period.ts";
import { type DayWindow, daysBetween, windowsToFetch } from "../../core/organization/fetch-plan.ts";
import type { FetchedPart } from "../../core/organization/fetched.ts";
import type { OrgDirectory } from "../../core/organization/limits.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { UserError } from "../../core/user-error.ts";
import type { DailyReport } from "../../sources/port.ts";
import type { ReportState } from "../../store/sources/source-store.ts";
import { type FetchOptions, NOTHING_FETCHED, noteReport, type Run, refusalOf, refusalState } from "./fetch-parts.ts";

/** The most pages to read of one window, so that a server whose pages never end cannot keep the run going. */
const MAX_PAGES = 100_000;

/** @throws UserError for a failure that ends the run */
export async function fetchReport(
  report: DailyReport,
  options: FetchOptions,
  run: Run,
  directory: OrgDirectory,
): Promise<FetchedPart> {
  const { store, nowMs, progress } = options;
  const { id, optional, maxDays } = report;
  const first = report.firstDay(nowMs);
  const isLimited = first !== null && first > run.since;
  const since = isLimited ? first : run.since;
  const limitedTo = isLimited ? dayKey(first) : null;
  const windows = windowsToFetch(store.fetchedDays(id), {
    since,
    until: run.until,
    maxDays,
    runStartedMs: run.startedMs,
  });
  const refusedRows = new Map<string, number>();
  let [days, rows] = [0, 0];
  const part = (): FetchedPart => ({
    ...NOTHING_FETCHED,
    id,
    kind: "report",
    optional,
    days,
    rows,
    refusedRows,
    limitedTo,
  });
  const batch = new Batch(options, id);
  try {
    for (const window of windows) {
      progress({ part: id, window, rows });
      const read = await readWindow(report, window, options, run, directory);
      for (const [reason, n] of Object.entries(read.refused))
        refusedRows.set(reason, (refusedRows.get(reason) ?? 0) + n);
      days += window.to - window.from + 1;
      rows += read.rows.length;
      await batch.add(window, read, refusedRows);
    }
    await batch.store();
    return part();
  } catch (error) {
    // Store whatever was read completely, however the run ends.
    await batch.store();
    const refusal = await refusalOf(error, report, options);
    noteReport(store, id, { refusal: refusalState(refusal) });
    return { ...part(), refusal };
  }
}

/**
 * How many days' windows are stored together: a file holds a whole month, and would otherwise be rewritten for each
 * day.
 */
const DAYS_TOGETHER = 10;

class Batch {
  readonly #options: FetchOptions;
  readonly #id: OrgReport;
  #days: string[] = [];
  #rows: OrgRow[] = [];
  #noted: Partial<ReportState> = {};

  constructor(options: FetchOptions, id: OrgReport) {
    this.#options = options;
    this.#id = id;
  }

  async add(window: DayWindow, read: ReadWindow, refused: ReadonlyMap<string, number>): Promise<void> {
    this.#days.push(...daysBetween(dayKey(window.from), dayKey(window.to)));
    this.#rows.push(...read.rows);
    this.#noted = { completeUntilMs: read.completeUntilMs, refusal: null, refusedRows: Object.fromEntries(refused) };
    if (this.#days.length >= DAYS_TOGETHER) await this.store();
  }

  async store(): Promise<void> {
    if (this.#days.length === 0) return;
    const { store, pending, nowMs } = this.#options;
    const [days, rows] = [this.#days, this.#rows];
    [this.#days, this.#rows] = [[], []];
    await store.replaceDays(this.#id, days, rows);
    const fetched = Object.fromEntries(days.map((day) => [day, nowMs]));
    noteReport(store, this.#id, { ...this.#noted, days: { ...store.fetchedDays(this.#id), ...fetched } });
    pending.drop();
  }
}

type ReadWindow = {
  readonly rows: readonly OrgRow[];
  readonly refused: Readonly<Record<string, number>>;
  readonly completeUntilMs: number | null;
};

/** Reads all pages of a window, starting where an interrupted run stopped. */
async function readWindow(
  report: DailyReport,
  window: DayWindow,
  options: FetchOptions,
  run: Run,
  directory: OrgDirectory,
): Promise<ReadWindow> {
  const { pending, store, progress, protect } = options;
  const of = { folder: store.folder, report: report.id, window, startedMs: run.startedMs };
  const begun = pending.read(of);
  let cursor = begun?.cursor ?? null;
  let rows: OrgRow[] = [...(begun?.rows ?? [])];
  let refused: Record<string, number> = { ...begun?.refused };
  let completeUntilMs: number | null = null;
  let isResumed = begun !== null;
  const named = withNames(directory);
  for (let pages = 0; ; pages++) {
    if (pages === MAX_PAGES) throw new UserError(`${report.id}: the server's pages never end`);
    let page: Awaited<ReturnType<DailyReport["fetchPage"]>>;
    try {
      page = await report.fetchPage(window, cursor);
    } catch (error) {
      // The server may no longer know a cursor of an earlier run: then read the window from its first page.
      if (!isResumed || (error as { status?: unknown }).status !== 400) throw error;
      [cursor, rows, refused, isResumed] = [null, [], {}, false];
      continue;
    }
    isResumed = false;
    for (const row of page.rows) rows.push(protect.row(named(row)));
    for (const [reason, n] of page.refused) refused[reason] = (refused[reason] ?? 0) + n;
    completeUntilMs = page.completeUntilMs;
    progress({ part: report.id, window, rows: rows.length });
    if (page.next === null || page.next === cursor) break;
    cursor = page.next;
    pending.write({ ...of, cursor, rows, refused });
  }
  return { rows, refused, completeUntilMs };
}

/** Adds the e-mail address from the directory where a report gives only the person's id. */
function withNames({ users }: OrgDirectory): (row: OrgRow) => OrgRow {
  const emails = new Map(users.map(({ id, email }) => [id, email]));
  return (row) =>
    row.actorName === "" && row.actorKind === "user" ? { ...row, actorName: emails.get(row.actorId) ?? "" } : row;
}
