/**
 * The usual rate of spending: the average for each weekday, and the share of each hour in a day. Recent weeks have more
 * weight. These are estimates, so floats are sufficient.
 */

import { weekdayOf } from "../calendar/period.ts";
import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { DAY_MS, HOUR_MS, type Span, utcMonth } from "./calendar.ts";
import type { Forecast } from "./limit.ts";
import { type Spending, type SpendScope, visitSpend } from "./spending.ts";

const LOOK_BACK_DAYS = 42;
const HALF_LIFE_DAYS = 14;
const LEAST_DAYS = 3;
/** Standard deviations around the mean that contain 60 % of days, for normally distributed days. */
const RANGE_Z = 0.84;

export type Burn = {
  /** Pico-dollars of an average Monday … Sunday. */
  readonly weekday: readonly number[];
  /** Share of a day's spending in each local hour; adds up to 1. */
  readonly hour: readonly number[];
  /** Standard deviation of a day, divided by its expected amount. */
  readonly spread: number;
  /** The number of full days measured. */
  readonly days: number;
};

/** @returns null where fewer than three of the last six weeks' days are known: too few for a forecast */
export function burnOf(spending: Spending, scope: SpendScope, zone: Zone, nowMs: number): Burn | null {
  return burnFrom((span, visit) => visitSpend(spending, scope, span, visit), zone, nowMs);
}

/** Calls `visit` for each amount in the span; NaN = unpriced. */
export type VisitSpend = (span: Span, visit: (timeMs: number, pico: number) => void) => void;

export function burnFrom(visitSpan: VisitSpend, zone: Zone, nowMs: number): Burn | null {
  const today = zone.dayOf(nowMs);
  const byDay = new Map<number, number>();
  const byHour = new Array<number>(24).fill(0);
  const span = { fromMs: zone.startOfDayMs(today - LOOK_BACK_DAYS), toMs: nowMs + 1 };
  visitSpan(span, (timeMs, pico) => {
    if (Number.isNaN(pico) || pico <= 0) return;
    const day = zone.dayOf(timeMs);
    byDay.set(day, (byDay.get(day) ?? 0) + pico);
    const hour = zone.hourOf(timeMs);
    byHour[hour] = (byHour[hour] ?? 0) + pico;
  });
  const first = Math.min(...byDay.keys());
  // Infinity where nothing was spent.
  if (!(today - first >= LEAST_DAYS)) return null;
  const total = byHour.reduce((a, b) => a + b, 0);
  const hour = byHour.map((h) => (h / total) * 0.9 + 0.1 / 24);
  return { ...weekdays(byDay, first, today), hour };
}

function weekdays(byDay: ReadonlyMap<number, number>, first: number, today: number): Omit<Burn, "hour"> {
  const sums = new Array<number>(7).fill(0);
  const weights = new Array<number>(7).fill(0);
  for (let day = first; day < today; day++) {
    const w = 0.5 ** ((today - day) / HALF_LIFE_DAYS);
    const d = weekdayOf(day);
    sums[d] = (sums[d] ?? 0) + w * (byDay.get(day) ?? 0);
    weights[d] = (weights[d] ?? 0) + w;
  }
  const mean = sums.reduce((a, b) => a + b, 0) / weights.reduce((a, b) => a + b, 0);
  // A weekday without data counts as an average day.
  const weekday = sums.map((s, i) => ((weights[i] ?? 0) > 0 ? s / (weights[i] as number) : mean));
  let squares = 0;
  for (let day = first; day < today; day++) {
    squares += ((byDay.get(day) ?? 0) - (weekday[weekdayOf(day)] as number)) ** 2;
  }
  const days = today - first;
  const spread = days > 1 && mean > 0 ? Math.sqrt(squares / (days - 1)) / mean : 1;
  return { weekday, spread, days };
}

/** Expected spending from `fromMs` to `toMs`, hour by hour. Pico-dollars. */
export function expectedBurn(burn: Burn, zone: Zone, fromMs: number, toMs: number): number {
  let sum = 0;
  for (let ms = fromMs; ms < toMs; ms += HOUR_MS) {
    sum += hourBurn(burn, zone, ms) * (Math.min(HOUR_MS, toMs - ms) / HOUR_MS);
  }
  return sum;
}

