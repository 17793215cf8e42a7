/**
 * Loads the logs, priced and summed. Where nothing changed, from the index alone; where a few logs grew, from the index
 * and what was appended; otherwise all logs are folded again, of which only the changed ones are read.
 */

import type { LogFiles } from "../../claude-code/logs/log-files.ts";
import { ScanPool } from "../../claude-code/scan/scan-pool.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { once } from "../../core/once.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import { joinMarks, NO_MARKS, type PriceMarks } from "../../core/pricing/price-marks.ts";
import { DaySummer } from "../../core/reports/day-rollup.ts";
import { sumResolution } from "../../core/reports/roll-up.ts";
import { costsBySession } from "../../core/reports/session-costs.ts";
import { listedOrigins, type UsageTable } from "../../core/reports/usage-rollup.ts";
import { type LogFolder, notedFile } from "../../core/responses/log-files.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import { SessionMap } from "../../core/responses/session-facts.ts";
import { stampOf } from "../../store/files/file-stamps.ts";
import type { IndexContent } from "../../store/index/encode-index.ts";
import { readJournal } from "../../store/index/journal.ts";
import { type BilledResponses, isBadIndex, type LogIndex, openIndex } from "../../store/index/log-index.ts";
import { priceKey } from "../../store/price-key.ts";
import type { ArchiveSource, IndexUpdate, LoadedLogs, ReadArchive } from "./loaded-logs.ts";
import { findChanges, type LogChange } from "./log-changes.ts";
import { responsesOfSessions } from "./read-responses.ts";
import { combine, type Progress, scanFiles } from "./scan-logs.ts";
import { detachedSessions } from "./session-overlay.ts";
import { updateLogs } from "./update-index.ts";

export type LoadLogsOptions = {
  /** Finds the logs; folders in the index are not listed again. */
  readonly find: (known?: ReadonlyMap<string, LogFolder>, onBytes?: (bytes: number) => void) => LogFiles;
  /** null = read every log. */
  readonly indexFile: string | null;
  /** The program's version. */
  readonly writer: string;
  readonly book: PriceBook;
  readonly archive: ArchiveSource;
  readonly progress: Progress;
  readonly nowMs: number;
  /** Whether single responses will certainly be read. */
  readonly needsResponses: boolean;
  /** The time zone of the days that are summed. */
  readonly zone: Zone;
  /** Up to how many responses all logs are folded for archiving settled days; 0 = no archiving. */
  readonly archivable: number;
};

/** Less than this is read again at the next start, because writing the index takes longer than reading it. */
const WORTH_WRITING_BYTES = 4_000_000;
const WORTH_WRITING_FILES = 50;
/** The most responses in the journal. */
const WORTH_WRITING_ROWS = 2000;
/** Responses of the last day are not summed, because the cost of the last five hours is computed to the second. */
const UNSUMMED_MS = 24 * 3_600_000;

type Loaded = {
  readonly logs: LoadedLogs;
  /** The contents of the logs and the archive; null = they were not all folded. */
  readonly content: IndexContent | null;
  /** null = the index is complete, or too little is missing to write it. */
  readonly indexUpdate: IndexUpdate | null;
};

export type FoundLogs = Loaded & {
  readonly found: LogFiles;
  /** Stamp of the index that was opened; changes whenever another one replaces it. */
  readonly indexStamp: string;
};

export async function loadLogs(options: LoadLogsOptions): Promise<FoundLogs> {
  const { indexFile, writer } = options;
  // Before opening: if the index is replaced in between, nothing will be treated as belonging to this one.
  const indexStamp = indexFile === null ? "" : stampOf([indexFile]);
  const index = indexFile === null ? { bad: "" } : openIndex(indexFile, writer, options.needsResponses);
  if ("bad" in index) return { ...(await rebuilt(options, index.bad)), indexStamp };
  try {
    const found = options.find(new Map(index.files.folders.map((folder) => [folder.path, folder])));
    const { logs, ...loaded } = await fromIndex(options, found, index, indexStamp);
    return { found, logs: options.needsResponses ? readWhole(logs, index) : logs, ...loaded, indexStamp };
  } catch (error) {
    if (!isBadIndex(error)) throw error;
    index.close();
    return { ...(await rebuilt(options, error.message)), indexStamp };
  }
}

