/**
 * An index with a little more at the end of a few logs: their part of the sums is taken out and made anew, all else
 * stands. Where a change reaches further (copies in other logs, another project, an archived response), nothing is said.
 */

import type { LogFiles } from "../../claude-code/logs/log-files.ts";
import type { ScanRequest } from "../../claude-code/scan/fast-scanner.ts";
import { ScanPool } from "../../claude-code/scan/scan-pool.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { once } from "../../core/once.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import { joinMarks } from "../../core/pricing/price-marks.ts";
import type { UsageTable } from "../../core/reports/usage-rollup.ts";
import type { ResponseTable } from "../../core/responses/columns.ts";
import { lastTimeIn } from "../../core/responses/concat-tables.ts";
import type { Origin } from "../../core/responses/origin.ts";
import { addReport, emptyReport, type FileScan, type ScanReport, subtractReport } from "../../core/responses/scan.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import type { IndexUpdate, LoadedLogs } from "./loaded-logs.ts";
import { type Change, type Changes, changeOf, type Grown, isAsKnown, NO_TAIL } from "./log-changes.ts";
import { type GrownSessions, regatherSessions } from "./merge-sessions.ts";
import { responsesOf, responsesOfSessions } from "./read-responses.ts";
import { addedRows, rowChanges } from "./row-changes.ts";
import { replaceCosts, replaceDays, replaceUsage, summedRows } from "./update-rollups.ts";

export type GrownOptions = {
  readonly book: PriceBook;
  /** Responses from then on are not summed. */
  readonly eachFromMs: number;
  readonly zone: Zone | null;
};

export type UpdatedLogs = { readonly logs: LoadedLogs; readonly indexUpdate: IndexUpdate | null };

/** @returns null where all logs have to be folded again */
export async function grownLogs(
  index: LogIndex,
  found: LogFiles,
  { list, orderOf }: Changes,
  options: GrownOptions,
): Promise<UpdatedLogs | null> {
  const { book } = options;
  const added = await addedOnly(index, list);
  const grown = added ?? (await replaced(index, list));
  const sessions = grown && regatherSessions(index, grown, orderOf);
  if (!sessions) return null;
  const { usageOf, ...rest } = join(index, options, grown, sessions);
  const usage = once(usageOf);
  const logs: LoadedLogs = {
    ...rest,
    // Days alone are enough for many reports.
    get usage() {
      return usage();
    },
    allResponses: once(() => responsesOf(index, found.files, grown, book)),
    responsesOf: (ids) => responsesOfSessions(index, grown, ids, book),
  };
  return { logs, indexUpdate: added && !list.every(isAsKnown) ? { kind: "journal", logs: added } : null };
}

/** Mostly what comes to a log has nothing to do with the responses before it, which need not be read then. */
async function addedOnly(index: LogIndex, changes: readonly Change[]): Promise<readonly Grown[] | null> {
  if (changes.some(({ place, fromBytes }) => place >= 0 && fromBytes === 0)) return null;
  const earlier = changes.map(({ place }) => (place < 0 ? null : index.tail(place)));
  const known = changes.map(({ since }, i) => since?.scan ?? (earlier[i] as FileScan | null));
  const scans = await readOn(changes, known);
  // Read from its start, a log has what it had before among its rows.
  const goesOn = scans?.every((scan, i) => scan.isResumed === (known[i] !== null));
  if (!scans || !goesOn) return null;
  const grown = changes.map((change, i): Grown => {
    const [before, scan] = [earlier[i] as FileScan | null, scans[i] as FileScan];
    return { ...change, earlier: before, scan, rows: addedRows(scan), isAdded: true };
  });
  const isBefore = ({ rows: { fresh }, place }: Grown): boolean =>
    place < 0 || lastTimeIn(fresh.table.columns.timeMs, fresh) < index.copyLimitMs(place);
  return grown.every(isBefore) && standAlone(index, grown) ? grown : null;
}

async function replaced(index: LogIndex, changes: readonly Change[]): Promise<readonly Grown[] | null> {
  // From where the index has it: what came since touches what it has.
  const fromIndex = changes.map((change) => changeOf(index, NO_TAIL, change.file, change.order, change.place));
  const earlier = changes.map(({ place }) => (place < 0 ? null : index.scan(place)));
  const scans = await readOn(fromIndex, earlier);
  if (!scans) return null;
  const grown: Grown[] = [];
  for (const [i, change] of changes.entries()) {
    const [before, scan] = [earlier[i] as FileScan | null, scans[i] as FileScan];
    const limitMs = change.place < 0 ? Number.POSITIVE_INFINITY : index.copyLimitMs(change.place);
    const rows = rowChanges(before, scan, limitMs);
    if (rows === null) return null;
    grown.push({ ...change, earlier: before, scan, rows, isAdded: false });
  }
  return standAlone(index, grown) ? grown : null;
}

