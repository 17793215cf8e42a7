/** Loads the history: finds the logs, counts each response once, prices it, and adds the background. */

import { readAccount } from "../../claude-code/feeds/client-state.ts";
import { findLogFiles, type LogFiles } from "../../claude-code/logs/log-files.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { markNotes } from "../../core/pricing/price-marks.ts";
import { VERSION } from "../../data/version.ts";
import { isArchiveDue } from "../../store/archive/archive-state.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import type { IndexContent } from "../../store/index/encode-index.ts";
import { indexFileOf } from "../../store/index/write-index.ts";
import type { ArchiveScope } from "./archive-scan.ts";
import { archiveScope, archiveSource, NO_ARCHIVE, scopeName } from "./archive-source.ts";
import { type LoadBackground, type LoadedBackground, loadBackground } from "./cached-background.ts";
import type { DaySums, History } from "./history.ts";
import { loadLogs } from "./load-logs.ts";
import type { IndexUpdate, LoadedLogs } from "./loaded-logs.ts";
import { openPriceBook, openPriceBookAnyway } from "./open-price-book.ts";
import { openSessions } from "./open-sessions.ts";
import { type Progress, unreadableNote } from "./scan-logs.ts";

export type LoadOptions = {
  /** `--config-dir`, in order. */
  readonly configDirs: readonly string[];
  /** `--data-dir`. */
  readonly dataDir: string | undefined;
  readonly archive: boolean;
  readonly index: boolean;
  readonly demo: boolean;
  readonly progress: Progress;
  /** The time zone of the days that will be requested. */
  readonly zone: Zone;
  /** Whether single responses will certainly be read, not only their sums. */
  readonly responses?: boolean;
  /** Refuse to load where the user's price file is invalid, instead of using list prices. */
  readonly needsOwnPrices?: boolean;
  /**
   * What to load for archiving settled days: `few` if that was not done today and there are not too many responses for
   * a report to wait for, `all` in any case; undefined = nothing.
   */
  readonly archivable?: "few" | "all";
};

/** Processing more responses than this takes too long while somebody waits for a report. */
export const MANY_RESPONSES = 20_000;

/** What loading needs from outside. */
export type LoadIo = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  now(): number;
};

/** The archive as it was when the logs were loaded. */
export type ArchiveView = {
  readonly archiveDir: string;
  readonly scope: ArchiveScope;
  /** Identifies the selection of folders. */
  readonly scopeName: string;
  /** Claude Code's folders that are read. */
  readonly roots: readonly string[];
  /** Whether settled days should be archived: `few` = where there are not too many responses, `all` = in any case. */
  readonly due: "no" | "few" | "all";
  /** The account that is signed in to a folder; "" = not known. */
  accountOf(root: string): string;
};

/** A history, and the results of its load that are not on disk yet; the caller decides whether to save them. */
export type LoadedHistory = {
  readonly history: History;
  /** The logs as they were listed before reading. */
  readonly found: LogFiles;
  readonly logs: LoadedLogs;
  /** The contents of the logs and the archive; null = they were not all folded. */
  readonly content: IndexContent | null;
  /** What the index lacks; null = nothing worth writing. */
  readonly indexUpdate: IndexUpdate | null;
  readonly background: LoadedBackground;
  readonly backgroundFrom: LoadBackground;
  /** null = it was not read. */
  readonly archive: ArchiveView | null;
};

/** Reads only; writes nothing. */
export async function loadHistory(options: LoadOptions, io: LoadIo): Promise<LoadedHistory> {
  const paths = dataPaths(options.dataDir, io.env);
  const roots = chooseRoots({ configDirs: options.configDirs, env: io.env, homeDir: io.homeDir });
  const isNamed = options.configDirs.length > 0;
  const rootPaths = roots.map((r) => r.path);
  const priced = options.needsOwnPrices
    ? { book: openPriceBook(paths.overlayFile, rootPaths, io.homeDir), notes: [] }
    : openPriceBookAnyway(paths.overlayFile, rootPaths, io.homeDir);
  const { book } = priced;
  const view = archiveView(options, io, rootPaths);
  const archive = view ? archiveSource(view.archiveDir, view.scope) : NO_ARCHIVE;
  const indexFile = options.index ? indexFileOf(paths.indexFile, [String(options.archive), ...rootPaths]) : null;
  const nowMs = io.now();
  const { zone } = options;
  const { found, logs, content, indexUpdate, indexStamp } = await loadLogs({
    indexFile,
    book,
    archive,
    nowMs,
    find: (known, onBytes) => findLogFiles(roots, known, onBytes),
    writer: VERSION,
    progress: options.progress,
    needsResponses: options.responses ?? false,
    zone,
    archivable: ARCHIVABLE[view?.due ?? "no"],
  });
  const onlyLogged = isNamed || !options.archive;
  const backgroundFrom: LoadBackground = { logs, book, paths, onlyLogged, indexFile, indexStamp, zone };
  const loaded = loadBackground(backgroundFrom);
  const { background, booked, whole, stamp } = loaded;
  const unreadable = [...found.unreadable, ...logs.unreadable];
  const history: History = {
    get quarterHourRollup() {
      return logs.usage;
    },
    days: logs.days && booked ? daySums(loaded, zone.name, logs.days, booked) : null,
    get table() {
      return logs.allResponses().table;
    },
    get copies() {
      return logs.allResponses().copies;
    },
    responsesOf: (sessionIds) => logs.responsesOf(sessionIds),
    sessions: logs.sessions,
    costOf: (id) => logs.costOf(id),
    background,
    whole,
    stamp,
    open: openSessions(rootPaths, logs.sessions, nowMs),
    inherited: logs.inherited,
    report: logs.report,
    roots: found.roots,
    book,
    basis: logs.priceMarks.overlay ? "overlay" : "list",
    priceMarks: logs.priceMarks,
    demo: options.demo,
    unreadable,
    notes: [...priced.notes, ...markNotes(logs.priceMarks), ...logs.notes, ...unreadable.map(unreadableNote)],
  };
  return {
    history,
    found,
    logs,
    content,
    indexUpdate,
    background: loaded,
    backgroundFrom,
    archive: view,
  };
}

function daySums(
  { certainty }: LoadedBackground,
  zone: string,
  usage: DaySums["usage"],
  background: DaySums["background"],
): DaySums {
  return {
    zone,
    usage,
    background,
    get certainty() {
      return certainty();
    },
  };
}

function archiveView(options: LoadOptions, io: LoadIo, roots: readonly string[]): ArchiveView | null {
  if (!options.archive) return null;
  const { archivable } = options;
  const { archiveDir } = dataPaths(options.dataDir, io.env);
  const isNamed = options.configDirs.length > 0;
  const name = scopeName(roots, isNamed);
  return {
    archiveDir,
    scope: archiveScope(archiveDir, roots, isNamed),
    scopeName: name,
    roots,
    due: archivable === "all" || (archivable && isArchiveDue(archiveDir, name, io.now())) ? archivable : "no",
    accountOf: (root) => readAccount(root, io.homeDir),
  };
}

/** Up to how many responses are processed for the archive. */
const ARCHIVABLE = { no: 0, few: MANY_RESPONSES, all: Number.POSITIVE_INFINITY } as const;
