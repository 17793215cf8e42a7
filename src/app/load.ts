/** Loads the history: finds the logs, takes each response once, prices it, and accounts for what left no row. */

import { findLogFiles } from "../claude-code/log-files.ts";
import { chooseRoots } from "../claude-code/roots.ts";
import { PriceBook } from "../core/pricing/price-book.ts";
import { shippedCards } from "../data/rate-cards.ts";
import { VERSION } from "../data/version.ts";
import { readKept } from "../store/archive/kept.ts";
import { dataPaths } from "../store/data-dir.ts";
import { indexFileOf } from "../store/index/write-index.ts";
import { readOverlay } from "../store/price-overlay.ts";
import { archiveSource, NO_ARCHIVE, scopeOf, sourcesOf } from "./archive-source.ts";
import { recalledBackground, reconcileBackground } from "./background.ts";
import type { History } from "./history.ts";
import { keepArchive } from "./keep-archive.ts";
import { loadLogs } from "./load-logs.ts";
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
};

/** What loading needs of the outside. */
export type LoadIo = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  now(): number;
};

export async function loadHistory(options: LoadOptions, io: LoadIo): Promise<History> {
  const paths = dataPaths(options.dataDir, io.env);
  const book = new PriceBook(shippedCards(), readOverlay(paths.overlayFile));
  const roots = chooseRoots({ configDirs: options.configDirs, env: io.env, homeDir: io.homeDir });
  const isNamed = options.configDirs.length > 0;
  const logs = findLogFiles(roots);
  const rootPaths = roots.map((r) => r.path);
  const scope = scopeOf(rootPaths, isNamed);
  const kept = readKept(paths.archiveDir, scope);
  const archive = options.archive ? archiveSource(paths.archiveDir, isNamed ? rootPaths : [], kept) : NO_ARCHIVE;
  const indexFile = options.index ? indexFileOf(paths.indexFile, [String(options.archive), ...rootPaths]) : null;
  const scanned = await loadLogs({
    files: logs.files,
    indexFile,
    writer: VERSION,
    book,
    archive,
    progress: options.progress,
  });
  const archiveNotes = options.archive
    ? await keepArchive({
        logs: scanned,
        archiveDir: paths.archiveDir,
        scope,
        kept,
        stamp: archive.stamp,
        sourceOf: sourcesOf(logs.files, rootPaths, isNamed),
        nowMs: io.now(),
      })
    : [];
  const open = openSessions(
    roots.map((r) => r.path),
    scanned.sessions,
    io.now(),
  );
  const onlyLogged = options.configDirs.length > 0 || !options.archive;
  const inputs = { ...scanned, book, paths, onlyLogged };
  const isKnown = indexFile !== null && !scanned.changed;
  const background = isKnown ? recalledBackground(inputs, indexFile) : reconcileBackground(inputs);
  const inherited = new Map([...scanned.copies].map(([session, rows]) => [session, rows.length]));
  const unreadable = [...logs.unreadable, ...scanned.unreadable];
  return {
    table: scanned.table,
    copies: scanned.copies,
    sessions: scanned.sessions,
    background,
    open,
    inherited,
    report: scanned.report,
    roots: logs.roots,
    book,
    basis: scanned.usesOverlay ? "overlay" : "list",
    demo: options.demo,
    unreadable,
    notes: [...scanned.notes, ...archiveNotes, ...unreadable.map(unreadableNote)],
  };
}
