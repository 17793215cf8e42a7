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
};

export type LoadLogsOptions = {
  readonly files: readonly LogFile[];
  /** null = read every log, and keep nothing. */
  readonly indexFile: string | null;
  /** The program's version. */
  readonly writer: string;
  readonly book: PriceBook;
  readonly progress: Progress;
};

/** Less than this is read again at the next start rather than written now: a start must be quick. */
const WORTH_WRITING_BYTES = 4_000_000;
const WORTH_WRITING_FILES = 50;

export function loadLogs(options: LoadLogsOptions): LoadedLogs {
  const { indexFile, writer } = options;
  if (indexFile === null) return read(options, null, "").loaded;
  const outcome = withIndex(indexFile, writer, (index) => fromIndex(options, index));
  if ("value" in outcome) {
    const { loaded, write } = outcome.value;
    write();
    return loaded;
  }
  const { loaded, write } = read(options, null, "");
  write();
  const isNews = outcome.bad !== "" && outcome.bad !== "of another version";
  return isNews ? { ...loaded, notes: [`the index was ${outcome.bad}; it has been rebuilt`] } : loaded;
}

type Outcome = { readonly loaded: LoadedLogs; readonly write: () => void };

function fromIndex(options: LoadLogsOptions, index: LogIndex): Outcome {
  const { files, book } = options;
  const key = book.contentKey();
  const isUnchanged =
    index.priceKey === key && index.paths.length === files.length && files.every((file, i) => index.holds(i, file));
  if (!isUnchanged) return read(options, index, key);
  const { table, copies, sessions, report, usesOverlay } = index;
  return { loaded: { table, copies, sessions, report, usesOverlay, unreadable: [], notes: [] }, write: () => {} };
}

function read(options: LoadLogsOptions, index: LogIndex | null, samePrices: string): Outcome {
  const { files, book, indexFile, writer, progress } = options;
  const known = index ? earlierScans(index) : null;
  if (index && index.priceKey !== samePrices) forgetPrices(known?.scans ?? []);
  const { scans, scanned, unreadable, readBytes, readFiles } = scanFiles(files, progress, (file) => {
    const i = known?.places.get(file.path);
    if (i === undefined || !known || !index) return "new";
    if (index.holds(i, file)) return { unchanged: known.scans[i] as FileScan };
    return index.mayBeLonger(i, file) ? { grown: known.scans[i] as FileScan } : "new";
  });
  const { resolution, sessions, report } = combine(scans);
  const keptOverlay = index !== null && index.priceKey === samePrices && index.usesOverlay;
  const usesOverlay = priceColumns(resolution.table, book) || keptOverlay;
  const { table, copies } = resolution;
  const isWorth =
    index === null ||
    index.priceKey !== samePrices ||
    readBytes > WORTH_WRITING_BYTES ||
    readFiles + Math.abs(index.paths.length - scanned.length) > WORTH_WRITING_FILES;
  const write = (): void => {
    if (indexFile === null || !isWorth) return;
    const content = {
      ...resolution,
      files: scanned,
      scans,
      sessions,
      report,
      priceKey: book.contentKey(),
      usesOverlay,
    };
    writeIndex(indexFile, encodeIndex(content, writer));
  };
  return { loaded: { table, copies, sessions, report, usesOverlay, unreadable, notes: [] }, write };
}

function earlierScans(index: LogIndex): { scans: readonly FileScan[]; places: ReadonlyMap<string, number> } {
  return { scans: index.scans(), places: new Map(index.paths.map((path, i) => [path, i])) };
}

/** Other rate cards, or another overlay: every price is worked out again. */
function forgetPrices(scans: readonly FileScan[]): void {
  for (const { slices } of scans)
    for (const { table, from, to } of slices) table.columns.costPico.fill(Number.NaN, from, to);
}
