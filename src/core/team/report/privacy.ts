/**
 * What a team's outputs may show of how many people: the one rule that report, FOCUS rows, pilot and check ask.
 *
 * A figure is of enough people where at least `k` were active behind it (`leastPeople`). A group of fewer is merged with the
 * others of that kind; and where all of them together are still fewer than `k`, with further groups, the smallest first:
 * else the total minus what is shown would give the hidden group away. Of days in which fewer than `k` people were active
 * nothing is shown; but a team that has so few people over all of its time has its total and a rounded distribution. Its time
 * is what its folder holds, and at least a week: the dates that its lead has set are a range like any other.
 */

import type { DayNumber } from "../../calendar/zone.ts";
import type { Pico } from "../../pricing/money.ts";
import { type DayRange, type TeamSum, totalOf } from "../sums.ts";
import type { Team } from "../team-file.ts";

export type PrivacyRules = Pick<Team, "k" | "agreedToNames">;

/** A part of a whole that is shown if it is of enough people. */
export type Candidate = { readonly key: string; readonly members: number; readonly totalPico: Pico };

export const candidateOf = (key: string, sum: TeamSum): Candidate => ({
  key,
  members: sum.members,
  totalPico: totalOf(sum),
});

/** The fewest people that a figure may be of. */
export function leastPeople({ k, agreedToNames }: PrivacyRules): number {
  return agreedToNames ? 1 : k;
}

/** Whether a sum of so many people may be shown; nobody's is nothing, which tells of nobody. */
export function isEnough(people: number, team: PrivacyRules): boolean {
  return people === 0 || people >= leastPeople(team);
}

/**
 * What may be shown of some days: `all` = totals, groups, members by pseudonym; `totals` = the total and a rounded
 * distribution; `nothing` = not even the total, which would be that of the few.
 */
export type Openness = "all" | "totals" | "nothing";

/** Fewer days than this are no team's whole time: their total would be that of single days. */
export const LEAST_WHOLE_DAYS = 7;

/**
 * Whether days are all of a team's: of its dates that have ended, and of what its folder holds, which is of a week or more.
 * @param held first and last day with cells, whatever dates the lead has set
 * @param today the UTC date of now
 */
export function isWholeTime(
  { from, to }: DayRange,
  held: Pick<TeamSum, "firstDay" | "lastDay">,
  team: Pick<Team, "from" | "to">,
  today: DayNumber,
): boolean {
  const yesterday = today - 1;
  const hasDates = from <= (team.from ?? 0) && to >= Math.min(team.to ?? yesterday, yesterday);
  const hasAllCells = from <= held.firstDay && to >= held.lastDay;
  return hasDates && hasAllCells && held.lastDay - held.firstDay + 1 >= LEAST_WHOLE_DAYS;
}

/** The order in which shown groups are given up. */
export function smallestFirst(a: Candidate, b: Candidate): number {
  if (a.members !== b.members) return a.members - b.members;
  const [x, y] = [a.totalPico, b.totalPico];
  return x === y ? (a.key < b.key ? -1 : 1) : x < y ? -1 : 1;
}

/**
 * @param groups parts of a whole, none in two of them
 * @param distinctMembers how many different members groups have together, or fewer
 * @returns keys of the groups that are merged; empty where all may be shown
 */
export async function groupsToHide(
  groups: readonly Candidate[],
  k: number,
  distinctMembers: (keys: readonly string[]) => number | Promise<number>,
): Promise<readonly string[]> {
  const hidden = groups.filter(({ members }) => members < k).map(({ key }) => key);
  if (hidden.length === 0) return [];
  const shown = groups.filter(({ members }) => members >= k).sort(smallestFirst);
  while ((await distinctMembers(hidden)) < k) {
    const next = shown.shift();
    if (!next) break;
    hidden.push(next.key);
  }
  return hidden;
}

/** The fewest different members that groups can have together: as many as the largest of them. */
export function largestGroup(groups: readonly Candidate[]): (keys: readonly string[]) => number {
  const members = new Map(groups.map((group) => [group.key, group.members]));
  return (keys) => Math.max(0, ...keys.map((key) => members.get(key) ?? 0));
}

/** People of one of the parts that a whole is divided into by two unrelated rules. */
export type CrossedPart = { readonly inside: number; readonly outside: number };

/**
 * Whether a sum over some members may stand beside sums of all members by parts (models, days): a part minus the members'
 * sum leaves those outside in the parts that are taken, and those inside in the parts that are not.
 * @param parts those that are shown, with how many of the members are in each, and how many others
 */
export function mayStandBeside(parts: readonly CrossedPart[], team: PrivacyRules): boolean {
  const least = (side: keyof CrossedPart): number => Math.min(...parts.map((part) => part[side]));
  const isDivided = parts.some(({ inside }) => inside > 0) && parts.some(({ outside }) => outside > 0);
  return !isDivided || parts.length < 2 || least("inside") + least("outside") >= leastPeople(team);
}

/** Fewer people than this have no distribution: it would be their amounts. */
export const LEAST_FOR_DISTRIBUTION = 3;

/** Rounded to two digits that count: what one person's amount looks like where few people are behind a statistic. */
export function coarseUsd(usd: number): number {
  return usd === 0 ? 0 : Number(usd.toPrecision(2));
}

/** The same of an exact amount of at least 0. */
export function coarsePico(pico: Pico): Pico {
  return coarsePicoBelow(pico + twoDigitUnit(pico) / 2n);
}

/** The largest amount of two digits that is not above an amount of at least 0. */
export function coarsePicoBelow(pico: Pico): Pico {
  const unit = twoDigitUnit(pico);
  return (pico / unit) * unit;
}

function twoDigitUnit(pico: Pico): Pico {
  return 10n ** BigInt(Math.max(0, String(pico).length - 2));
}
