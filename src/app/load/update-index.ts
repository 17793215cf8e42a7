/**
 * Applies the changes of a few logs to the index. What was appended is added to the sums; the sums of logs that changed
 * otherwise are replaced. A change with further effects (a response that another log or the archive also has, another
 * project) cannot be applied here: all logs are then folded again.
 */

import type { LogFiles } from "../../claude-code/logs/log-files.ts";
import type { ScanRequest } from "../../claude-code/scan/fast-scanner.ts";
import { ScanPool } from "../../claude-code/scan/scan-pool.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { addToGroup } from "../../core/groups.ts";
import { once } from "../../core/once.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import { joinMarks } from "../../core/pricing/price-marks.ts";
import type { UsageTable } from "../../core/reports/usage-rollup.ts";
import type { ResponseTable } from "../../core/responses/columns.ts";
import { lastTimeIn } from "../../core/responses/concat-tables.ts";
import { notedFile } from "../../core/responses/log-files.ts";
import type { Origin } from "../../core/responses/origin.ts";
import { addReport, emptyReport, type FileScan, type ScanReport, subtractReport } from "../../core/responses/scan.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import type { AppendedRows, IndexUpdate, LoadedLogs } from "./loaded-logs.ts";
import { changeOf, isInJournal, type LogChange, type LogChanges, NO_JOURNAL, type ReadChange } from "./log-changes.ts";
import { type MergedSessions, mergeSessions } from "./merge-sessions.ts";
import { responsesOfSessions } from "./read-responses.ts";
import { replaceResponses } from "./replace-responses.ts";
import { appendedRows, rowChanges } from "./row-changes.ts";
import { replaceCosts, replaceDays, replaceUsage, summedRows } from "./update-rollups.ts";

export type UpdateOptions = {
  readonly book: PriceBook;
  /** Responses from this time on are not summed. */
  readonly unsummedFromMs: number;
  readonly zone: Zone;
};

export type UpdatedLogs = { readonly logs: LoadedLogs; readonly indexUpdate: IndexUpdate | null };

/** @returns null where all logs have to be folded again */
export async function updateLogs(
  index: LogIndex,
  found: LogFiles,
  { list, orderOf }: LogChanges,
  options: UpdateOptions,
): Promise<UpdatedLogs | null> {
  const { book } = options;
  const appended = await readAppended(index, list);
  const changes = appended ?? (await readWithEarlier(index, list));
  const sessions = changes && mergeSessions(index, changes, orderOf);
  if (!sessions) return null;
  const { usageOf, ...rest } = join(index, options, changes, sessions);
  const usage = once(usageOf);
  const logs: LoadedLogs = {
    ...rest,
    // Sums by day are sufficient for many reports.
    get usage() {
      return usage();
    },
    allResponses: once(() => replaceResponses(index, changes, sessions.sessions)),
    responsesOf: (ids) => responsesOfSessions(index, changes, ids, book),
  };
  if (!appended || list.every(isInJournal)) return { logs, indexUpdate: null };
  const noted = appended.map(({ file, scan }) => ({ file: notedFile(file, found.askedMs), scan }));
  return { logs, indexUpdate: { kind: "journal", logs: noted } };
}

/**
 * Reads what was appended, without the rows before it.
 * @returns null where a log was not only appended to, or new rows belong to earlier responses
 */
async function readAppended(index: LogIndex, changes: readonly LogChange[]): Promise<readonly ReadChange[] | null> {
  if (changes.some(({ place, fromBytes }) => place >= 0 && fromBytes === 0)) return null;
  const earlier = changes.map(({ place }) => (place < 0 ? null : index.withoutRows(place)));
  const known = changes.map(({ journaled }, i) => journaled?.scan ?? (earlier[i] as FileScan | null));
  const scans = await readOn(changes, known);
  // A log that had to be read from its start contains its earlier rows again.
  const isResumed = scans?.every((scan, i) => scan.isResumed === (known[i] !== null));
  if (!scans || !isResumed) return null;
  const appended = changes.map((change, i): ReadChange => {
    const [before, scan] = [earlier[i] as FileScan | null, scans[i] as FileScan];
    return { ...change, earlier: before, scan, rows: appendedRows(scan), isAppended: true };
  });
  const isBefore = ({ rows: { fresh }, place }: ReadChange): boolean =>
    place < 0 || lastTimeIn(fresh.table.columns.timeMs, fresh) < index.copyLimitMs(place);
  return appended.every(isBefore) && areIndependent(index, appended) ? appended : null;
}

/** Reads changed logs together with their earlier rows. @returns null where copies in other logs are affected */
async function readWithEarlier(index: LogIndex, changes: readonly LogChange[]): Promise<readonly ReadChange[] | null> {
  // From the index, not from the journal, because the journal's rows may belong to responses of the index.
  const fromIndex = changes.map((change) => changeOf(index, NO_JOURNAL, change.file, change.order, change.place));
  const earlier = changes.map(({ place }) => (place < 0 ? null : index.scan(place)));
  const scans = await readOn(fromIndex, earlier);
  // Rows that a log has lost may be in the archive.
  const mayHaveLost = index.archivedUntilMs > 0 && scans?.some(({ isResumed }, i) => earlier[i] !== null && !isResumed);
  if (!scans || mayHaveLost) return null;
  const changed: ReadChange[] = [];
  for (const [i, change] of changes.entries()) {
    const [before, scan] = [earlier[i] as FileScan | null, scans[i] as FileScan];
    const limitMs = change.place < 0 ? Number.POSITIVE_INFINITY : index.copyLimitMs(change.place);
    const rows = rowChanges(before, scan, limitMs, index.archivedUntilMs);
    if (rows === null) return null;
    changed.push({ ...change, earlier: before, scan, rows, isAppended: false });
  }
  return areIndependent(index, changed) ? changed : null;
}

