/** The logs as they are loaded, what the index on disk lacks of them, and the archive as far as loading looks at it. */

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
  /** By day of the zone asked for; null = the index has the days of another one. */
  readonly days: UsageTable | null;
  readonly sessions: SessionBook;
  /** What a session's responses cost that have a price. */
  costOf(sessionId: string): Pico;
  /** By session: responses that its log holds and another one is billed for. */
  readonly inherited: ReadonlyMap<string, number>;
  readonly report: ScanReport;
  readonly priceMarks: PriceMarks;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** Sessions that the index does not have as they are now; null = all logs were folded again. */
  readonly changedSessions: ReadonlySet<string> | null;
  /** What was appended to logs; null = they have changed otherwise, or not at all. */
  readonly appended: AppendedRows | null;
  /** Whether all logs were folded again, and not just what was appended to them. */
  readonly wasRead: boolean;
  /** How many responses there are, about. */
  readonly responses: number;
  /** True where there was no index yet. */
  readonly isFirst: boolean;
  /** All responses one by one. Read at the first call. */
  allResponses(): BilledResponses;
  /** The responses of a few sessions one by one; there may be those of other sessions among them. */
  responsesOf(sessionIds: ReadonlySet<string>): BilledResponses;
};

export type AppendedRows = {
  /** By session, the time of the first appended response; epoch milliseconds. */
  readonly firstMs: ReadonlyMap<string, number>;
  /** From this row of `usage` on, the rows are of appended responses. */
  readonly usageFrom: number;
};

/** What was loaded and is not in the index on disk: a whole new index, or the rows that were appended to some logs. */
export type IndexUpdate =
  | { readonly kind: "index"; readonly content: IndexContent }
  | { readonly kind: "journal"; readonly logs: readonly JournalEntry[] };

/** The archive, as far as loading reads it. */
export type ArchiveSource = {
  /** Changes with any of its files, and with what is taken of them; "" = there is nothing. */
  readonly stamp: string;
  read(): Promise<ReadArchive>;
};

export type ReadArchive = {
  readonly scan: FileScan;
  readonly notes: readonly string[];
  /** The archive's stamp, for the index to know it by; never that of an archive of which a part could not be read. */
  readonly stamp: string;
};
