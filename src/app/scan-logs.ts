/** Reads log files into one table: each response once. */

import type { LogFile } from "../claude-code/log-files.ts";
import { FastScanner } from "../claude-code/scan/fast-scanner.ts";
import { type Resolved, resolve } from "../core/usage/resolve.ts";
import { addReport, emptyReport, type FileScan, type ScanReport } from "../core/usage/scan.ts";
import { mergeFacts, type SessionFacts } from "../core/usage/session-facts.ts";
import { homeProjects } from "../core/usage/session-project.ts";

export type ScannedLogs = Resolved & {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly report: ScanReport;
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
};

/** Called as a scan goes on; the last call has `bytes` = `totalBytes`. */
export type Progress = (done: {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}) => void;

export function scanLogs(files: readonly LogFile[], progress: Progress): ScannedLogs {
  const scans: FileScan[] = [];
  const unreadable: { path: string; code: string }[] = [];
  const totalBytes = files.reduce((sum, f) => sum + f.sizeBytes, 0);
  const scanner = new FastScanner();
  let bytes = 0;
  for (const file of files) {
    try {
      scans.push(scanner.scan({ path: file.path, mtimeMs: file.mtimeMs, earlier: null }));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (!code) throw error;
      unreadable.push({ path: file.path, code });
    }
    bytes += file.sizeBytes;
    progress({ files: scans.length, bytes, totalFiles: files.length, totalBytes });
  }
  return { ...combine(scans), unreadable };
}

/** One table from the scans of all files. */
export function combine(scans: readonly FileScan[]): Resolved & Pick<ScannedLogs, "sessions" | "report"> {
  const sessions = new Map<string, SessionFacts>();
  const report = emptyReport();
  for (const scan of scans) {
    addReport(report, scan.report);
    for (const facts of scan.sessions) {
      const known = sessions.get(facts.sessionId);
      sessions.set(facts.sessionId, known ? mergeFacts(known, facts) : facts);
    }
  }
  const { table, copies } = resolve(scans);
  return { table: homeProjects(table, sessions), copies, sessions, report };
}
