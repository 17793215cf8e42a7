/** What everything above is built on: every response once, priced, with the facts of its sessions. */

import type { FoundRoot } from "../../claude-code/logs/log-files.ts";
import type { BackgroundBook } from "../../core/background/recent.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Pico } from "../../core/pricing/money.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import type { PriceMarks } from "../../core/pricing/price-marks.ts";
import type { Certainty } from "../../core/reports/certainty.ts";
import type { BookedDay } from "../../core/reports/period-list.ts";
import type { BackgroundTotal } from "../../core/reports/session-list.ts";
import type { UsageTable } from "../../core/reports/usage-rollup.ts";
import type { ResponseTable } from "../../core/responses/columns.ts";
import type { ScanReport } from "../../core/responses/scan.ts";
import type { SessionBook } from "../../core/responses/session-facts.ts";
import type { BilledResponses } from "../../store/index/log-index.ts";
import type { Unreadable } from "./scan-logs.ts";

/** Sums of the local days of one zone. */
export type DaySums = {
  readonly zone: string;
  readonly usage: UsageTable;
  readonly background: ReadonlyMap<DayNumber, BookedDay>;
  /** Made when it is first asked for. */
  readonly certainty: ReadonlyMap<DayNumber, Certainty>;
};

export type History = {
  /** What was used, summed by quarter of an hour, model and origin; the last day's responses one by one. */
  readonly quarterHourRollup: UsageTable;
  /** The same by day; null where it was not asked for or is not known. */
  readonly days: DaySums | null;
  /** Each billed response once, priced (`costPico`; NaN = unpriced). Read when first asked for. */
  readonly table: ResponseTable;
  readonly sessions: SessionBook;
  /** What a session's responses cost that have a price. */
  costOf(sessionId: string): Pico;
  /** Background of each session that has logs, feeds or an archive row. */
  readonly background: BackgroundBook;
  /** All of it together; null where it has to be summed. */
  readonly whole: BackgroundTotal | null;
  /** Changes with anything the figures are made of; null = not known, because logs or feeds have just changed. */
  readonly stamp: string | null;
  /** Ids of sessions that run now. */
  readonly open: ReadonlySet<string>;
  /** The same for a few sessions alone. */
  responsesOf(sessionIds: ReadonlySet<string>): BilledResponses;
  /** By session: rows of `table` of which its log holds a copy, billed to another session. Read with `table`. */
  readonly copies: ReadonlyMap<string, readonly number[]>;
  /** Responses that appear in a session as copies and are billed in another: count by session id. */
  readonly inherited: ReadonlyMap<string, number>;
  readonly report: ScanReport;
  readonly roots: readonly FoundRoot[];
  readonly book: PriceBook;
  /** "overlay" when at least one price came from the user's overlay. */
  readonly basis: "list" | "overlay";
  /** What of the prices is not the list's of the day; `notes` has it too. */
  readonly priceMarks: PriceMarks;
  readonly demo: boolean;
  /** Folders and files that could not be read, with the system's reason; `notes` names them too. */
  readonly unreadable: readonly Unreadable[];
  /** Things the user should know (one line each), such as an unreadable folder. */
  readonly notes: readonly string[];
};
