/** The result of reading one log file, equal for the fast scanner and the reference scanner. */

import type { ResponseTable } from "./columns.ts";
import type { Origin } from "./origin.ts";
import type { SessionFacts } from "./session-facts.ts";

/** Why a row was not counted. Rows without usage are not skipped; there is nothing to count in them. */
export const SKIP_REASONS = [
  /** Not JSON: torn, binary, foreign. */
  "not-json",
  /** An assistant row whose usage is missing or not an object. */
  "no-usage",
  /** Token counts that are negative, fractional, not numbers, or larger than any request's. */
  "bad-usage",
  /** A row of facts (a ledger, a compaction, a turn) with impossible numbers. */
  "bad-facts",
  /** `<synthetic>` or an API error: no request was billed. */
  "not-billed",
  /** An assistant row without a model. */
  "no-model",
  /** A row of an unknown type, with a usage or a cost that cannot be counted. */
  "unknown-type",
  /** A row too large to be decoded in full (its usage was not reached). */
  "too-large",
  /** The last line has no newline yet and is not complete. */
  "torn-tail",
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export type ScanReport = {
  files: number;
  bytes: number;
  /** Lines with at least one byte. */
  rows: number;
  /** Assistant rows with usage, before duplicates are folded. */
  usageRows: number;
  skipped: Record<SkipReason, number>;
  /** Responses whose time was taken from a neighbour. */
  undated: number;
  /** Client versions, with the number of their usage rows. */
  versions: Record<string, number>;
};

const NONE_SKIPPED = Object.fromEntries(SKIP_REASONS.map((reason) => [reason, 0])) as Record<SkipReason, number>;

export function emptyReport(): ScanReport {
  return { files: 0, bytes: 0, rows: 0, usageRows: 0, skipped: { ...NONE_SKIPPED }, undated: 0, versions: {} };
}

export function addReport(into: ScanReport, from: ScanReport): void {
  sumReport(into, from, 1);
}

/** Subtracts what was added before. */
export function subtractReport(into: ScanReport, from: ScanReport): void {
  sumReport(into, from, -1);
}

function sumReport(into: ScanReport, from: ScanReport, sign: 1 | -1): void {
  into.files += sign * from.files;
  into.bytes += sign * from.bytes;
  into.rows += sign * from.rows;
  into.usageRows += sign * from.usageRows;
  into.undated += sign * from.undated;
  for (const reason of SKIP_REASONS) into.skipped[reason] += sign * from.skipped[reason];
  for (const v in from.versions) {
    const sum = (into.versions[v] ?? 0) + sign * (from.versions[v] as number);
    if (sum === 0) delete into.versions[v];
    else into.versions[v] = sum;
  }
}

/** Rows `from` to `to`, exclusive, of a table. */
export type Slice = { readonly table: ResponseTable; readonly from: number; readonly to: number };

/** What continuing after a scan requires from the rows before. */
export type ScanState = {
  /** Time of the last dated row; NaN = none. */
  readonly lastMs: number;
  /** Model and origin of the last response; null = there was none. */
  readonly last: { readonly model: string; readonly origin: Origin } | null;
  /** When the request without an answer so far was made; NaN = none. */
  readonly awaitingMs: number;
  /** Hash of the id of the last request that was sent; 0 = unknown. */
  readonly lastRequest: number;
};

/** The `fileSession` of rows from the archive: they count only where no log has them. */
export const ARCHIVE_FILE = "\0archive";

/** The result for one file: at most one row per response. */
export type FileScan = {
  /** The session in the file's path. */
  readonly fileSession: string;
  /** The file's rows, in tables that it may share with other files. */
  readonly slices: readonly Slice[];
  readonly state: ScanState;
  readonly sessions: readonly SessionFacts[];
  readonly report: ScanReport;
  /** Bytes up to and including the last whole row: where the next read starts. */
  readonly consumedBytes: number;
  /** Whether reading continued where an earlier scan ended, instead of starting over. */
  readonly isResumed: boolean;
  /** Identifies the bytes that were read; 0 = not computed. */
  readonly fingerprint: number;
};
