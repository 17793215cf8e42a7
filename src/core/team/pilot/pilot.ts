/** A pilot's figures and their meaning for a rollout, from sums of an engine. */

import type { DayNumber } from "../../calendar/zone.ts";
import { usdNumber } from "../../pricing/money.ts";
import { coarseUsd, LEAST_FOR_DISTRIBUTION } from "../report/privacy.ts";
import type { DayRange, MachineShare, WeekOfUse } from "../sums.ts";
import { type Bias, biasesOf } from "./biases.ts";
import { type Cap, suggestCap } from "./caps.ts";
import { LEAST_TO_TELL, quantile } from "./estimate.ts";
import {
  daysOf,
  type Factors,
  LEAST_DAYS_OBSERVED,
  type MemberUse,
  measureFactors,
  type ObservedMember,
  observedDays,
  sumOf,
  withoutTop,
} from "./factors.ts";
import { type RateLimits, rateLimitsFor } from "./rate-limits.ts";
import { type BudgetLine, budgetLine, type Repriced, type Scenario, scenariosFor } from "./scenarios.ts";
import { compareSeats, type SeatComparison } from "./seats.ts";
import { YARDSTICKS, type Yardstick, type YardstickMeasure } from "./yardsticks.ts";

export type PilotInputs = {
  /** The days that count: the team's own, or the requested ones. */
  readonly window: DayRange;
  /** Everybody who has shared, in the window or not. */
  readonly machines: readonly MachineShare[];
  /** A row for each member with cells in the window. */
  readonly uses: readonly MemberUse[];
  readonly weeks: readonly WeekOfUse[];
  /** Members on the roster who never shared. */
  readonly missing: readonly string[];
  readonly managed: Repriced | null;
  /** Members of the rollout; null = as many as in the pilot. */
  readonly rollout: number | null;
  /** The fewest people of an exact figure: 1 = all agreed to be shown. */
  readonly least: number;
};

/** A week of use. */
export type ShownWeek = {
  readonly week: number;
  readonly members: number;
  readonly activeDays: number;
  /**
   * Rounded to two digits, because the exact calendar weeks beside it would reveal those who started late. null = no
   * active day.
   */
  readonly perActiveDayUsd: number | null;
};

export type Benchmark = Yardstick & { readonly ours: number | null };

export type Pilot = {
  readonly window: DayRange;
  readonly factors: Factors;
  readonly withoutTop: Factors | null;
  /** False with fewer than five members with use. */
  readonly isEnoughToTell: boolean;
  /** True where too few members used it to show their amounts: statistics are computed from rounded ones. */
  readonly isCoarse: boolean;
  /**
   * Whether figures without the top member use rounded amounts, because the difference would otherwise be that
   * member's.
   */
  readonly isTopRounded: boolean;
  readonly weeks: readonly ShownWeek[];
  /** Quantiles of the dollars per month of members with use: 10, 25, 50, 75, 90 %. */
  readonly distribution: readonly { readonly percent: number; readonly usd: number }[];
  readonly benchmarks: readonly Benchmark[];
  readonly rollout: {
    readonly members: number;
    readonly scenarios: readonly Scenario[];
    readonly budget: BudgetLine | null;
    readonly rateLimits: RateLimits;
  };
  readonly seats: readonly SeatComparison[];
  readonly cap: Cap | null;
  readonly biases: readonly Bias[];
};

const QUANTILES = [10, 25, 50, 75, 90] as const;

export function describePilot(inputs: PilotInputs): Pilot {
  const { window, weeks, missing, managed, least } = inputs;
  const observed = observeMembers(inputs);
  const active = observed.filter(({ use }) => use !== null).length;
  const isCoarse = active > 0 && active < least;
  const factors = measureFactors(observed, isCoarse);
  const rest = withoutTop(observed, least, least > 1);
  const members = Math.max(1, inputs.rollout ?? factors.members);
  return {
    window,
    factors,
    withoutTop: rest,
    isEnoughToTell: factors.active >= LEAST_TO_TELL,
    isCoarse,
    isTopRounded: least > 1,
    weeks: weeks.map(({ week, members, activeDays, totalPico }) => ({
      week,
      members,
      activeDays,
      perActiveDayUsd: activeDays === 0 ? null : coarseUsd(usdNumber(totalPico) / activeDays),
    })),
    distribution: (isCoarse && factors.active < LEAST_FOR_DISTRIBUTION ? [] : QUANTILES).flatMap((percent) => {
      const usd = quantile(factors.monthsUsd, percent / 100);
      return usd === null ? [] : [{ percent, usd }];
    }),
    benchmarks: YARDSTICKS.map((yardstick) => ({ ...yardstick, ours: oursOf(yardstick.measure, factors) })),
    rollout: {
      members,
      scenarios: scenariosFor(members, factors, managed),
      budget: budgetLine(members, factors),
      rateLimits: rateLimitsFor(members),
    },
    seats: compareSeats(factors.perMonth?.estimate ?? null, factors.perActiveDay?.mean ?? null),
    cap: isCoarse ? null : suggestCap(factors.monthsUsd),
    biases: biasesOf({
      factors,
      withoutTop: rest,
      weeks,
      missing: missing.length,
      late: observed.filter((m) => m.observed.to < window.to).length,
      brief: observed.filter((m) => m.use !== null && daysOf(m.observed) < LEAST_DAYS_OBSERVED).length,
      unpricedTokens: sumOf(inputs.uses, (use) => use.unpricedTokens),
    }),
  };
}

/** Everybody who ever shared is observed, with or without use. */
function observeMembers({ window, machines, uses }: PilotInputs): readonly ObservedMember[] {
  const known = new Map<string, DayRange>();
  const add = (member: string, from: DayNumber, to: DayNumber): void => {
    const days = known.get(member) ?? { from, to };
    known.set(member, { from: Math.min(days.from, from), to: Math.max(days.to, to) });
  };
  for (const { member, firstDay, lastDay } of machines) add(member, firstDay, lastDay);
  for (const { member, firstDay, lastDay } of uses) add(member, firstDay, lastDay);
  const byMember = new Map(uses.map((use) => [use.member, use]));
  return [...known].map(([member, { from, to }]) => ({
    member,
    use: byMember.get(member) ?? null,
    observed: observedDays(window, from, to),
  }));
}

export function oursOf(measure: YardstickMeasure, factors: Factors): number | null {
  switch (measure) {
    case "active-day":
      return factors.perActiveDay?.mean ?? null;
    case "active-day-p90":
      return factors.perActiveDay?.p90 ?? null;
    case "month":
      return factors.perMonth?.mean ?? null;
    case "background-session":
      return factors.sessions === 0 ? null : usdNumber(factors.backgroundPico) / factors.sessions;
  }
}
