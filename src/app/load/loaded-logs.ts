/** The loaded logs, what the index on disk lacks of them, and the archive as far as loading needs it. */

import type { Pico } from "../../core/pricing/money.ts";
import type { PriceMarks } from "../../core/pricing/price-marks.ts";
import type { UsageTable } from "../../core/reports/usage-rollup.ts";
import type { FileScan, ScanReport } from "../../core/responses/scan.ts";
import type { SessionBook } from "../../core/responses/session-facts.ts";
import type { IndexContent } from "../../store/index/encode-index.ts";
import type { JournalEntry } from "../../store/index/journal.ts";
import type { BilledResponses } from "../../store/index/log-index.ts";
import type { Unreadable } from "./scan-logs.ts";

export type LoadedLogs = {
  readonly usage: UsageTable;
  /** By day of the requested zone; null = the index has the days of another one. */
  readonly days: UsageTable | null;
  readonly sessions: SessionBook;
  /** The cost of a session's responses that have a price. */
  costOf(sessionId: string): Pico;
  /** By session: responses that its log contains and that another session is billed for. */
  readonly inherited: ReadonlyMap<string, number>;
  readonly report: ScanReport;
  readonly priceMarks: PriceMarks;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** Sessions that differ from the index; null = all logs were folded again. */
  readonly changedSessions: ReadonlySet<string> | null;
  /** What was appended to logs; null = they have changed otherwise, or not at all. */
  readonly appended: AppendedRows | null;
  /** Whether all logs were folded again, instead of only what was appended to them. */
  readonly wasRead: boolean;
  /** The approximate number of responses. */
  readonly responses: number;
  /** True where there was no index yet. */
  readonly isFirst: boolean;
  /** All single responses. Read at the first call. */
  allResponses(): BilledResponses;
  /** The single responses of a few sessions, possibly with those of other sessions. */
  responsesOf(sessionIds: ReadonlySet<string>): BilledResponses;
};

export type AppendedRows = {
  /** By session, the time of the first appended response; epoch milliseconds. */
  readonly firstMs: ReadonlyMap<string, number>;
  /** Rows of `usage` from this index on belong to appended responses. */
  readonly usageFrom: number;
};

/** What is not in the index on disk: a whole new index, or the rows that were appended to some logs. */
export type IndexUpdate =
  | { readonly kind: "index"; readonly content: IndexContent }
  | { readonly kind: "journal"; readonly logs: readonly JournalEntry[] };

/** The archive, as far as loading reads it. */
export type ArchiveSource = {
  /** Changes with any of its files, and with the selection of rows; "" = there is no archive. */
  readonly stamp: string;
  read(): Promise<ReadArchive>;
};

export type ReadArchive = {
  readonly scan: FileScan;
  readonly notes: readonly string[];
  /** The archive's stamp for the index; never that of an archive of which a part could not be read. */
  readonly stamp: string;
};
