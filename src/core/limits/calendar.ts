/** Periods after which limits reset: in UTC for Claude's limits, in the user's time zone for the user's own. */

import { daysInMonth, firstOfMonth, type PeriodKind, weekdayOf } from "../calendar/period.ts";
import type { Zone } from "../calendar/zone.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** From inclusive, to exclusive; epoch milliseconds. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** Claude's monthly limits reset at 00:00 UTC on the 1st. */
export function utcMonth(nowMs: number): Span {
  const now = new Date(nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) };
}

/** The UTC day, week (from Monday) or month that contains `nowMs`. */
export function utcPeriod(per: PeriodKind, nowMs: number): Span {
  if (per === "month") return utcMonth(nowMs);
  const day = Math.floor(nowMs / DAY_MS);
  const first = per === "day" ? day : day - weekdayOf(day);
  return { fromMs: first * DAY_MS, toMs: (first + (per === "day" ? 1 : 7)) * DAY_MS };
}

/**
 * The same date and time a year later, UTC. A purchase on 29 February expires on the 28th, the earlier day, to be safe.
 */
export function yearAfter(dayMs: number): number {
  const day = new Date(dayMs);
  const [year, month, date] = [day.getUTCFullYear() + 1, day.getUTCMonth(), day.getUTCDate()];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date, lastOfMonth)) + (((dayMs % DAY_MS) + DAY_MS) % DAY_MS);
}

/** The local day, week (from Monday) or month that contains `nowMs`. */
export function localPeriod(kind: PeriodKind, nowMs: number, zone: Zone): Span {
  const today = zone.dayOf(nowMs);
  const bounds = {
    day: [today, 1],
    week: [today - weekdayOf(today), 7],
    month: [firstOfMonth(today), daysInMonth(today)],
  } as const;
  const [first, days] = bounds[kind];
  return { fromMs: zone.startOfDayMs(first), toMs: zone.startOfDayMs(first + days) };
}

/** How much of the span has passed, in percent. */
export function elapsedPercent(span: Span, nowMs: number): number {
  const share = (nowMs - span.fromMs) / (span.toMs - span.fromMs);
  return Math.min(1, Math.max(0, share)) * 100;
}
