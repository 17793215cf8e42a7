/** Decides which days of a report have to be fetched. */

import { dayKey, parseDay } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";

const DAY_MS = 86_400_000;
/** The vendor revises a day for this long; a day that was fetched later than that is final. */
export const REVISED_DAYS = 30;

/** When each day was last fetched, by its key; epoch milliseconds. */
export type FetchedDays = Readonly<Record<string, number>>;

export type DayWindow = { readonly from: DayNumber; readonly to: DayNumber };

export type FetchPlan = {
  /** First day to fetch, UTC. */
  readonly since: DayNumber;
  /** Last day, inclusive. */
  readonly until: DayNumber;
  /** The most days in one request. */
  readonly maxDays: number;
  /** When the run began that this one continues; days fetched since then are skipped. Epoch milliseconds. */
  readonly runStartedMs: number;
};

export function isFinal(day: DayNumber, fetchedMs: number | undefined): boolean {
  return fetchedMs !== undefined && fetchedMs >= (day + 1 + REVISED_DAYS) * DAY_MS;
}

/** Ranges of days that were never fetched or may have been revised since, oldest first. */
export function windowsToFetch(fetched: FetchedDays, plan: FetchPlan): readonly DayWindow[] {
  const windows: DayWindow[] = [];
  for (let day = plan.since; day <= plan.until; day++) {
    const fetchedMs = fetched[dayKey(day)];
    if (isFinal(day, fetchedMs) || (fetchedMs !== undefined && fetchedMs >= plan.runStartedMs)) continue;
    const last = windows.at(-1);
    if (last && last.to === day - 1 && day - last.from < plan.maxDays)
      windows[windows.length - 1] = { ...last, to: day };
    else windows.push({ from: day, to: day });
  }
  return windows;
}

/** Every day from one to another, both inclusive; empty where the first is after the last or one is not a date. */
export function daysBetween(since: string, until: string): readonly string[] {
  const [from, to] = [parseDay(since), parseDay(until)];
  if (from === null || to === null) return [];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => dayKey(from + i));
}
