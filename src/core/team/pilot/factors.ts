/** The factors of a pilot's cost: members × adoption × active days × cost per active day, each separately. */

import type { DayNumber } from "../../calendar/zone.ts";
import { type Pico, usdNumber } from "../../pricing/money.ts";
import { coarseUsd, LEAST_FOR_DISTRIBUTION } from "../report/privacy.ts";
import { type DayRange, type TeamSum, totalOf } from "../sums.ts";
import { estimateMean, estimateShare, type Interval, type MeanEstimate, multiply, quantile } from "./estimate.ts";

/** Days of an average month. */
export const DAYS_PER_MONTH = 30.4;
/** A member observed for a shorter time is counted as observed for this long, because a first day is not a month. */
export const LEAST_DAYS_OBSERVED = 7;

/** A member's use in the pilot's days. */
export type MemberUse = TeamSum & { readonly member: string };

/** A member with cells or shares, and the days on which the member was observed. */
export type ObservedMember = {
  readonly member: string;
  readonly observed: DayRange;
  /** null = no use in these days, which is data too. */
  readonly use: MemberUse | null;
};

export type Factors = {
  readonly members: number;
  readonly active: number;
  readonly adoption: Interval | null;
  /** Observed days of all members together. */
  readonly memberDays: number;
  readonly activeDays: number;
  /** For a member with use. */
  readonly activeDaysPerMonth: number | null;
  readonly totalPico: Pico;
  readonly backgroundPico: Pico;
  readonly sessions: number;
  /** The quantiles are those of members' averages; null = there are too few of them. */
  readonly perActiveDay: { readonly mean: number; readonly median: number | null; readonly p90: number | null } | null;
  /** Dollars per month of each member with use, ascending. */
  readonly monthsUsd: readonly number[];
  readonly perMonth: MonthFigures | null;
};

/** Dollars per month of a member with use. */
export type MonthFigures = {
  readonly mean: number;
  readonly median: number;
  /** null below three members with use. */
  readonly estimate: MeanEstimate | null;
  /** The same for any member: multiplied by adoption. */
  readonly perMember: Interval | null;
};

export function daysOf({ from, to }: DayRange): number {
  return Math.max(0, to - from + 1);
}

/**
 * @param isCoarse whether each member's amounts are rounded to two digits before statistics are computed, so that the
 * statistics do not reveal single people's amounts; totals and their averages stay exact
 */
export function measureFactors(members: readonly ObservedMember[], isCoarse = false): Factors {
  const used = members.flatMap((m) => (m.use === null ? [] : [{ observed: m.observed, use: m.use }]));
  const activeDays = sumOf(used, ({ use }) => use.activeDays);
  const totalPico = used.reduce((sum, { use }) => sum + totalOf(use), 0n);
  const adoption = members.length === 0 ? null : estimateShare(used.length, members.length);
  const shown = isCoarse ? coarseUsd : (usd: number): number => usd;
  const monthsUsd = used.map(({ use, observed }) => shown(monthUsd(totalOf(use), observed))).sort(ascending);
  const observedDays = sumOf(used, ({ observed }) => Math.max(LEAST_DAYS_OBSERVED, daysOf(observed)));
  return {
    members: members.length,
    active: used.length,
    adoption,
    memberDays: sumOf(members, ({ observed }) => daysOf(observed)),
    activeDays,
    activeDaysPerMonth: used.length === 0 ? null : (activeDays / observedDays) * DAYS_PER_MONTH,
    totalPico,
    backgroundPico: used.reduce((sum, { use }) => sum + use.backgroundPico, 0n),
    sessions: sumOf(used, ({ use }) => use.sessions),
    perActiveDay: perActiveDay(
      used.map(({ use }) => use),
      isCoarse,
    ),
    monthsUsd,
    perMonth: monthFigures(monthsUsd, adoption),
  };
}

/**
 * Without the member who spent most: how much hangs on one person.
 * @param least the fewest members with use that must be left
 * @param isCoarse as of `measureFactors`: the exact mean with and without would be that member's amount
 */
export function withoutTop(members: readonly ObservedMember[], least: number, isCoarse: boolean): Factors | null {
  const rate = ({ use, observed }: ObservedMember): number => (use ? monthUsd(totalOf(use), observed) : -1);
  const top = members.reduce<ObservedMember | null>((best, m) => (best && rate(best) >= rate(m) ? best : m), null);
  const rest = members.filter((m) => m !== top);
  const active = rest.filter(({ use }) => use !== null).length;
  return active >= Math.max(1, least) ? measureFactors(rest, isCoarse) : null;
}

function monthUsd(pico: Pico, observed: DayRange): number {
  return (usdNumber(pico) / Math.max(LEAST_DAYS_OBSERVED, daysOf(observed))) * DAYS_PER_MONTH;
}

function monthFigures(monthsUsd: readonly number[], adoption: Interval | null): MonthFigures | null {
  if (monthsUsd.length === 0 || adoption === null) return null;
  const estimate = estimateMean(monthsUsd.filter((usd) => usd > 0));
  return {
    mean: sumOf(monthsUsd, (usd) => usd) / monthsUsd.length,
    median: quantile(monthsUsd, 0.5) as number,
    estimate,
    perMember: estimate && multiply(adoption, estimate),
  };
}

function perActiveDay(uses: readonly MemberUse[], isCoarse: boolean): Factors["perActiveDay"] {
  const active = uses.filter((use) => use.activeDays > 0);
  if (active.length === 0) return null;
  const exact = active.map((use) => usdNumber(totalOf(use)) / use.activeDays).sort(ascending);
  const averages = isCoarse ? exact.map(coarseUsd) : exact;
  const quantileOf = (p: number): number | null =>
    isCoarse && averages.length < LEAST_FOR_DISTRIBUTION ? null : quantile(averages, p);
  return {
    mean: usdNumber(uses.reduce((sum, use) => sum + totalOf(use), 0n)) / sumOf(active, (use) => use.activeDays),
    median: quantileOf(0.5),
    p90: quantileOf(0.9),
  };
}

/**
 * The days of the window on which a member was observed: from the first that a machine has complete data of (or the
 * first use, if earlier), because older logs may be gone, to the last share, because nothing is known about later days.
 */
export function observedDays(window: DayRange, firstKnown: DayNumber, lastShared: DayNumber): DayRange {
  return { from: Math.max(window.from, firstKnown), to: Math.min(window.to, lastShared) };
}

const ascending = (a: number, b: number): number => a - b;

export function sumOf<T>(list: readonly T[], amount: (item: T) => number): number {
  return list.reduce((sum, item) => sum + amount(item), 0);
}
