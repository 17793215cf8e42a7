/** What a source of an organisation's figures is, to those who fetch from it. */

import type { DayWindow } from "../core/organization/fetch-plan.ts";
import type { Access, SourceKind } from "../core/organization/fetched.ts";
import type { OrgDirectory, OrgLimits } from "../core/organization/limits.ts";
import type { OrgReport, OrgRow } from "../core/organization/org-row.ts";

/** One answer of a report. */
export type ReportPage = {
  readonly rows: readonly OrgRow[];
  /** Rows that could not be read, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** What asks for the next page of the same window; null = this was the last. */
  readonly next: string | null;
  /** What happened after this time may still be missing; epoch milliseconds, null = not given. */
  readonly completeUntilMs: number | null;
};

/** A report by days. */
export type DailyReport = {
  readonly id: OrgReport;
  readonly access: Access;
  /** Whether a refusal is only noted: not every organisation has it. */
  readonly optional: boolean;
  /** So many days at most in one window. */
  readonly maxDays: number;
  /** The first day that it can tell of; null = any. UTC. */
  firstDay(nowMs: number): number | null;
  /** @throws what `refusal.ts` explains */
  fetchPage(window: DayWindow, cursor: string | null): Promise<ReportPage>;
};

/** What is as it is now, and has no days: members, keys, limits. Parts that are refused are left out. */
export type Snapshot<T> = {
  readonly id: string;
  readonly access: Access;
  readonly optional: boolean;
  fetch(): Promise<T>;
};

export type Source = {
  readonly kind: SourceKind;
  /** Asked before the reports: rows name members by what it knows. */
  readonly directory: readonly Snapshot<Partial<OrgDirectory>>[];
  readonly limits: readonly Snapshot<Partial<OrgLimits>>[];
  readonly reports: readonly DailyReport[];
};
