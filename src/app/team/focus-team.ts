/** A team's spending as FOCUS rows: of groups with enough people, by day where that reveals nobody. */

import { daysInMonth, parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { FOCUS_DIMENSIONS, type FocusCharge } from "../../core/team/focus.ts";
import { mergeFewPeople } from "../../core/team/focus-privacy.ts";
import { isEnough, leastPeople } from "../../core/team/report/privacy.ts";
import { type ReportDimension, sumDimension } from "../../core/team/report/report.ts";
import type { DayRange, SumRow } from "../../core/team/sums.ts";
import { activeMembers, groupKeys, groupsQuery, type ReportRequest } from "./report-team.ts";

/** Dimensions that identify who is charged; for the others it is the team. */
const CONSUMERS: ReadonlySet<ReportDimension> = new Set(["member", "group", "cost-center", "project"]);

/** Empty where fewer than `k` people were active in days that are not all of the team's. */
export async function focusCharges(request: ReportRequest): Promise<readonly FocusCharge[]> {
  const { dimension } = request;
  const { openness } = await activeMembers(request);
  if (openness === "nothing") return [];
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
  const consumerOf = (row: SumRow): string => keys(row.keys[1] as string);
  // Consumers with enough people in the range, and too few in one of its months. Members are so few only all together.
  const isFew = ({ members }: SumRow): boolean => !isEnough(members, team);
  const undivided =
    dimension === "member"
      ? (await engine.sums({ range, by: ["month"] })).some(isFew)
        ? new Set(rows.map(consumerOf))
        : new Set<string>()
      : new Set((await engine.sums({ ...query, by: ["month", by] })).filter(isFew).map(consumerOf));
  return rows.map((row) => {
    const key = consumerOf(row);
    const period = undivided.has(key) ? range : monthRange(row.keys[0] as string, range);
    return { row, period, consumer: { tag: dimension.replace("-", "_"), key } };
  });
}

/** By day where enough people were active; other days by month, or together where a month's have too few people. */
async function teamCharges(request: ReportRequest): Promise<readonly FocusCharge[]> {
  const { engine, range, team } = request;
  const days = await groupKeys({ ...request, dimension: "day" });
  const isShown = (day: string): boolean => days !== null && days(day) === day;
  const byDay = (await engine.sums({ range, by: ["day", ...FOCUS_DIMENSIONS] })).filter(({ keys: [day = ""] }) =>
    isShown(day),
  );
  const hidden = (await engine.sums({ range, by: ["day"] }))
    .map(({ keys: [day = ""] }) => day)
    .filter((d) => !isShown(d));
  const shown = byDay.map((row) => charge(row, dayRange));
  if (hidden.length === 0) return shown;
  const only = { dimension: "day" as const, values: hidden };
  const months = await engine.sums({ range, by: ["month"], only });
  const isDivided = months.every(({ members }) => isEnough(members, team));
  const others = await engine.sums({ range, by: ["month", ...FOCUS_DIMENSIONS], only });
  return [...shown, ...others.map((row) => charge(row, (m) => (isDivided ? monthRange(m, range) : range)))];
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
