/** A team's spending as FOCUS rows: of groups of enough people, by day where that tells of nobody in particular. */

import { daysInMonth, parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { FOCUS_DIMENSIONS, type FocusCharge } from "../../core/team/focus.ts";
import { mergeFewPeople } from "../../core/team/focus-privacy.ts";
import { leastPeople } from "../../core/team/report/privacy.ts";
import { type ReportDimension, sumDimension } from "../../core/team/report/report.ts";
import type { DayRange, SumRow } from "../../core/team/sums.ts";
import { groupKeys, groupsQuery, type ReportRequest } from "./report-team.ts";

/** Dimensions that name who is charged; by the others the team is. */
const CONSUMERS: ReadonlySet<ReportDimension> = new Set(["member", "group", "cost-center", "project"]);

export async function focusCharges(request: ReportRequest): Promise<readonly FocusCharge[]> {
  const { dimension } = request;
  const keys = CONSUMERS.has(dimension) ? await groupKeys(request) : null;
  const charges = await (keys === null ? teamCharges(request) : consumerCharges(request, keys));
  // Each charge is of one member there, and may be: the team has enough of them.
  const isByMember = keys !== null && dimension === "member";
  return isByMember ? charges : mergeFewPeople(charges, leastPeople(request.team));
}

async function consumerCharges(request: ReportRequest, keys: (key: string) => string): Promise<readonly FocusCharge[]> {
  const { dimension, engine, range, team } = request;
  const by = sumDimension(dimension);
  const query = { range, ...groupsQuery(request) };
  const rows = await engine.sums({ ...query, by: ["month", by, ...FOCUS_DIMENSIONS] });
  const months = await engine.sums({ ...query, by: ["month", by] });
  const isFew = ({ members }: SumRow): boolean => dimension !== "member" && members < leastPeople(team);
  // Consumers with enough people in the range, and too few in one of its months.
  const undivided = new Set(months.filter(isFew).map((row) => keys(row.keys[1] as string)));
  return rows.map((row) => {
    const key = keys(row.keys[1] as string);
    const period = undivided.has(key) ? range : monthRange(row.keys[0] as string, range);
    return { row, period, consumer: { tag: dimension.replace("-", "_"), key } };
  });
}

/** By day where enough people were active, else by month. */
async function teamCharges(request: ReportRequest): Promise<readonly FocusCharge[]> {
  const { engine, range } = request;
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
