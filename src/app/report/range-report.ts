/** The report of a range from a history, with its causes. */

import { type UsageReport, usageReport } from "../../core/reports/usage-report.ts";
import { type Query, selectResponses } from "../load/query.ts";
import { type RangeCauses, rangeCauses } from "../why/range-causes.ts";

export type RangeReport = UsageReport & {
  readonly causes: RangeCauses;
};

/** @param silenced advice that the user does not want to see */
export function rangeReport(query: Query, silenced: readonly string[]): RangeReport {
  const { history, filter, selected, days, background, zone, nowMs, weekStart } = query;
  const { quarterHourRollup: table, sessions, open, inherited } = history;
  const { since, until } = filter;
  const nameOf = (model: string): string => history.book.nameOf(model);
  const report = usageReport({
    table,
    selected,
    days,
    sessions,
    background,
    open,
    inherited,
    nameOf,
    zone,
    weekStart,
    since,
    until,
    today: zone.dayOf(nowMs),
  });
  const causes = rangeCauses(history, {
    selected: selectResponses(query),
    background: report.background,
    silenced,
  });
  return { ...report, causes };
}
