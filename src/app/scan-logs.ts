/** Reads log files, and joins what they give into one table: each response once. */

import type { LogFile } from "../claude-code/log-files.ts";
import { FastScanner } from "../claude-code/scan/fast-scanner.ts";
import { type Resolution, resolve } from "../core/usage/resolve.ts";
import { ARCHIVE_FILE, addReport, emptyReport, type FileScan, type ScanReport } from "../core/usage/scan.ts";
import { mergeFacts, type SessionFacts } from "../core/usage/session-facts.ts";
import { homeProjects } from "../core/usage/session-project.ts";
import { withArchived } from "./archive-scan.ts";

export type Unreadable = { readonly path: string; readonly code: string };

/** Called as a scan goes on; the last call has `bytes` = `totalBytes`. */
export type Progress = (done: {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}) => void;

/** What is known of a file from an earlier run. */
export type Known = "new" | { readonly unchanged: FileScan } | { readonly grown: FileScan };

export type ScannedFiles = {
  readonly scans: readonly FileScan[];
  /** The files of `scans`, in the same order. */
  readonly scanned: readonly LogFile[];
  readonly unreadable: readonly Unreadable[];
  readonly readBytes: number;
  readonly readFiles: number;
};

export function scanFiles(
  files: readonly LogFile[],
  progress: Progress,
  knownOf: (file: LogFile) => Known,
): ScannedFiles {
  const scans: FileScan[] = [];
  const scanned: LogFile[] = [];
  const unreadable: Unreadable[] = [];
  const work = files.map((file) => ({ file, known: knownOf(file) }));
  const bytesOf = ({ file, known }: (typeof work)[number]): number => {
    if (known === "new") return file.sizeBytes;
    return "grown" in known ? file.sizeBytes - known.grown.consumedBytes : 0;
  };
  const totalBytes = work.reduce((sum, w) => sum + bytesOf(w), 0);
  const totalFiles = work.filter((w) => w.known === "new" || "grown" in w.known).length;
  const scanner = new FastScanner();
  let [bytes, done] = [0, 0];
  for (const item of work) {
    const { file, known } = item;
    if (known !== "new" && "unchanged" in known) {
      scans.push(known.unchanged);
      scanned.push(file);
      continue;
    }
    try {
      const earlier = known === "new" ? null : known.grown;
      scans.push(scanner.scan({ path: file.path, mtimeMs: file.mtimeMs, earlier }));
      scanned.push(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (!code) throw error;
      unreadable.push({ path: file.path, code });
    }
    bytes += bytesOf(item);
    done++;
    progress({ files: done, bytes, totalFiles, totalBytes });
  }
  return { scans, scanned, unreadable, readBytes: bytes, readFiles: done };
}

export type Combined = {
  readonly resolution: Resolution;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly report: ScanReport;
};

/** One table from the scans of all files; the archive's, if any, comes last. */
export function combine(scans: readonly FileScan[]): Combined {
  const sessions = new Map<string, SessionFacts>();
  const report = emptyReport();
  for (const scan of scans) {
    addReport(report, scan.report);
    for (const facts of scan.sessions) {
      const known = sessions.get(facts.sessionId);
      const merge = scan.fileSession === ARCHIVE_FILE ? withArchived : mergeFacts;
      sessions.set(facts.sessionId, known ? merge(known, facts) : facts);
    }
  }
  const resolution = resolve(scans);
  return { resolution: { ...resolution, table: homeProjects(resolution.table, sessions) }, sessions, report };
}
