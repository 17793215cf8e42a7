/** When the invented developer works: weekdays, office hours, some evenings and weekends, increasing over time. */

import type { Random } from "./random.ts";

const DAY_MS = 86_400_000;

/** Weights of the local hours in which sessions start. */
const HOURS: readonly (readonly [number, number])[] = [
  [8, 2],
  [9, 6],
  [10, 7],
  [11, 6],
  [13, 5],
  [14, 7],
  [15, 6],
  [16, 5],
  [17, 3],
  [20, 1.5],
  [21, 2],
  [22, 1],
];

/** Start of the local day, in epoch milliseconds. */
export function dayStart(timeMs: number, offsetMs: number): number {
  return Math.floor((timeMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
}

/** How many sessions start on a day. @param share the day's position in the history, 0 to 1 */
export function sessionsOn(random: Random, dayMs: number, offsetMs: number, share: number): number {
  const weekday = new Date(dayMs + offsetMs).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  if (isWeekend && !random.chance(0.3)) return 0;
  if (!isWeekend && random.chance(0.06)) return 0;
  const busy = (isWeekend ? 1 : 2.2) * (0.55 + 0.6 * share);
  return Math.max(1, Math.round(busy * (0.5 + random.fraction())));
}

export function startTimes(random: Random, dayMs: number, count: number): number[] {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(dayMs + random.weighted(HOURS) * 3_600_000 + random.int(0, 3_599_000));
  return times.sort((a, b) => a - b);
}
