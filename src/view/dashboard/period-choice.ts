/** The days that the user selected for all views but Now and Limits. */

import { daysInMonth, monthKey, parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { daysName } from "./lists/period-list.ts";
import { EVERYTHING, type PeriodChoice, type Scope } from "./places/place.ts";
import { periodDays, periodStart } from "./spend.ts";
import type { UiState, ViewName } from "./ui-state.ts";

/** The choices of the `t` key; null = each view shows its default days. */
export const PERIOD_CHOICES: readonly (PeriodChoice | null)[] = [
  null,
  { unit: "day", back: 0 },
  { unit: "day", back: 1 },
  { unit: "7-days", back: 0 },
  { unit: "week", back: 0 },
  { unit: "month", back: 0 },
  { unit: "all" },
];

/** Now shows the present, and a limit has a period of its own. */
export function hasPeriod(view: ViewName): boolean {
  return view !== "now" && view !== "limits";
}

export function scopeOfPeriod(choice: PeriodChoice, today: DayNumber): Scope {
  if (choice.unit === "all") return EVERYTHING;
  if (choice.unit === "days") return { ...EVERYTHING, first: choice.first, last: choice.last };
  if (choice.unit === "7-days") {
    const last = today - 7 * choice.back;
    return { ...EVERYTHING, first: last - 6, last };
  }
  let first = periodStart(choice.unit, today);
  for (let i = 0; i < choice.back; i++) first = periodStart(choice.unit, first - 1);
  return { ...EVERYTHING, first, last: first + periodDays(choice.unit, first) - 1 };
}

/** The selected days, where the view supports them; null = it shows its default days. */
export function pickedScope({ view, place, range }: UiState, today: DayNumber): Scope | null {
  return range === null || !hasPeriod(view) || place.kind !== "view" ? null : scopeOfPeriod(range, today);
}

/** `this week`, `7 days`, `2026-W46`, `2026-11-02..2026-11-08`. */
export function periodChoiceName(choice: PeriodChoice | null, today: DayNumber): string {
  if (choice === null) return "each view's own";
  if (choice.unit === "all") return "all time";
  if (choice.unit === "day" && choice.back < 2) return choice.back === 0 ? "today" : "yesterday";
  if (choice.unit === "7-days" && choice.back === 0) return "7 days";
  if (choice.unit !== "7-days" && choice.unit !== "days" && choice.back === 0) return `this ${choice.unit}`;
  return daysName(scopeOfPeriod(choice, today));
}

/** The previous or next period, never one that is completely in the future, nor one before the year 0. */
export function stepPeriod({ range, view, period }: UiState, step: 1 | -1, today: DayNumber): PeriodChoice {
  if (range === null) return { unit: view === "today" ? "day" : period, back: view === "today" && step < 0 ? 1 : 0 };
  if (range.unit === "all") return range;
  if (range.unit !== "days") return { ...range, back: Math.max(0, range.back - step) };
  const next = nextMonths(range, step) ?? nextDays(range, step);
  return next.first > today || next.first < FIRST_DAY ? range : { unit: "days", ...next };
}

type Days = { readonly first: DayNumber; readonly last: DayNumber };

/** As many days as these, before or after them. */
function nextDays({ first, last }: Days, step: 1 | -1): Days {
  const shift = (last - first + 1) * step;
  return { first: first + shift, last: last + shift };
}

/** As many calendar months before or after these days, where they are whole ones; null = they are not. */
function nextMonths({ first, last }: Days, step: 1 | -1): Days | null {
  const [from, to] = [monthIndex(first), monthIndex(last) + 1];
  if (first !== firstOfIndex(from) || last + 1 !== firstOfIndex(to)) return null;
  const shift = (to - from) * step;
  const [newFirst, afterLast] = [firstOfIndex(from + shift), firstOfIndex(to + shift)];
  return newFirst === null || afterLast === null ? null : { first: newFirst, last: afterLast - 1 };
}

/** Months since the beginning of the year 0. */
function monthIndex(day: DayNumber): number {
  const [year = 0, month = 1] = monthKey(day).split("-").map(Number);
  return year * 12 + month - 1;
}

/** The first day of a month by its index; null = not in the years 0 to 9999. */
function firstOfIndex(index: number): DayNumber | null {
  const digits = (n: number, count: number): string => String(n).padStart(count, "0");
  return parseDay(`${digits(Math.floor(index / 12), 4)}-${digits((index % 12) + 1, 2)}-01`);
}

/**
 * `2026-11-02`, `2026-11`, `2026-11-02..2026-11-08`; either end of a range can also be a month. `7d` is the 7 days until
 * today.
 * @returns null for any other text
 */
export function parsePeriod(text: string, today: DayNumber): PeriodChoice | null {
  const count = /^\d+d$/.test(text) ? Number.parseInt(text, 10) : null;
  if (count !== null) return lastDays(count, today);
  const [from = "", to = from, ...rest] = text.split("..");
  const [first, last] = [daysOfText(from), daysOfText(to)];
  if (rest.length > 0 || first === null || last === null || last[1] < first[0]) return null;
  return { unit: "days", first: first[0], last: last[1] };
}

/** null = none, or more than the calendar has. */
function lastDays(count: number, today: DayNumber): PeriodChoice | null {
  if (count === 7) return { unit: "7-days", back: 0 };
  const first = today - count + 1;
  return count === 0 || first < FIRST_DAY ? null : { unit: "days", first, last: today };
}

const FIRST_DAY = parseDay("0000-01-01") ?? 0;

function daysOfText(text: string): readonly [DayNumber, DayNumber] | null {
  const day = parseDay(text);
  if (day !== null) return [day, day];
  const month = parseDay(`${text}-01`);
  return month === null ? null : [month, month + daysInMonth(month) - 1];
}
