/** A team's spending as FOCUS rows: of groups of enough people, by day where that tells of nobody in particular. */

import { daysInMonth, parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { FOCUS_DIMENSIONS, type FocusCharge } from "../../core/team/focus.ts";
import { type ReportDimension, sumDimension } from "../../core/team/report/report.ts";
import type { DayRange, SumRow } from "../../core/team/sums.ts";
import { groupKeys, groupsQuery, type ReportRequest } from "./report-team.ts";

/** Dimensions that name who is charged; by the others the team is. */
const CONSUMERS: ReadonlySet<ReportDimension> = new Set(["member", "group", "cost-center", "project"]);

export async function focusCharges(request: ReportRequest): Promise<readonly FocusCharge[]> {
  const { dimension, engine, range } = request;
  const keys = await groupKeys(request);
  const query = { range, ...groupsQuery(request) };
  if (CONSUMERS.has(dimension) && keys !== null) {
    const by = sumDimension(dimension);
    const rows = await engine.sums({ ...query, by: ["month", by, ...FOCUS_DIMENSIONS] });
    return rows.map((row) => ({
      row,
      period: monthRange(row.keys[0] as string, range),
      consumer: { tag: dimension.replace("-", "_"), key: keys(row.keys[1] as string) },
    }));
  }
  const days = await groupKeys({ ...request, dimension: "day" });
  const isShown = (day: string): boolean => days !== null && days(day) === day;
  const byDay = (await engine.sums({ range, by: ["day", ...FOCUS_DIMENSIONS] })).filter(({ keys: [day = ""] }) =>
    isShown(day),
  );
  const hidden = (await engine.sums({ range, by: ["day"] }))
    .map(({ keys: [day = ""] }) => day)
    .filter((d) => !isShown(d));
  const only = { dimension: "day" as const, values: hidden };
  const byMonth = hidden.length === 0 ? [] : await engine.sums({ range, by: ["month", ...FOCUS_DIMENSIONS], only });
  return [
    ...byDay.map((row) => charge(row, dayRange)),
    ...byMonth.map((row) => charge(row, (m) => monthRange(m, range))),
  ];
}

function charge(row: SumRow, rangeOf: (key: string) => DayRange): FocusCharge {
  return { row, period: rangeOf(row.keys[0] as string), consumer: null };
}

function dayRange(key: string): DayRange {
  const day = parseDay(key) as DayNumber;
  return { from: day, to: day };
}

/** The part of a month that is in the range. */
function monthRange(key: string, range: DayRange): DayRange {
  const first = parseDay(`${key}-01`) as DayNumber;
  const last = first + daysInMonth(first) - 1;
  return { from: Math.max(first, range.from), to: Math.min(last, range.to) };
}