/** @returns null where a log could not be read */
async function readOn(
  changes: readonly LogChange[],
  earlier: readonly (FileScan | null)[],
): Promise<readonly FileScan[] | null> {
  const scans = changes.map((change) => (isInJournal(change) ? (change.journaled?.scan ?? null) : null));
  const places = scans.flatMap((scan, i) => (scan === null ? [i] : []));
  const asked = places.map((i) => changes[i] as LogChange);
  const requests = asked.map(({ file, fromBytes }, k): ScanRequest => {
    const before = earlier[places[k] as number] as FileScan;
    return { path: file.path, mtimeMs: file.mtimeMs, earlier: fromBytes > 0 ? before : null };
  });
  const bytes = asked.map(({ file, fromBytes }) => file.sizeBytes - fromBytes);
  const read = await new ScanPool().read({ requests, bytes, onDone: () => {}, threads: 1 });
  if (read.failed.size > 0) return null;
  for (const [k, i] of places.entries()) scans[i] = read.scans[k] as FileScan;
  return scans as readonly FileScan[];
}

function join(
  index: LogIndex,
  { book, unsummedFromMs, zone }: UpdateOptions,
  changes: readonly ReadChange[],
  { sessions, changed }: MergedSessions,
): Omit<LoadedLogs, "usage" | "allResponses" | "responsesOf"> & { usageOf(): UsageTable } {
  let { priceMarks } = index;
  for (const { scan } of changes) {
    for (const { table, from, to } of scan.slices)
      priceMarks = joinMarks(priceColumns(table, book, from, to), priceMarks);
  }
  // Usually tool results are appended, which are no responses.
  const summed = changes.some(({ rows }) => rows.sessions.size > 0) ? summedRows(changes, unsummedFromMs) : null;
  return {
    usageOf: () => (summed ? replaceUsage(index, changes, summed, sessions) : index.usage),
    days: summed ? replaceDays(index, summed, zone) : index.days(zone.name),
    sessions,
    costOf: summed ? replaceCosts(index, summed) : (id) => index.costOf(id),
    inherited: index.inherited,
    responses: index.responses,
    report: reportOf(index.report, changes),
    priceMarks,
    changedSessions: changed,
    appended: appendedRowsOf(index, changes),
    unreadable: [],
    notes: [],
    wasRead: false,
    isFirst: false,
  };
}

function appendedRowsOf(index: LogIndex, changes: readonly ReadChange[]): AppendedRows | null {
  if (!changes.every(({ isAppended }) => isAppended)) return null;
  const firstMs = new Map<string, number>();
  for (const { fresh } of changes.map(({ rows }) => rows)) {
    const { columns, origins } = fresh.table;
    for (let i = fresh.from; i < fresh.to; i++) {
      const { sessionId } = origins[columns.origin[i] as number] as Origin;
      firstMs.set(sessionId, Math.min(firstMs.get(sessionId) ?? Number.POSITIVE_INFINITY, columns.timeMs[i] as number));
    }
  }
  return { firstMs, usageFrom: index.usageRows };
}

function reportOf(before: ScanReport, changes: readonly ReadChange[]): ScanReport {
  const report = emptyReport();
  addReport(report, before);
  for (const { earlier, scan } of changes) {
    if (earlier) subtractReport(report, earlier.report);
    addReport(report, scan.report);
  }
  return report;
}

/**
 * Whether the new responses of the changed logs are in no other log and not in the archive, and no other session is
 * billed for them.
 */
function areIndependent(index: LogIndex, changes: readonly ReadChange[]): boolean {
  const fresh = new Map<number, number[]>();
  const asked = new Map<number, number[]>();
  for (const { earlier, rows, isAppended, journaled } of changes) {
    // A log that was read from its start has its earlier responses among the new rows.
    const before = new Set(earlier && rows.fresh.from === rows.own[0]?.from ? idsOf(earlier) : []);
    const { table, from, to } = rows.fresh;
    // The journal's rows were looked up in the same index when they were written.
    const askedFrom = isAppended && journaled ? from + rowsOf(journaled.scan) : from;
    for (let i = from; i < to; i++) {
      const origin = table.origins[table.columns.origin[i] as number];
      if (origin?.loggedIn !== origin?.sessionId) return false;
      if (before.has(idAt(table, i))) continue;
      const [lo, hi] = [table.columns.idLo[i] as number, table.columns.idHi[i] as number];
      if (fresh.get(lo)?.includes(hi)) return false;
      addToGroup(fresh, lo, hi);
      if (i >= askedFrom) addToGroup(asked, lo, hi);
    }
  }
  return !mayHoldAny(index, asked) || !index.holdsAny(asked);
}

const rowsOf = ({ slices }: FileScan): number => slices.reduce((sum, { from, to }) => sum + to - from, 0);

function mayHoldAny(index: LogIndex, ids: ReadonlyMap<number, readonly number[]>): boolean {
  return [...ids].some(([lo, his]) => his.some((hi) => index.mayHold(lo, hi)));
}

function* idsOf(scan: FileScan): Iterable<string> {
  for (const { table, from, to } of scan.slices) for (let i = from; i < to; i++) yield idAt(table, i);
}

const idAt = ({ columns }: ResponseTable, i: number): string => `${columns.idHi[i]}:${columns.idLo[i]}`;
