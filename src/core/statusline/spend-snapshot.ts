/** The spend as of a time, stored so that the status line and the hooks can show "today" without reading a log. */

export const SUMMARY_VERSION = 1;

/** Exact decimal dollars, background included where known. */
export type SummarySession = { readonly usd: string; readonly backgroundUsd: string | null };

export type SummarySnapshot = {
  readonly version: typeof SUMMARY_VERSION;
  /** When the logs were read; epoch milliseconds. */
  readonly asOfMs: number;
  /** Identifies the state of the logs and feeds at that time; null = not known. */
  readonly madeFrom?: string | null;
  /**
   * First instants of the day, ISO week and month that the sums cover, and of the next ones, in the user's time zone.
   */
  readonly dayStartMs: number;
  readonly dayEndMs: number;
  readonly weekEndMs: number;
  readonly monthEndMs: number;
  readonly todayUsd: string;
  readonly weekUsd: string;
  readonly monthUsd: string;
  /** Sessions that ran recently. */
  readonly sessions: Readonly<Record<string, SummarySession>>;
};

const DAY_MS = 86_400_000;

/** When the sum of "today" starts, for a record of spend since: the summary's day, or a whole number of days later. */
export function sumStartMs(summary: SummarySnapshot | null, nowMs: number): number | null {
  if (summary === null) return null;
  if (nowMs < summary.dayEndMs) return summary.asOfMs;
  return summary.dayEndMs + Math.floor((nowMs - summary.dayEndMs) / DAY_MS) * DAY_MS;
}

export type TodaySpend = {
  readonly usd: number;
  /** Only this session's part of the day is known. */
  readonly atLeast: boolean;
};

/** Today's spend: the logs' sum, plus what this session added since. null = not known. */
export function todaySpend(summary: SummarySnapshot | null, sinceUsd: number | null, nowMs: number): TodaySpend | null {
  const isToday = summary !== null && nowMs < summary.dayEndMs && nowMs >= summary.dayStartMs;
  if (!isToday && !sinceUsd) return null;
  return { usd: (isToday ? Number(summary.todayUsd) : 0) + (sinceUsd ?? 0), atLeast: !isToday };
}
