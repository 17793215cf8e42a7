/** Notes about days for which the telemetry feed has reached its size limit: later events are not counted. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { Filter } from "../../core/reports/filter.ts";
import { fullOtelDays, OTEL_BOUNDS } from "../../store/feeds/otel-feed.ts";

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;

export const fullDayText = (day: string): string =>
  `the telemetry of ${day} has reached its size limit (${OTEL_BOUNDS.dayBytes / MIB} MiB); later events are not counted`;

/** One line for each full UTC day in the range. */
export function fullDayNotes(otelDir: string, { since, until }: Filter, zone: Zone): readonly string[] {
  const fromMs = since === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(since);
  const beforeMs = until === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(until + 1);
  const touches = (day: string): boolean => {
    const startMs = Date.parse(`${day}T00:00:00Z`);
    return startMs < beforeMs && startMs + DAY_MS > fromMs;
  };
  return fullOtelDays(otelDir).filter(touches).map(fullDayText);
}
