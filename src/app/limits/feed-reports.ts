import type { WindowReport } from "../../core/limits/windows.ts";
import { picoFromFloat } from "../../core/pricing/money.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";

/** The plan's windows as a session's status line heard of them last. */
export function reportsOf(feed: StatuslineFeed): readonly WindowReport[] {
  return feed.input.windows.map((w) => ({
    id: w.id,
    usedPercent: w.usedPercent,
    resetsAtMs: w.resetsAtMs,
    usedPico: w.usedUsd === null ? null : picoFromFloat(w.usedUsd),
    limitPico: w.limitUsd === null ? null : picoFromFloat(w.limitUsd),
    period: w.period,
    atMs: feed.recordedAtMs,
    source: "statusline",
  }));
}
