/** The days that the user selected for all views but Now and Limits. */

import { daysInMonth, parseDay } from "../../core/calendar/period.ts";
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

/** The previous or next period, never one that is completely in the future. */
export function stepPeriod({ range, view, period }: UiState, step: 1 | -1, today: DayNumber): PeriodChoice {
  if (range === null) return { unit: view === "today" ? "day" : period, back: view === "today" && step < 0 ? 1 : 0 };
  if (range.unit === "all") return range;
  if (range.unit !== "days") return { ...range, back: Math.max(0, range.back - step) };
  const shift = (range.last - range.first + 1) * step;
  return range.first + shift > today ? range : { ...range, first: range.first + shift, last: range.last + shift };
}

/**
 * `2026-11-02`, `2026-11`, `2026-11-02..2026-11-08`; either end of a range can also be a month.
 * @returns null for any other text
 */
export function parsePeriod(text: string): PeriodChoice | null {
  const [from = "", to = from, ...rest] = text.split("..");
  const [first, last] = [daysOfText(from), daysOfText(to)];
  if (rest.length > 0 || first === null || last === null || last[1] < first[0]) return null;
  return { unit: "days", first: first[0], last: last[1] };
}

function daysOfText(text: string): readonly [DayNumber, DayNumber] | null {
  const day = parseDay(text);
  if (day !== null) return [day, day];
  const month = parseDay(`${text}-01`);
  return month === null ? null : [month, month + daysInMonth(month) - 1];
}
