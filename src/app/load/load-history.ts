/** Loads the history: finds the logs, takes each response once, prices it, and adds what left no row. */

import { findLogFiles } from "../../claude-code/logs/log-files.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { markNotes } from "../../core/pricing/price-marks.ts";
import { VERSION } from "../../data/version.ts";
import { type Kept, readKept } from "../../store/archive/archive-state.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { indexFileOf } from "../../store/index/write-index.ts";
import { archiveSource, NO_ARCHIVE, scopeOf, sourcesOf } from "./archive-source.ts";
import { type LoadBackground, type LoadedBackground, loadBackground } from "./cached-background.ts";
import type { DaySums, History } from "./history.ts";
import { loadLogs } from "./load-logs.ts";
import type { IndexUpdate, LoadedLogs } from "./loaded-logs.ts";
import { openPriceBook } from "./open-price-book.ts";
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
  /** The time zone of the days that will be asked for; left out = none will be. */
  readonly zone?: Zone;
  /** Whether responses will be read one by one for certain, not only their sums. */
  readonly responses?: boolean;
};

/** What loading needs of the outside. */
export type LoadIo = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  now(): number;
};

/** The archive as it was when the logs were loaded. */
export type ArchiveView = {
  readonly archiveDir: string;
  /** Tells choices of roots apart. */
  readonly scope: string;
  readonly kept: Kept;
  readonly stamp: string;
  readonly sourceOf: (sessionId: string) => string;
};

/** A history, and what its load worked out that is not on disk: whoever asked for it saves it, or not. */
export type LoadedHistory = {
  readonly history: History;
  readonly logs: LoadedLogs;
  /** What the index lacks; null = nothing that is worth writing. */
  readonly indexUpdate: IndexUpdate | null;
  readonly background: LoadedBackground;
  readonly backgroundFrom: LoadBackground;
  /** null = it was not looked at. */
  readonly archive: ArchiveView | null;
};

/** Reads; writes nothing. */
export async function loadHistory(options: LoadOptions, io: LoadIo): Promise<LoadedHistory> {
  const paths = dataPaths(options.dataDir, io.env);
  const roots = chooseRoots({ configDirs: options.configDirs, env: io.env, homeDir: io.homeDir });
  const isNamed = options.configDirs.length > 0;
  const rootPaths = roots.map((r) => r.path);
  const book = openPriceBook(paths.overlayFile, rootPaths, io.homeDir);
  const scope = scopeOf(rootPaths, isNamed);
  const kept = readKept(paths.archiveDir, scope);
  const archive = options.archive ? archiveSource(paths.archiveDir, isNamed ? rootPaths : [], kept) : NO_ARCHIVE;
  const indexFile = options.index ? indexFileOf(paths.indexFile, [String(options.archive), ...rootPaths]) : null;
  const nowMs = io.now();
  const { zone = null } = options;
  const { found, logs, indexUpdate, indexStamp } = await loadLogs({
    indexFile,
    book,
    archive,
    nowMs,
    find: (known, onBytes) => findLogFiles(roots, known, onBytes),
    writer: VERSION,
    progress: options.progress,
    needsResponses: options.responses ?? false,
    zone,
  });
  const onlyLogged = isNamed || !options.archive;
  const backgroundFrom: LoadBackground = { logs, book, paths, onlyLogged, indexFile, indexStamp, zone };
  const loaded = loadBackground(backgroundFrom);
  const { background, booked, whole, stamp } = loaded;
  const unreadable = [...found.unreadable, ...logs.unreadable];
  const history: History = {
    get usage() {
      return logs.usage;
    },
    days: zone && logs.days && booked ? daySums(loaded, zone.name, logs.days, booked) : null,
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
    notes: [...markNotes(logs.priceMarks), ...logs.notes, ...unreadable.map(unreadableNote)],
  };
  return {
    history,
    logs,
    indexUpdate,
    background: loaded,
    backgroundFrom,
    archive: options.archive
      ? {
          archiveDir: paths.archiveDir,
          scope,
          kept,
          stamp: archive.stamp,
          sourceOf: sourcesOf(found, rootPaths, isNamed),
        }
      : null,
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
