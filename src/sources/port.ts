/** The interface of a source of an organisation's figures. */

import type { DayWindow } from "../core/organization/fetch-plan.ts";
import type { Access, SourceKind } from "../core/organization/fetched.ts";
import type { OrgDirectory, OrgLimits } from "../core/organization/limits.ts";
import type { OrgReport, OrgRow } from "../core/organization/org-row.ts";

/** One answer of a report. */
export type ReportPage = {
  readonly rows: readonly OrgRow[];
  /** Rows that could not be read, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** Cursor of the next page of the same window; null = this was the last. */
  readonly next: string | null;
  /** Data after this time may be incomplete; epoch milliseconds, null = not given. */
  readonly completeUntilMs: number | null;
};

/** A report by days. */
export type DailyReport = {
  readonly id: OrgReport;
  readonly access: Access;
  /** Whether a refusal is only noted, because not every organisation has the report. */
  readonly optional: boolean;
  /** The most days in one window. */
  readonly maxDays: number;
  /** The first day with data; null = any. UTC. */
  firstDay(nowMs: number): number | null;
  /** @throws errors that `refusal.ts` explains */
  fetchPage(window: DayWindow, cursor: string | null): Promise<ReportPage>;
};

/** Present state without days: members, keys, limits. Refused parts are left out. */
export type Snapshot<T> = {
  readonly id: string;
  readonly access: Access;
  readonly optional: boolean;
  fetch(): Promise<T>;
};

export type Source = {
  readonly kind: SourceKind;
  /** Fetched before the reports, whose rows take members' names from it. */
  readonly directory: readonly Snapshot<Partial<OrgDirectory>>[];
  readonly limits: readonly Snapshot<Partial<OrgLimits>>[];
  readonly reports: readonly DailyReport[];
};
