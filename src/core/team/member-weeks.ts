/** Weeks of use of a few members, computed from their days: used to replace the days that an engine has of them. */

import type { DayNumber } from "../calendar/zone.ts";
import type { DayRange, WeekOfUse } from "./sums.ts";

export type MemberDay = {
  readonly member: string;
  readonly day: DayNumber;
  readonly isActive: boolean;
  readonly totalPico: bigint;
};

/** @param days all of the members' days, so that the first one is their first day of use */
export function weeksOf(days: readonly MemberDay[], range: DayRange): readonly WeekOfUse[] {
  const first = new Map<string, DayNumber>();
  for (const { member, day } of days) first.set(member, Math.min(day, first.get(member) ?? day));
  const weeks = new Map<number, { members: Set<string>; activeDays: number; totalPico: bigint }>();
  for (const { member, day, isActive, totalPico } of days) {
    if (day < range.from || day > range.to) continue;
    const number = Math.floor((day - (first.get(member) as number)) / 7) + 1;
    const week = weeks.get(number) ?? { members: new Set(), activeDays: 0, totalPico: 0n };
    weeks.set(number, week);
    week.members.add(member);
    week.activeDays += isActive ? 1 : 0;
    week.totalPico += totalPico;
  }
  return [...weeks].map(([week, { members, ...rest }]) => ({ week, members: members.size, ...rest }));
}

/** Adds weeks to others, or subtracts them. @param sign 1 or -1 */
export function combineWeeks(
  weeks: readonly WeekOfUse[],
  others: readonly WeekOfUse[],
  sign: 1 | -1,
): readonly WeekOfUse[] {
  const all = new Map(weeks.map((week) => [week.week, week]));
  for (const other of others) {
    const week = all.get(other.week) ?? { week: other.week, members: 0, activeDays: 0, totalPico: 0n };
    all.set(other.week, {
      week: week.week,
      members: week.members + sign * other.members,
      activeDays: week.activeDays + sign * other.activeDays,
      totalPico: week.totalPico + BigInt(sign) * other.totalPico,
    });
  }
  return [...all.values()].filter(({ members }) => members > 0).sort((a, b) => a.week - b.week);
}
