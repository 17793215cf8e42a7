/** The data that all reports use: every response once, priced, with the facts of its sessions. */

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

/** Sums of the local days of one time zone. */
export type DaySums = {
  readonly zone: string;
  readonly usage: UsageTable;
  readonly background: ReadonlyMap<DayNumber, BookedDay>;
  /** Computed at the first access. */
  readonly certainty: ReadonlyMap<DayNumber, Certainty>;
};

export type History = {
  /** Usage summed by quarter of an hour, model and origin; the last day's responses one by one. */
  readonly quarterHourRollup: UsageTable;
  /** The same by day; null where it was not requested or is not available. */
  readonly days: DaySums | null;
  /** Each billed response once, priced (`costPico`; NaN = unpriced). Read at the first access. */
  readonly table: ResponseTable;
  readonly sessions: SessionBook;
  /** The cost of a session's responses that have a price. */
  costOf(sessionId: string): Pico;
  /** Background of each session that has logs, feeds or an archive row. */
  readonly background: BackgroundBook;
  /** The total of all sessions; null where it has to be summed. */
  readonly whole: BackgroundTotal | null;
  /** Changes with anything that affects the figures; null = not known, because logs or feeds have just changed. */
  readonly stamp: string | null;
  /** Ids of running sessions. */
  readonly open: ReadonlySet<string>;
  /** The same for a few sessions only. */
  responsesOf(sessionIds: ReadonlySet<string>): BilledResponses;
  /**
   * By session: rows of `table` that its log contains as copies and that another session is billed for. Read with
   * `table`.
   */
  readonly copies: ReadonlyMap<string, readonly number[]>;
  /**
   * Number of responses, by session id, that a session's log contains as copies and that another session is billed for.
   */
  readonly inherited: ReadonlyMap<string, number>;
  readonly report: ScanReport;
  readonly roots: readonly FoundRoot[];
  readonly book: PriceBook;
  /** "overlay" if at least one price is the user's own. */
  readonly basis: "list" | "overlay";
  /** Which prices differ from the list's of the day; `notes` contains them too. */
  readonly priceMarks: PriceMarks;
  readonly demo: boolean;
  /** Folders and files that could not be read, with the system's error code; `notes` contains them too. */
  readonly unreadable: readonly Unreadable[];
  /** Notes for the user (one line each), such as an unreadable folder. */
  readonly notes: readonly string[];
};
