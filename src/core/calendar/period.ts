/**
 * Calendar periods as keys: `2026-11-21`, `2026-W47` (ISO weeks, Monday first), `2026-11`. A week that begins on another
 * day is named by its first day.
 */

import type { DayNumber } from "./zone.ts";

export type PeriodKind = "day" | "week" | "month";

const DAY_MS = 86_400_000;

const pad = (n: number): string => String(n).padStart(2, "0");

export function dayKey(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function monthKey(day: DayNumber): string {
  return dayKey(day).slice(0, 7);
}

/** Monday = 0. 1970-01-01 was a Thursday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7;
}

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** The day on which a week begins: 0 = Monday … 6 = Sunday. */
export type WeekStart = number;

/** The first day of the week that the day is in. */
export function firstOfWeek(day: DayNumber, start: WeekStart = 0): DayNumber {
  return day - ((weekdayOf(day) - start + 7) % 7);
}

/** The ISO week belongs to the year of its Thursday. */
export function weekKey(day: DayNumber): string {
  const thursday = day - weekdayOf(day) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const first = Math.floor(Date.UTC(year, 0, 1) / DAY_MS);
  return `${year}-W${pad(Math.floor((thursday - first) / 7) + 1)}`;
}

export function periodKey(kind: PeriodKind, day: DayNumber, weekStart: WeekStart = 0): string {
  if (kind === "day") return dayKey(day);
  if (kind === "month") return monthKey(day);
  return weekStart === 0 ? weekKey(day) : dayKey(firstOfWeek(day, weekStart));
}

/** @returns null where the text is not a calendar day `YYYY-MM-DD` */
export function parseDay(text: string): DayNumber | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return null;
  return ms / DAY_MS;
}

export function firstOfMonth(day: DayNumber): DayNumber {
  return parseDay(`${monthKey(day)}-01`) as number;
}

export function daysInMonth(day: DayNumber): number {
  const [year, month] = monthKey(day).split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The first day of the last `count` days, weeks or months, of which the last one contains `day`. */
export function firstOfLast(kind: PeriodKind, count: number, day: DayNumber, weekStart: WeekStart = 0): DayNumber {
  if (kind === "day") return day - (count - 1);
  if (kind === "week") return firstOfWeek(day, weekStart) - 7 * (count - 1);
  let first = firstOfMonth(day);
  for (let left = count; left > 1; left--) first = firstOfMonth(first - 1);
  return first;
}