/** Reads all of the index now, so that errors show now and the index need not stay open. @throws BadIndex */
function readWhole(logs: LoadedLogs, index: LogIndex): LoadedLogs {
  const { usage } = logs;
  const sessions = detachedSessions(logs.sessions);
  if (usage.origins.length > 0) usage.origins.part(0, "sessionId");
  const { table, copies } = logs.allResponses();
  const allResponses = (): BilledResponses => ({ table, copies });
  logs.costOf("");
  index.close();
  return { ...logs, usage, sessions, allResponses, responsesOf: allResponses };
}

async function rebuilt(options: LoadLogsOptions, bad: string): Promise<Omit<FoundLogs, "indexStamp">> {
  const threads = new ScanPool();
  const found = options.find(undefined, (bytes) => threads.expect(bytes));
  const { logs, ...loaded } = await read(options, found, null, { threads });
  const shouldReport = bad !== "" && bad !== "of another version";
  const notes = shouldReport ? [`the index was ${bad}; it has been rebuilt`, ...logs.notes] : logs.notes;
  return { found, logs: { ...logs, notes }, ...loaded };
}

async function fromIndex(
  options: LoadLogsOptions,
  found: LogFiles,
  index: LogIndex,
  indexStamp: string,
): Promise<Loaded> {
  const { book, archive } = options;
  const isUsable = index.priceKey === priceKey(book) && archive.stamp === index.archiveStamp;
  if (index.responses <= options.archivable) return read(options, found, index);
  const { indexFile, writer } = options;
  const journal = once(() => (indexFile === null ? new Map() : readJournal(indexFile, writer, indexStamp)));
  const changes = isUsable ? findChanges(index, found, journal) : null;
  if (changes?.list.length === 0) return { logs: unchanged(options, index), content: null, indexUpdate: null };
  const isSmall = changes !== null && isFew(changes.list);
  const bytes = isSmall ? changes.list.reduce((sum, c) => sum + c.file.sizeBytes - c.fromBytes, 0) : 0;
  const updated =
    isSmall && bytes <= WORTH_WRITING_BYTES
      ? await updateLogs(index, found, changes, { ...options, unsummedFromMs: options.nowMs - UNSUMMED_MS })
      : null;
  if (updated) return { ...updated, content: null };
  // The journal cannot contain these changes, so the index is rewritten.
  return read(options, found, index, { mustWrite: changes !== null && changes.list.length > 0 });
}

/** Whether the changes are few enough to be read at each start. */
function isFew(changes: readonly LogChange[]): boolean {
  const rows = changes.reduce((sum, { journaled }) => sum + (journaled?.scan.slices[0]?.to ?? 0), 0);
  return changes.length <= WORTH_WRITING_FILES && rows <= WORTH_WRITING_ROWS;
}

function unchanged({ book, zone }: LoadLogsOptions, index: LogIndex): LoadedLogs {
  return {
    get usage() {
      return index.usage;
    },
    days: index.days(zone.name),
    sessions: index.sessions,
    costOf: (id) => index.costOf(id),
    inherited: index.inherited,
    report: index.report,
    priceMarks: index.priceMarks,
    unreadable: [],
    notes: [],
    changedSessions: new Set(),
    appended: null,
    wasRead: false,
    responses: index.responses,
    isFirst: false,
    responsesOf: (sessionIds) => responsesOfSessions(index, [], sessionIds, book),
    allResponses: once(() => index.allResponses()),
  };
}

type ReadHow = {
  /** Started before it is known what there is to read. */
  readonly threads?: ScanPool;
  /** Whether the index has to be written, however little is new. */
  readonly mustWrite?: boolean;
};

