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
  teamAnomaly,
} from "../../core/team/check/anomalies.ts";
import { type CheckedBudgets, checkBudgets, type TeamBudget } from "../../core/team/check/budgets.ts";
import { quantile } from "../../core/team/pilot/estimate.ts";
import { maySingleOut } from "../../core/team/report/privacy.ts";
import { addMembers, type DayRange, type SumRow, type TeamEngine, totalOf } from "../../core/team/sums.ts";
import type { Roster, Team } from "../../core/team/team-file.ts";

export type CheckRequest = {
  readonly team: Team;
  readonly roster: Roster;
  readonly engine: TeamEngine;
  readonly budgets: readonly TeamBudget[];
  /** The day that is looked at: the last one that is over. */
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
  /** The month's days that are over. */
  readonly month: DayRange;
  readonly budgets: CheckedBudgets;
  readonly anomalies: readonly FoundAnomaly[];
  /** Members are not looked at one by one, because there are too few. */
  readonly isTooSmall: boolean;
};

export async function checkTeam(request: CheckRequest): Promise<TeamCheckResult> {
  const { team, roster, engine, day } = request;
  const month = { from: firstOfMonth(day), to: day };
  const members = await engine.sums({ range: month, by: ["member"] });
  const recent = await engine.sums({ range: { from: day - LOOK_BACK_DAYS, to: day - 1 }, by: ["member"] });
  const isTooSmall = !maySingleOut(Math.max(members.length, recent.length), team);
  const budgets = checkBudgets(request.budgets, members, roster, team.agreedToNames ? 1 : team.k);
  const ofMembers = isTooSmall ? [] : await memberAnomalies(engine, day, recent);
  return { month, budgets, anomalies: [...(await teamAnomalies(engine, day)), ...ofMembers], isTooSmall };
}

async function memberAnomalies(
  engine: TeamEngine,
  day: DayNumber,
  recent: readonly SumRow[],
): Promise<readonly FoundAnomaly[]> {
  const range = { from: day - LOOK_BACK_DAYS, to: day - 1 };
  const today = await engine.sums({ range: { from: day, to: day }, by: ["member"] });
  // Only of those whose day is large enough are their other days asked for.
  const candidates = today.filter((row) => totalOf(row) > LEAST_PICO).map(({ keys }) => keys[0] as string);
  if (candidates.length === 0) return [];
  const teamP90 = averageP90(recent);
  const days = await engine.sums({ range, by: ["member", "day"], only: { dimension: "member", values: candidates } });
  const found: FoundAnomaly[] = [];
  for (const row of today) {
    const member = row.keys[0] as string;
    const history = days.filter(({ keys, activeDays }) => keys[0] === member && activeDays > 0).map(totalOf);
    const anomaly = memberAnomaly(totalOf(row), history, teamP90);
    if (anomaly === null) continue;
    const causes = await causesOf(engine, day, range, history.length, member);
    found.push({ ...anomaly, scope: "member", key: member, day, causes });
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

async function teamAnomalies(engine: TeamEngine, day: DayNumber): Promise<readonly FoundAnomaly[]> {
  const range = { from: day - LOOK_BACK_WEEKS * 7, to: day - 1 };
  const rows = await engine.sums({ range: { from: range.from, to: day }, by: ["day"] });
  const spent = new Map(rows.map((row) => [parseDay(row.keys[0] as string) as DayNumber, totalOf(row)]));
  const first = Math.min(day, ...spent.keys());
  const weekdays = Array.from({ length: LOOK_BACK_WEEKS }, (_, i) => day - 7 * (i + 1)).filter((d) => d >= first);
  const before = [...spent.keys()].filter((d) => d < day).length;
  const anomaly = teamAnomaly(
    spent.get(day) ?? 0n,
    weekdays.map((d) => spent.get(d) ?? 0n),
    before,
  );
  if (anomaly === null) return [];
  return [{ ...anomaly, scope: "team", key: "", day, causes: await causesOf(engine, day, range, before, null) }];
}

/** The day by model, subagents and background, beside an average day with use. */
async function causesOf(
  engine: TeamEngine,
  day: DayNumber,
  range: DayRange,
  days: number,
  member: string | null,
): Promise<readonly Cause[]> {
  const only = member === null ? {} : { only: { dimension: "member" as const, values: [member] } };
  const by = ["model", "kind"] as const;
  const now = spendBy(await engine.sums({ range: { from: day, to: day }, by, ...only }));
  const before = spendBy(await engine.sums({ range, by, ...only }));
  const causes = [...now].map(
    ([key, pico]): Cause => ({ key, pico, usualPico: (before.get(key) ?? 0n) / BigInt(days) }),
  );
  return largestIncreases(causes);
}

function spendBy(rows: readonly SumRow[]): ReadonlyMap<string, Pico> {
  const groups = new Map<string, SumRow[]>();
  for (const row of rows) {
    const [model = "", kind = ""] = row.keys;
    const key = isBackground({ kind }) ? "background" : kind === "subagent" ? `${model}, subagents` : model;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return new Map([...groups].map(([key, list]) => [key, totalOf(addMembers(list))]));
}
