/** `team report --json`. */

import { dayKey } from "../../core/calendar/period.ts";
import { usdNumber, usdString } from "../../core/pricing/money.ts";
import type { SourceCheck, TeamGroup, TeamReport } from "../../core/team/report/report.ts";
import { type TeamSum, totalOf } from "../../core/team/sums.ts";
import type { Team } from "../../core/team/team-file.ts";
import { isoTime, SCHEMA_VERSION } from "./parts.ts";

/** @param nowMs epoch milliseconds. @param foreign how many files of the folder were left out */
export function teamReportJson(
  report: TeamReport,
  nowMs: number,
  foreign: number,
  demo: boolean,
): Record<string, unknown> {
  const { team, range, coverage, totals, dimension } = report;
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(nowMs),
    ...(demo ? { demo } : {}),
    team: teamHeadJson(team),
    range: { from: dayOrNull(range.from), to: dayOrNull(range.to) },
    dimension,
    coverage: {
      members: coverage.members,
      sharing: coverage.sharing,
      machines: coverage.machines,
      lastDate: dayOrNull(coverage.lastDay),
      missing: coverage.missing,
      filesLeftOut: foreign,
    },
    totals: totals && { ...sumJson(totals), sessions: totals.sessions, webSearches: totals.webSearches },
    groups: report.groups.map(groupJson),
    tooFewMembers: report.openness !== "all",
    distribution: report.distribution.map(({ percent, pico }) => ({ percent, usd: usdString(pico) })),
    unallocatedUsd: report.unallocatedPico === null ? null : usdString(report.unallocatedPico),
    checks: report.checks.map(checkJson),
    checksLeftOut: report.checksLeftOut,
  };
}

export function teamHeadJson({ name, from, to, k }: Team): Record<string, unknown> {
  return { name, from: dayOrNull(from), to: dayOrNull(to), k };
}

export const dayOrNull = (day: number | null): string | null => (day === null || day <= 0 ? null : dayKey(day));

/** Statistics are numbers rounded to cents. */
export const cents = (usd: number | null): number | null => (usd === null ? null : Math.round(usd * 100) / 100);

function sumJson(sum: TeamSum): Record<string, unknown> {
  return {
    members: sum.members,
    activeDays: sum.activeDays,
    requests: sum.requests,
    tokens: sum.tokens,
    costUsd: usdString(sum.costPico),
    backgroundUsd: usdString(sum.backgroundPico),
    totalUsd: usdString(totalOf(sum)),
    perActiveDayUsd: cents(perActiveDay(sum)),
    unpriced: { tokens: sum.unpricedTokens },
  };
}

/** Dollars; null without an active day. */
export function perActiveDay(sum: TeamSum): number | null {
  return sum.activeDays === 0 ? null : usdNumber(totalOf(sum)) / sum.activeDays;
}

function groupJson(group: TeamGroup): Record<string, unknown> {
  return { key: group.key, ...sumJson(group), suppressed: group.suppressed };
}

function checkJson({ source, range, pico, differencePico, reason }: SourceCheck): Record<string, unknown> {
  return {
    source,
    from: dayKey(range.from),
    to: dayKey(range.to),
    usd: usdString(pico),
    differenceUsd: usdString(differencePico),
    reason,
  };
}
