/** Reads log files, and joins the results into one table with each response once. */

import type { ScanRequest } from "../../claude-code/scan/fast-scanner.ts";
import type { ScanPool } from "../../claude-code/scan/scan-pool.ts";
import type { LogFile } from "../../core/responses/log-files.ts";
import { type Resolution, resolve } from "../../core/responses/resolve.ts";
import { ARCHIVE_FILE, addReport, emptyReport, type FileScan, type ScanReport } from "../../core/responses/scan.ts";
import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { homeProjects } from "../../core/responses/session-project.ts";
import { NOT_A_FILE } from "../../runtime/regular-file.ts";
import { mergeClaims, type SessionClaim } from "./archive-scan.ts";

export type Unreadable = { readonly path: string; readonly code: string };

export const unreadableNote = ({ path, code }: Unreadable): string =>
  `cannot read ${path} (${code === NOT_A_FILE ? "it is not a file" : code})`;

/** Called during a scan, which waits for a returned promise. In the last call `bytes` = `totalBytes`. */
export type Progress = (done: {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}) => void | Promise<void>;

/** What an earlier run knows about a file. */
export type Known = "new" | { readonly unchanged: FileScan } | { readonly earlier: FileScan };

export type ScannedFiles = {
  readonly scans: readonly FileScan[];
  /** The files of `scans`, in the same order. */
  readonly scanned: readonly LogFile[];
  readonly unreadable: readonly Unreadable[];
  readonly readBytes: number;
  readonly readFiles: number;
};

export type ScanOptions = {
  readonly progress: Progress;
  readonly threads: ScanPool;
  /** As in `FastScannerOptions`. */
  readonly forIndex: boolean;
};

export async function scanFiles(
  files: readonly LogFile[],
  { progress, threads, forIndex }: ScanOptions,
  knownOf: (file: LogFile) => Known,
): Promise<ScannedFiles> {
  const known = files.map(knownOf);
  const requests: ScanRequest[] = [];
  const bytes: number[] = [];
  files.forEach(({ path, mtimeMs, sizeBytes }, i) => {
    const earlier = earlierOf(known[i] as Known);
    if (earlier === undefined) return;
    requests.push({ path, mtimeMs, earlier });
    bytes.push(sizeBytes - (earlier?.consumedBytes ?? 0));
  });
  const totalBytes = bytes.reduce((a, b) => a + b, 0);
  const totalFiles = requests.length;
  const onDone = (bytesLeft: number, filesLeft: number): void | Promise<void> =>
    progress({ files: totalFiles - filesLeft, bytes: totalBytes - bytesLeft, totalFiles, totalBytes });
  const read = await threads.read({ requests, bytes, onDone, forIndex });
  const scans: FileScan[] = [];
  const scanned: LogFile[] = [];
  const unreadable: Unreadable[] = [];
  let next = 0;
  files.forEach((file, i) => {
    const what = known[i] as Known;
    const at = next;
    const scan = what !== "new" && "unchanged" in what ? what.unchanged : read.scans[next++];
    if (scan) {
      scans.push(scan);
      scanned.push(file);
    } else unreadable.push({ path: file.path, code: read.failed.get(at) ?? "" });
  });
  return { scans, scanned, unreadable, readBytes: totalBytes, readFiles: totalFiles };
}

/** What reading continues from; null = from the start, undefined = there is nothing to read. */
function earlierOf(known: Known): FileScan | null | undefined {
  if (known === "new") return null;
  return "earlier" in known ? known.earlier : undefined;
}

export type Combined = {
  readonly resolution: Resolution;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly report: ScanReport;
};

/** One table from the scans of all files; the archive's, if any, is last. */
export function combine(scans: readonly FileScan[]): Combined {
  const claims = new Map<string, [SessionClaim, ...SessionClaim[]]>();
  const report = emptyReport();
  for (const scan of scans) {
    addReport(report, scan.report);
    const isArchive = scan.fileSession === ARCHIVE_FILE;
    for (const facts of scan.sessions) {
      const known = claims.get(facts.sessionId);
      if (known) known.push({ facts, isArchive });
      else claims.set(facts.sessionId, [{ facts, isArchive }]);
    }
  }
  const sessions = new Map([...claims].map(([id, list]) => [id, mergeClaims(list)]));
  const resolution = resolve(scans);
  return { resolution: { ...resolution, table: homeProjects(resolution.table, sessions) }, sessions, report };
}
