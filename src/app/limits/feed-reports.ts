import type { WindowReading } from "../../core/limits/window-use.ts";
import type { WindowReport } from "../../core/limits/windows.ts";
import { picoFromFloat } from "../../core/pricing/money.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import { heardWindows } from "../../core/statusline/heard-windows.ts";

/**
 * The plan's windows as a session's status line last reported them, each with the time of the answer that contained it.
 */
export function reportsOf(feed: StatuslineFeed): readonly WindowReport[] {
  return heardWindows(feed).map((w) => ({
    id: w.id,
    usedPercent: w.usedPercent,
    resetsAtMs: w.resetsAtMs,
    usedPico: w.usedUsd === null ? null : picoFromFloat(w.usedUsd),
    limitPico: w.limitUsd === null ? null : picoFromFloat(w.limitUsd),
    period: w.period,
    atMs: w.heardAtMs,
    source: "statusline",
  }));
}

/** Earlier reports of the same windows. */
export function earlierReadings(feed: StatuslineFeed): readonly WindowReading[] {
  return heardWindows(feed).flatMap(({ id, resetsAtMs, steps = [] }) =>
    steps.map(([atMs, usedPercent]) => ({ id, atMs, usedPercent, resetsAtMs })),
  );
}
