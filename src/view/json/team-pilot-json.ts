/** `team pilot --json`: sums as exact text, statistics as numbers rounded to cents. */

import { dayKey } from "../../core/calendar/period.ts";
import { usdString } from "../../core/pricing/money.ts";
import type { Interval } from "../../core/team/pilot/estimate.ts";
import type { Factors } from "../../core/team/pilot/factors.ts";
import type { Pilot } from "../../core/team/pilot/pilot.ts";
import type { Openness } from "../../core/team/report/privacy.ts";
import type { TeamGroup } from "../../core/team/report/report.ts";
import type { DayRange } from "../../core/team/sums.ts";
import type { Team } from "../../core/team/team-file.ts";
import type { ShownPilot } from "../team/pilot-text.ts";
import { isoTime, SCHEMA_VERSION } from "./parts.ts";
import { cents, dayOrNull, teamHeadJson } from "./team-report-json.ts";

const headJson = (team: Team, { from, to }: DayRange, demo: boolean, nowMs: number) => ({
  schemaVersion: SCHEMA_VERSION,
  generatedAt: isoTime(nowMs),
  ...(demo ? { demo } : {}),
  team: teamHeadJson(team),
  range: { from: dayOrNull(from), to: dayKey(to) },
});

/** Where nothing may be shown of the days: the same fields, empty, and why. */
export function noPilotJson(
  team: Team,
  range: DayRange,
  { reason, demo }: { readonly reason: string; readonly demo: boolean },
  nowMs: number,
): Record<string, unknown> {
  return {
    ...headJson(team, range, demo, nowMs),
    tooFewMembers: true,
    reason,
    pilot: null,
    weeks: [],
    benchmarks: [],
    rollout: null,
    seats: [],
    caps: null,
    rateLimits: null,
    biases: [],
  };
}

export function teamPilotJson(
  { team, pilot, demo }: ShownPilot,
  { weeks, openness }: { readonly weeks: readonly TeamGroup[]; readonly openness: Openness },
  nowMs: number,
): Record<string, unknown> {
  const { factors, rollout } = pilot;
  return {
    ...headJson(team, pilot.window, demo, nowMs),
    tooFewMembers: openness !== "all",
    reason: null,
    pilot: pilotJson(pilot, factors),
    weeks: weeks.map(weekJson),
    benchmarks: pilot.benchmarks.map(({ id, text, lowUsd, highUsd, ours }) => ({
      id,
      text,
      low: lowUsd,
      high: highUsd,
      ours: ours === null ? null : Math.round(ours * 10_000) / 10_000,
    })),
    rollout: {
      members: rollout.members,
      scenarios: rollout.scenarios.map(({ id, perMonthUsd, lowUsd, highUsd, assumptions }) => ({
        id,
        perMonthUsd: cents(perMonthUsd),
        low: cents(lowUsd),
        high: cents(highUsd),
        assumptions,
      })),
      budget: rollout.budget && { p50Usd: cents(rollout.budget.p50Usd), p90Usd: cents(rollout.budget.p90Usd) },
    },
    seats: pilot.seats.map(({ id, label, feeUsd, lowUsd, highUsd, breakEvenActiveDays }) => ({
      plan: id,
      label,
      feeUsd,
      lowUsd: cents(lowUsd),
      highUsd: cents(highUsd),
      breakEvenActiveDays: rounded(breakEvenActiveDays, 1),
    })),
    caps: pilot.cap && {
      perMemberUsd: pilot.cap.perMemberUsd,
      shareBlocked: rounded(pilot.cap.shareBlocked, 4),
      membersAbove: pilot.cap.membersAbove,
    },
    rateLimits: rollout.rateLimits,
    biases: pilot.biases,
  };
}

const rounded = (value: number | null, decimals: number): number | null =>
  value === null ? null : Math.round(value * 10 ** decimals) / 10 ** decimals;

function pilotJson(pilot: Pilot, factors: Factors): Record<string, unknown> {
  const { perActiveDay } = factors;
  return {
    members: factors.members,
    active: factors.active,
    enoughToTell: pilot.isEnoughToTell,
    adoption: intervalJson(factors.adoption, 4),
    calendarDays: factors.memberDays,
    activeDays: factors.activeDays,
    activeDaysPerMonth: rounded(factors.activeDaysPerMonth, 1),
    totalUsd: usdString(factors.totalPico),
    backgroundUsd: usdString(factors.backgroundPico),
    perActiveDayUsd: {
      mean: cents(perActiveDay?.mean ?? null),
      median: cents(perActiveDay?.median ?? null),
      p90: cents(perActiveDay?.p90 ?? null),
    },
    perMonthUsd: {
      ...monthJson(factors),
      perMember: intervalJson(factors.perMonth?.perMember ?? null, 2),
      withoutTop: cents(pilot.withoutTop?.perMonth?.mean ?? null),
      withoutTopMember: pilot.withoutTop && monthJson(pilot.withoutTop),
    },
    distribution: pilot.distribution.map(({ percent, usd }) => ({ percent, usd: cents(usd) })),
    byWeekOfUse: pilot.weeks.map(({ week, members, perActiveDayUsd }) => ({ week, members, perActiveDayUsd })),
  };
}

/** Of a member with use. */
function monthJson({ perMonth }: Factors): Record<string, unknown> {
  return {
    mean: cents(perMonth?.mean ?? null),
    median: cents(perMonth?.median ?? null),
    estimate: cents(perMonth?.estimate?.estimate ?? null),
    low: cents(perMonth?.estimate?.low ?? null),
    high: cents(perMonth?.estimate?.high ?? null),
  };
}

function intervalJson(interval: Interval | null, decimals: number): Record<string, unknown> | null {
  if (interval === null) return null;
  const { estimate, low, high } = interval;
  return { estimate: rounded(estimate, decimals), low: rounded(low, decimals), high: rounded(high, decimals) };
}

function weekJson({ key, costPico, backgroundPico, members, suppressed }: TeamGroup): Record<string, unknown> {
  return {
    week: key,
    members,
    costUsd: usdString(costPico),
    backgroundUsd: usdString(backgroundPico),
    totalUsd: usdString(costPico + backgroundPico),
    suppressed,
  };
}