function hourBurn(burn: Burn, zone: Zone, ms: number): number {
  return (burn.weekday[weekdayOf(zone.dayOf(ms))] as number) * (burn.hour[zone.hourOf(ms)] as number);
}

/**
 * When `remaining` will be used up; null where that is not before `untilMs`.
 * @param scale units of `remaining` per pico-dollar: 1 for money, percent per pico-dollar for a window
 */
export function reach(
  burn: Burn,
  zone: Zone,
  options: { remaining: number; nowMs: number; untilMs: number; scale?: number },
): Forecast | null {
  const { remaining, nowMs, untilMs } = options;
  const scale = options.scale ?? 1;
  if (remaining <= 0) return { atMs: nowMs, earliestMs: nowMs, latestMs: nowMs };
  const walk = (factor: number): number | null => {
    let left = remaining;
    for (let ms = nowMs; ms < untilMs; ms += HOUR_MS) {
      const step = hourBurn(burn, zone, ms) * scale * factor;
      if (step >= left) return Math.min(untilMs, ms + (left / step) * HOUR_MS);
      left -= step;
    }
    return null;
  };
  return rangeOf(burn, nowMs, walk);
}

/** @param walk computes the end for a multiple of the usual spending; null = not before the horizon */
function rangeOf(burn: Burn, nowMs: number, walk: (factor: number) => number | null): Forecast | null {
  const atMs = walk(1);
  if (atMs === null) return null;
  // Independent days even out: the longer the time, the narrower the range.
  const deviation = (RANGE_Z * burn.spread) / Math.sqrt(Math.max(1, (atMs - nowMs) / DAY_MS));
  const latestMs = deviation >= 0.9 ? null : walk(1 - deviation);
  return { atMs, earliestMs: walk(1 + deviation) ?? atMs, latestMs };
}

/** A limit on the amount that may be drawn in a UTC month. */
export type MonthlyCap = { readonly pico: Pico /** Of this month. */; readonly leftPico: Pico };

export type PrepaidLots = {
  /** Oldest first: they are used first. */
  readonly lots: readonly { readonly leftPico: Pico; readonly expiresAtMs: number | null }[];
  readonly nowMs: number;
  /** null = none. */
  readonly cap: MonthlyCap | null;
};

/** Forecasts end at this horizon. */
const HORIZON_MS = 400 * DAY_MS;

/**
 * Computes when prepaid lots will be empty, spent or expired, across the ends of months. After a monthly limit is
 * reached nothing is drawn until the next month.
 * @returns null where that is not within 400 days
 */
export function reachEmpty(burn: Burn, zone: Zone, prepaid: PrepaidLots): Forecast | null {
  const { nowMs } = prepaid;
  const walk = (factor: number): number | null => {
    const lots = prepaid.lots.map((lot) => ({ left: Number(lot.leftPico), expires: lot.expiresAtMs ?? Infinity }));
    let allowed = prepaid.cap === null ? Infinity : Number(prepaid.cap.leftPico);
    let monthEndMs = utcMonth(nowMs).toMs;
    for (let ms = nowMs; ms < nowMs + HORIZON_MS; ) {
      if (ms >= monthEndMs) {
        monthEndMs = utcMonth(ms).toMs;
        if (prepaid.cap !== null) allowed = Number(prepaid.cap.pico);
      }
      for (const lot of lots) if (lot.expires <= ms) lot.left = 0;
      const left = lots.reduce((sum, lot) => sum + lot.left, 0);
      if (left <= 0) return ms;
      const endMs = Math.min(
        ms + HOUR_MS,
        monthEndMs,
        ...lots.map((lot) => (lot.expires > ms ? lot.expires : Infinity)),
      );
      const wanted = hourBurn(burn, zone, ms) * factor * ((endMs - ms) / HOUR_MS);
      const step = Math.min(wanted, allowed);
      if (step >= left) return ms + (left / wanted) * (endMs - ms);
      allowed -= step;
      drawFrom(lots, step);
      ms = endMs;
    }
    return null;
  };
  return rangeOf(burn, nowMs, walk);
}

function drawFrom(lots: readonly { left: number }[], amount: number): void {
  let missing = amount;
  for (const lot of lots) {
    const part = Math.min(lot.left, missing);
    lot.left -= part;
    missing -= part;
  }
}
