/** What a lead should look at: budgets that are used up, and days that cost far more than is usual, with their causes. */

import { firstOfMonth, parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { isBackground } from "../../core/team/cell.ts";
import {
  type Anomaly,
  type Cause,
  LEAST_PICO,
  LOOK_BACK_DAYS,
  LOOK_BACK_WEEKS,
  largestIncreases,
  memberAnomaly,
  roundedAnomaly,
  teamAnomaly,
} from "../../core/team/check/anomalies.ts";
import { type CheckedBudgets, checkBudgets, type TeamBudget } from "../../core/team/check/budgets.ts";
import { quantile } from "../../core/team/pilot/estimate.ts";
import { type Candidate, groupsToHide, isEnough, largestGroup, leastPeople } from "../../core/team/report/privacy.ts";
import { type DayRange, type SumRow, type TeamEngine, totalOf } from "../../core/team/sums.ts";
import type { Roster, Team } from "../../core/team/team-file.ts";

export type CheckRequest = {
  readonly team: Team;
  readonly roster: Roster;
  readonly engine: TeamEngine;
  readonly budgets: readonly TeamBudget[];
  /** The day that is checked: the last one that has ended. */
  readonly day: DayNumber;
};

export type FoundAnomaly = Anomaly & {
  readonly scope: "member" | "team";
  /** The member's pseudonym; "" = the team. */
  readonly key: string;
  readonly day: DayNumber;
  readonly causes: readonly Cause[];
};

export type TeamCheckResult = {
  /** The days of the month that have ended. */
  readonly month: DayRange;
  readonly budgets: CheckedBudgets;
  readonly anomalies: readonly FoundAnomaly[];
  /** The day is not checked, because too few people were active on it. */
  readonly isTooSmall: boolean;
};

export async function checkTeam(request: CheckRequest): Promise<TeamCheckResult> {
  const { team, roster, engine, day } = request;
  const month = { from: firstOfMonth(day), to: day };
  const members = await engine.sums({ range: month, by: ["member"] });
  const budgets = await checkBudgets(request.budgets, members, roster, team);
  const today = await engine.sums({ range: { from: day, to: day }, by: ["member"] });
  // A day is checked if enough people were active on it, like a report of that day.
  const isTooSmall = !isEnough(today.length, team);
  if (isTooSmall || today.length === 0) return { month, budgets, anomalies: [], isTooSmall };
  const anomalies = [...(await teamAnomalies(request)), ...(await memberAnomalies(request, today))];
  return { month, budgets, anomalies, isTooSmall };
}

/**
 * A day of one member is shown as a report of that day by member shows it. What it was spent on, and what is usual for that
 * member, is of one person and of no day that a report has: there are no causes, and the usual amount is rounded.
 */
async function memberAnomalies(
  { engine, day, team }: CheckRequest,
  today: readonly SumRow[],
): Promise<readonly FoundAnomaly[]> {
  const range = { from: day - LOOK_BACK_DAYS, to: day - 1 };
  // The other days are queried only for those whose own day is large enough.
  const candidates = today.filter((row) => totalOf(row) > LEAST_PICO).map(({ keys }) => keys[0] as string);
  if (candidates.length === 0) return [];
  const teamP90 = averageP90(await engine.sums({ range, by: ["member"] }));
  const days = await engine.sums({ range, by: ["member", "day"], only: { dimension: "member", values: candidates } });
  const found: FoundAnomaly[] = [];
  for (const row of today) {
    const member = row.keys[0] as string;
    const history = days.filter(({ keys, activeDays }) => keys[0] === member && activeDays > 0).map(totalOf);
    const anomaly = memberAnomaly(totalOf(row), history, teamP90);
    if (anomaly === null) continue;
    if (isEnough(1, team)) {
      const { now, before } = await spending(engine, day, range, member);
      found.push({ ...anomaly, scope: "member", key: member, day, causes: causesOf(now, before, history.length) });
    } else found.push({ ...roundedAnomaly(anomaly), scope: "member", key: member, day, causes: [] });
  }
  return found;
}

/** The 90th percentile of the members' average active days. */
function averageP90(rows: readonly SumRow[]): Pico {
  const averages = rows
    .filter(({ activeDays }) => activeDays > 0)
    .map((row) => Number(totalOf(row)) / row.activeDays)
    .sort((a, b) => a - b);
  return BigInt(Math.round(quantile(averages, 0.9) ?? 0));
}

async function teamAnomalies({ engine, day, team }: CheckRequest): Promise<readonly FoundAnomaly[]> {
  const range = { from: day - LOOK_BACK_WEEKS * 7, to: day - 1 };
  const rows = await engine.sums({ range: { from: range.from, to: day }, by: ["day"] });
  const byDay = new Map(rows.map((row) => [parseDay(row.keys[0] as string) as DayNumber, row]));
  const spent = (d: DayNumber): Pico => totalOf(byDay.get(d) ?? NOTHING);
  const first = Math.min(day, ...byDay.keys());
  const weekdays = Array.from({ length: LOOK_BACK_WEEKS }, (_, i) => day - 7 * (i + 1))
    .filter((d) => d >= first)
    // What is usual would be one of these days: none of too few people.
    .filter((d) => isEnough(byDay.get(d)?.members ?? 0, team));
  const before = [...byDay.keys()].filter((d) => d < day).length;
  const anomaly = teamAnomaly(spent(day), weekdays.map(spent), before);
  if (anomaly === null) return [];
  const causes = await teamCauses(engine, day, range, before, team);
  return [{ ...anomaly, scope: "team", key: "", day, causes }];
}

const NOTHING = { costPico: 0n, backgroundPico: 0n };

/** Those of enough people, on the day and before; and none whose share the rest of the day's spending would give away. */
async function teamCauses(
  engine: TeamEngine,
  day: DayNumber,
  range: DayRange,
  days: number,
  team: Team,
): Promise<readonly Cause[]> {
  const { now, before } = await spending(engine, day, range, null);
  const hidden = new Set<string>();
  for (const spent of [now, before]) {
    const candidates = [...spent.values()];
    for (const key of await groupsToHide(candidates, leastPeople(team), largestGroup(candidates))) hidden.add(key);
  }
  return causesOf(new Map([...now].filter(([key]) => !hidden.has(key))), before, days);
}

type Spending = ReadonlyMap<string, Candidate>;

/** The day by model, subagents and background, with the days before. @param member null = the team */
async function spending(
  engine: TeamEngine,
  day: DayNumber,
  range: DayRange,
  member: string | null,
): Promise<{ readonly now: Spending; readonly before: Spending }> {
  const only = member === null ? {} : { only: { dimension: "member" as const, values: [member] } };
  const by = ["model", "kind"] as const;
  const now = spendBy(await engine.sums({ range: { from: day, to: day }, by, ...only }));
  const before = spendBy(await engine.sums({ range, by, ...only }));
  return { now, before };
}

/** @param days earlier days with use, whose average is the usual amount */
function causesOf(now: Spending, before: Spending, days: number): readonly Cause[] {
  const usual = (key: string): Pico => (before.get(key)?.totalPico ?? 0n) / BigInt(days);
  return largestIncreases([...now].map(([key, { totalPico }]) => ({ key, pico: totalPico, usualPico: usual(key) })));
}

function spendBy(rows: readonly SumRow[]): Spending {
  const groups = new Map<string, Candidate>();
  for (const row of rows) {
    const [model = "", kind = ""] = row.keys;
    const key = isBackground({ kind }) ? "background" : kind === "subagent" ? `${model}, subagents` : model;
    const group = groups.get(key);
    groups.set(key, {
      key,
      // Of several kinds of background the largest: nobody knows here how many of their people are the same.
      members: Math.max(row.members, group?.members ?? 0),
      totalPico: totalOf(row) + (group?.totalPico ?? 0n),
    });
  }
  return groups;
}
