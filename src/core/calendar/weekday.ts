/** Workdays and weekends, which reports compare because people spend differently on them. */

import { weekdayOf } from "./period.ts";
import type { DayNumber } from "./zone.ts";

export function weekdayKind(day: DayNumber): "work" | "rest" {
  return weekdayOf(day) >= 5 ? "rest" : "work";
}