async function read(
  options: LoadLogsOptions,
  found: LogFiles,
  index: LogIndex | null,
  { threads = new ScanPool(), mustWrite = false }: ReadHow = {},
): Promise<Loaded> {
  const { book, progress, archive } = options;
  const known = index ? earlierScans(index) : null;
  const hasPrices = index?.priceKey === priceKey(book);
  if (!hasPrices) forgetPrices(known?.scans ?? []);
  const forIndex = options.indexFile !== null;
  const scanned = await scanFiles(found.files, { progress, threads, forIndex }, (file) => {
    const i = known?.places.get(file.path);
    if (i === undefined || !known || !index) return "new";
    if (index.files.holds(i, file)) return { unchanged: known.scans[i] as FileScan };
    return index.files.mayBeLonger(i, file) ? { earlier: known.scans[i] as FileScan } : "new";
  });
  const isKnown = index !== null && known !== null && archive.stamp === index.archiveStamp;
  const archived: ReadArchive = isKnown
    ? { scan: known.scans.at(-1) as FileScan, notes: [], stamp: archive.stamp }
    : await archive.read();
  const content = foldAll({
    ...{ book, zone: options.zone, nowMs: options.nowMs, archiveStamp: archived.stamp },
    files: scanned.scanned.map((file) => notedFile(file, found.askedMs)),
    folders: found.numbers.folders,
    scans: [...scanned.scans, archived.scan],
    knownMarks: hasPrices ? index.priceMarks : NO_MARKS,
  });
  const { table, copies, sessions, report, priceMarks } = content;
  const isWorthWriting =
    mustWrite ||
    !hasPrices ||
    archive.stamp !== index.archiveStamp ||
    scanned.readBytes > WORTH_WRITING_BYTES ||
    scanned.readFiles + Math.abs(index.files.length - scanned.scanned.length) > WORTH_WRITING_FILES;
  index?.close();
  const usage: UsageTable = { columns: content.usage, models: table.models, origins: listedOrigins(table.origins) };
  const allResponses = (): BilledResponses => ({ table, copies });
  const inherited = new Map([...copies].map(([session, rows]) => [session, rows.length]));
  const costs = once(() => costsBySession(usage));
  const logs: LoadedLogs = {
    usage,
    days: content.days.table,
    sessions: new SessionMap(sessions),
    costOf: (id) => costs().get(id) ?? 0n,
    inherited,
    report,
    priceMarks,
    unreadable: scanned.unreadable,
    notes: archived.notes,
    changedSessions: null,
    appended: null,
    wasRead: true,
    responses: table.columns.length,
    isFirst: index === null,
    allResponses,
    responsesOf: allResponses,
  };
  return { logs, content, indexUpdate: isWorthWriting ? { kind: "index", content } : null };
}

type FoldAll = Pick<IndexContent, "files" | "folders" | "scans" | "archiveStamp"> & {
  readonly book: PriceBook;
  readonly zone: Zone;
  readonly nowMs: number;
  /** Marks of the prices that rows already have. */
  readonly knownMarks: PriceMarks;
};

/** Folds, prices and sums the contents of all logs and the archive. */
function foldAll({ book, zone, nowMs, knownMarks, ...parts }: FoldAll): IndexContent {
  const { resolution, sessions, report } = combine(parts.scans);
  const priceMarks = joinMarks(priceColumns(resolution.table, book), knownMarks);
  const { usage, usageFrom } = sumResolution(resolution, nowMs - UNSUMMED_MS);
  return {
    ...resolution,
    ...parts,
    sessions,
    report,
    priceKey: priceKey(book),
    priceMarks,
    usage: usage.columns,
    days: { zone: zone.name, table: daysOf(usage, zone) },
    usageFrom,
  };
}

/** The same logs with the archive after rows of theirs were archived. */
export async function withArchive(
  content: IndexContent,
  archive: ArchiveSource,
  { book, zone, nowMs }: Pick<FoldAll, "book" | "zone" | "nowMs">,
): Promise<IndexContent> {
  const { scan, stamp: archiveStamp } = await archive.read();
  const scans = [...content.scans.slice(0, -1), scan];
  const { files, folders, priceMarks } = content;
  return foldAll({ files, folders, scans, archiveStamp, book, zone, nowMs, knownMarks: priceMarks });
}

function daysOf(usage: UsageTable, zone: Zone): UsageTable {
  const summer = new DaySummer(zone);
  summer.add(usage, 0, usage.columns.length, 1);
  return summer.finish();
}

type Earlier = { readonly scans: readonly FileScan[]; readonly places: ReadonlyMap<string, number> };

function earlierScans(index: LogIndex): Earlier {
  const paths = Array.from({ length: index.files.length }, (_, i) => index.files.path(i));
  return { scans: index.scans(), places: new Map(paths.map((path, i) => [path, i])) };
}

/** Removes all prices, so that they are computed again, because the rate cards or the overlay have changed. */
function forgetPrices(scans: readonly FileScan[]): void {
  for (const { slices } of scans)
    for (const { table, from, to } of slices) table.columns.costPico.fill(Number.NaN, from, to);
}
