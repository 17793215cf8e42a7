/** The logs as one priced table: from the index where nothing changed, else from the index and what is new. */

import type { LogFile } from "../claude-code/log-files.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import { priceColumns } from "../core/pricing/price-columns.ts";
import type { Resolved } from "../core/usage/resolve.ts";
import type { FileScan, ScanReport } from "../core/usage/scan.ts";
import type { SessionFacts } from "../core/usage/session-facts.ts";
import { encodeIndex, type LogIndex, withIndex } from "../store/index/log-index.ts";
import { writeIndex } from "../store/index/write-index.ts";
import { combine, type Progress, scanFiles, type Unreadable } from "./scan-logs.ts";

export type LoadedLogs = Pick<Resolved, "table" | "copies"> & {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly report: ScanReport;
  readonly usesOverlay: boolean;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** False where the index had all. */
  readonly changed: boolean;
  /** True where there was no index yet. */
  readonly isFirst: boolean;
};

/** The archive, as far as it is looked at. */
export type ArchiveSource = {
  /** Changes with any of its files; "" = there is nothing. */
  readonly stamp: string;
  /** Whether an archive that was `earlier` has nothing more now that the logs do not have. */
  saysNoMoreThan(earlier: string): boolean;
  read(): Promise<{ readonly scan: FileScan; readonly notes: readonly string[] }>;
};

export type LoadLogsOptions = {
  readonly files: readonly LogFile[];
  /** null = read every log, and keep nothing. */
  readonly indexFile: string | null;
  /** The program's version. */
  readonly writer: string;
  readonly book: PriceBook;
  readonly archive: ArchiveSource;
  readonly progress: Progress;
};

/** Less than this is read again at the next start rather than written now: a start must be quick. */
const WORTH_WRITING_BYTES = 4_000_000;
const WORTH_WRITING_FILES = 50;

export async function loadLogs(options: LoadLogsOptions): Promise<LoadedLogs> {
  const { indexFile, writer } = options;
  if (indexFile === null) return read(options, null);
  const outcome = await withIndex(indexFile, writer, (index) => fromIndex(options, index));
  if ("value" in outcome) return outcome.value;
  const loaded = await read(options, null);
  const isNews = outcome.bad !== "" && outcome.bad !== "of another version";
  return isNews ? { ...loaded, notes: [`the index was ${outcome.bad}; it has been rebuilt`, ...loaded.notes] } : loaded;
}

async function fromIndex(options: LoadLogsOptions, index: LogIndex): Promise<LoadedLogs> {
  const { files, book, archive } = options;
  const isUnchanged =
    index.priceKey === book.contentKey() &&
    archive.saysNoMoreThan(index.archiveStamp) &&
    index.paths.length === files.length &&
    files.every((file, i) => index.holds(i, file));
  if (!isUnchanged) return read(options, index);
  const { table, copies, sessions, report, usesOverlay } = index;
  const rest = { unreadable: [], notes: [], changed: false, isFirst: false };
  return { table, copies, sessions, report, usesOverlay, ...rest };
}

async function read(options: LoadLogsOptions, index: LogIndex | null): Promise<LoadedLogs> {
  const { files, book, progress, archive } = options;
  const known = index ? earlierScans(index) : null;
  const hasPrices = index?.priceKey === book.contentKey();
  if (!hasPrices) forgetPrices(known?.scans ?? []);
  const found = await scanFiles(files, progress, (file) => {
    const i = known?.places.get(file.path);
    if (i === undefined || !known || !index) return "new";
    if (index.holds(i, file)) return { unchanged: known.scans[i] as FileScan };
    return index.mayBeLonger(i, file) ? { grown: known.scans[i] as FileScan } : "new";
  });
  const archived = await archivedScan(archive, index, known, found.scanned);
  const scans = [...found.scans, archived.scan];
  const { resolution, sessions, report } = combine(scans);
  const usesOverlay = priceColumns(resolution.table, book) || (hasPrices && index.usesOverlay);
  const isWorth =
    !hasPrices ||
    !archive.saysNoMoreThan(index.archiveStamp) ||
    found.readBytes > WORTH_WRITING_BYTES ||
    found.readFiles + Math.abs(index.paths.length - found.scanned.length) > WORTH_WRITING_FILES;
  if (options.indexFile !== null && isWorth) {
    const stamps = { files: found.scanned, priceKey: book.contentKey(), archiveStamp: archive.stamp };
    const content = { ...resolution, ...stamps, scans, sessions, report, usesOverlay };
    writeIndex(options.indexFile, encodeIndex(content, options.writer));
  }
  const { table, copies } = resolution;
  const rest = { unreadable: found.unreadable, notes: archived.notes, changed: true, isFirst: index === null };
  return { table, copies, sessions, report, usesOverlay, ...rest };
}

type Earlier = { readonly scans: readonly FileScan[]; readonly places: ReadonlyMap<string, number> };

function earlierScans(index: LogIndex): Earlier {
  return { scans: index.scans(), places: new Map(index.paths.map((path, i) => [path, i])) };
}

/** Where no log lost anything, the archive can have no more to add than it had: it need not be opened. */
async function archivedScan(
  archive: ArchiveSource,
  index: LogIndex | null,
  known: Earlier | null,
  scanned: readonly LogFile[],
): ReturnType<ArchiveSource["read"]> {
  if (!index || !known || !archive.saysNoMoreThan(index.archiveStamp)) return archive.read();
  const byPath = new Map(scanned.map((file) => [file.path, file]));
  const lostNothing = index.paths.every((path, i) => {
    const file = byPath.get(path);
    return file !== undefined && (index.holds(i, file) || index.mayBeLonger(i, file));
  });
  return lostNothing ? { scan: known.scans.at(-1) as FileScan, notes: [] } : archive.read();
}

/** Other rate cards, or another overlay: every price is worked out again. */
function forgetPrices(scans: readonly FileScan[]): void {
  for (const { slices } of scans)
    for (const { table, from, to } of slices) table.columns.costPico.fill(Number.NaN, from, to);
}
