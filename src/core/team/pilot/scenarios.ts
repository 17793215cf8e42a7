/** What a rollout would cost per month, under stated assumptions. */

import { type Interval, upperBound, widenForTotal } from "./estimate.ts";
import type { Factors } from "./factors.ts";
import { PUBLISHED } from "./yardsticks.ts";

export const SCENARIO_IDS = ["as-is", "published", "cautious", "managed"] as const;

export type Scenario = {
  readonly id: (typeof SCENARIO_IDS)[number];
  /** Dollars per month of all members together; null = too few members with use. */
  readonly perMonthUsd: number | null;
  readonly lowUsd: number | null;
  readonly highUsd: number | null;
  readonly assumptions: readonly string[];
};

/** The pilot's tokens at another model's prices. */
export type Repriced = {
  /** The name in tables. */
  readonly model: string;
  /** The cost of the same tokens at the other model, as a share of their actual cost. */
  readonly ratio: number;
};

const TOO_FEW = "fewer than three members with use: no estimate from the pilot";

export function scenariosFor(members: number, factors: Factors, managed: Repriced | null): readonly Scenario[] {
  const total = rolloutTotal(members, factors);
  return [
    asIs(members, factors, total),
    published(members),
    cautious(members, factors, total),
    repriced(total, managed),
  ];
}

/** A month of `members` people, from the pilot's adoption and mean; null where the pilot is too small. */
function rolloutTotal(members: number, { perMonth, adoption }: Factors): Interval | null {
  if (!perMonth?.estimate || !perMonth.perMember || !adoption) return null;
  const one = widenForTotal(perMonth.perMember, perMonth.estimate.sigma, adoption.estimate, members);
  return { estimate: one.estimate * members, low: one.low * members, high: one.high * members };
}

function asIs(members: number, { adoption, active, members: of }: Factors, total: Interval | null): Scenario {
  const share = Math.round((adoption?.estimate ?? 0) * 100);
  return scenario("as-is", total, [
    total ? `adoption as in the pilot: ${active} of ${of} (${share} %)` : TOO_FEW,
    "the pilot's mean of a member with use, 90 % interval",
    `${members} members like those of the pilot`,
  ]);
}

function published(members: number): Scenario {
  const { lowUsd, highUsd, perActiveDayUsd } = PUBLISHED;
  const total = {
    estimate: ((lowUsd + highUsd) / 2) * members,
    low: lowUsd * members,
    high: highUsd * members,
  };
  const days = [lowUsd / perActiveDayUsd, highUsd / perActiveDayUsd].map((n) => n.toFixed(1));
  return scenario("published", total, [
    `$${perActiveDayUsd} per active day, ${days.join(" to ")} active days a month`,
    "every member uses it",
  ]);
}

function cautious(members: number, { perMonth }: Factors, total: Interval | null): Scenario {
  if (!total || !perMonth?.estimate) return scenario("cautious", null, [TOO_FEW]);
  const everybody = perMonth.estimate.high * members;
  return scenario("cautious", { estimate: total.high, low: total.estimate, high: Math.max(total.high, everybody) }, [
    "the upper end of the pilot's interval",
    "at most: every member uses it, at the upper end of the mean",
  ]);
}

function repriced(total: Interval | null, managed: Repriced | null): Scenario {
  if (!total) return scenario("managed", null, [TOO_FEW]);
  if (!managed) return scenario("managed", null, ["no other model has a price for these tokens"]);
  const { ratio, model } = managed;
  return scenario("managed", { estimate: total.estimate * ratio, low: total.low * ratio, high: total.high * ratio }, [
    `the pilot's tokens at the prices of ${model.replace(/^claude-/, "")}: ${Math.round(ratio * 100)} % of what they cost`,
    "what-if: another model would have used other tokens",
  ]);
}

function scenario(id: Scenario["id"], total: Interval | null, assumptions: readonly string[]): Scenario {
  return {
    id,
    perMonthUsd: total?.estimate ?? null,
    lowUsd: total?.low ?? null,
    highUsd: total?.high ?? null,
    assumptions,
  };
}

export type BudgetLine = {
  /** Dollars per month of all members: as probably too high as too low. */
  readonly p50Usd: number;
  /** Not exceeded with a probability of 90 %, considering the mean only. */
  readonly p90Usd: number;
};

/** @returns null where the pilot is too small */
export function budgetLine(members: number, { perMonth, adoption }: Factors): BudgetLine | null {
  if (!perMonth?.estimate || !adoption) return null;
  const scale = members * adoption.estimate;
  return { p50Usd: perMonth.estimate.estimate * scale, p90Usd: upperBound(perMonth.estimate, 0.9) * scale };
}