/** @returns null where a log could not be read */
async function readOn(
  changes: readonly Change[],
  earlier: readonly (FileScan | null)[],
): Promise<readonly FileScan[] | null> {
  const scans = changes.map((change) => (isAsKnown(change) ? (change.since?.scan ?? null) : null));
  const places = scans.flatMap((scan, i) => (scan === null ? [i] : []));
  const asked = places.map((i) => changes[i] as Change);
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
  { book, eachFromMs, zone }: GrownOptions,
  grown: readonly Grown[],
  { sessions, changed }: GrownSessions,
): Omit<LoadedLogs, "usage" | "allResponses" | "responsesOf"> & { usageOf(): UsageTable } {
  let { priceMarks } = index;
  for (const { scan } of grown) {
    for (const { table, from, to } of scan.slices)
      priceMarks = joinMarks(priceColumns(table, book, from, to), priceMarks);
  }
  // What grows most are tool results, which use nothing.
  const summed = grown.some(({ rows }) => rows.sessions.size > 0) ? summedRows(grown, eachFromMs) : null;
  return {
    usageOf: () => (summed ? replaceUsage(index, grown, summed, sessions) : index.usage),
    days: zone && (summed ? replaceDays(index, summed, zone) : index.days(zone.name)),
    sessions,
    costOf: summed ? replaceCosts(index, summed) : (id) => index.costOf(id),
    inherited: index.inherited,
    responses: index.responses,
    report: reportOf(index.report, grown),
    priceMarks,
    ...{ changedSessions: changed, addedFromMs: addedFromMs(grown) },
    ...{ unreadable: [], notes: [], wasRead: false, isFirst: false },
  };
}

function addedFromMs(grown: readonly Grown[]): ReadonlyMap<string, number> | null {
  if (!grown.every(({ isAdded }) => isAdded)) return null;
  const first = new Map<string, number>();
  for (const { fresh } of grown.map(({ rows }) => rows)) {
    const { columns, origins } = fresh.table;
    for (let i = fresh.from; i < fresh.to; i++) {
      const { sessionId } = origins[columns.origin[i] as number] as Origin;
      first.set(sessionId, Math.min(first.get(sessionId) ?? Number.POSITIVE_INFINITY, columns.timeMs[i] as number));
    }
  }
  return first;
}

function reportOf(before: ScanReport, grown: readonly Grown[]): ScanReport {
  const report = emptyReport();
  addReport(report, before);
  for (const { earlier, scan } of grown) {
    if (earlier) subtractReport(report, earlier.report);
    addReport(report, scan.report);
  }
  return report;
}

/** True where no new response of the changed logs stands in another log, in the archive, or belongs to another session. */
function standAlone(index: LogIndex, grown: readonly Grown[]): boolean {
  const fresh = new Map<number, number[]>();
  const asked = new Map<number, number[]>();
  for (const { earlier, rows, isAdded, since } of grown) {
    // Where a log was read from its start, what it had before is among what is new.
    const before = new Set(earlier && rows.fresh.from === rows.own[0]?.from ? idsOf(earlier) : []);
    const { table, from, to } = rows.fresh;
    // What came before was found to be new then, and the index is the same.
    const askedFrom = isAdded && since ? from + rowsOf(since.scan) : from;
    for (let i = from; i < to; i++) {
      const origin = table.origins[table.columns.origin[i] as number];
      if (origin?.loggedIn !== origin?.sessionId) return false;
      if (before.has(idAt(table, i))) continue;
      const [lo, hi] = [table.columns.idLo[i] as number, table.columns.idHi[i] as number];
      if (fresh.get(lo)?.includes(hi)) return false;
      note(fresh, lo, hi);
      if (i >= askedFrom) note(asked, lo, hi);
    }
  }
  return !mayHoldAny(index, asked) || !index.holdsAny(asked);
}

function note(ids: Map<number, number[]>, lo: number, hi: number): void {
  const known = ids.get(lo);
  if (known) known.push(hi);
  else ids.set(lo, [hi]);
}

const rowsOf = ({ slices }: FileScan): number => slices.reduce((sum, { from, to }) => sum + to - from, 0);

function mayHoldAny(index: LogIndex, ids: ReadonlyMap<number, readonly number[]>): boolean {
  return [...ids].some(([lo, his]) => his.some((hi) => index.mayHold(lo, hi)));
}

function* idsOf(scan: FileScan): Iterable<string> {
  for (const { table, from, to } of scan.slices) for (let i = from; i < to; i++) yield idAt(table, i);
}

const idAt = ({ columns }: ResponseTable, i: number): string => `${columns.idHi[i]}:${columns.idLo[i]}`;
