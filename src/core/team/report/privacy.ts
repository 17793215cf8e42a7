/**
 * What a team's outputs may show of how many people: the one rule for report, FOCUS rows, pilot and check.
 * A figure may be shown if at least `k` people were active in it (`leastPeople`). A smaller group is merged with other
 * small groups of the same kind; if all of them together still have fewer than `k`, with further groups, smallest
 * first, because the total minus what is shown would otherwise reveal the hidden group. Of days on which fewer than `k`
 * people were active nothing is shown; but a team with so few people over its whole time has a total and a rounded
 * distribution. Its time is what its folder contains; where its lead has set dates, it is at least a week, because dates
 * of a single day would show that day.
 */

import type { Pico } from "../../pricing/money.ts";
import { type DayRange, type TeamSum, totalOf } from "../sums.ts";
import type { Team } from "../team-file.ts";

export type PrivacyRules = Pick<Team, "k" | "agreedToNames">;

/** A part of a whole, which is shown if it includes enough people. */
export type Candidate = { readonly key: string; readonly members: number; readonly totalPico: Pico };

export const candidateOf = (key: string, sum: TeamSum): Candidate => ({
  key,
  members: sum.members,
  totalPico: totalOf(sum),
});

/** The fewest people in a figure. */
export function leastPeople({ k, agreedToNames }: PrivacyRules): number {
  return agreedToNames ? 1 : k;
}

/** Whether a sum of that many people may be shown; a sum of nobody is nothing, and reveals nobody. */
export function isEnough(people: number, team: PrivacyRules): boolean {
  return people === 0 || people >= leastPeople(team);
}

/**
 * What may be shown of some days: `all` = totals, groups, members by pseudonym; `totals` = the total and a rounded
 * distribution; `nothing` = not even the total, which would be that of the few.
 */
export type Openness = "all" | "totals" | "nothing";

/** Fewer days than this are not a team's whole time where its lead has set dates: their total would be that of single days. */
export const LEAST_DATED_DAYS = 7;

/**
 * Whether a range includes all days that a team's folder contains. Where the lead has set the first or last date, the folder
 * contains what these leave: that must be a week or more.
 * @param held first and last day with cells, whatever dates the lead has set
 */
export function isWholeTime(
  { from, to }: DayRange,
  held: Pick<TeamSum, "firstDay" | "lastDay">,
  team: Pick<Team, "from" | "to">,
): boolean {
  const hasAllCells = from <= held.firstDay && to >= held.lastDay;
  const hasDates = team.from !== null || team.to !== null;
  return hasAllCells && (!hasDates || held.lastDay - held.firstDay + 1 >= LEAST_DATED_DAYS);
}

/** The order in which groups are merged. */
export function smallestFirst(a: Candidate, b: Candidate): number {
  if (a.members !== b.members) return a.members - b.members;
  const [x, y] = [a.totalPico, b.totalPico];
  return x === y ? (a.key < b.key ? -1 : 1) : x < y ? -1 : 1;
}

/**
 * @param groups disjoint parts of a whole
 * @param distinctMembers the number of different members in some groups together, or a lower number
 * @returns keys of the groups to merge; empty where all may be shown
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

/** The fewest different members that groups can have together: those of the largest one. */
export function largestGroup(groups: readonly Candidate[]): (keys: readonly string[]) => number {
  const members = new Map(groups.map((group) => [group.key, group.members]));
  return (keys) => Math.max(0, ...keys.map((key) => members.get(key) ?? 0));
}

/** People in one of the parts that a whole is divided into by two independent rules. */
export type CrossedPart = { readonly inside: number; readonly outside: number };

/**
 * Whether a sum over some members may be shown beside sums of all members by parts (models, days): a part minus the
 * members' sum would reveal those outside in the parts that include them, and those inside in the others.
 * @param parts those that are shown, with how many of the members are in each, and how many others
 */
export function mayStandBeside(parts: readonly CrossedPart[], team: PrivacyRules): boolean {
  const least = (side: keyof CrossedPart): number => Math.min(...parts.map((part) => part[side]));
  const isDivided = parts.some(({ inside }) => inside > 0) && parts.some(({ outside }) => outside > 0);
  return !isDivided || parts.length < 2 || least("inside") + least("outside") >= leastPeople(team);
}

/** Fewer people than this have no distribution, because it would be their amounts. */
export const LEAST_FOR_DISTRIBUTION = 3;

/** Rounded to two significant digits: how one person's amount is shown where a statistic is based on few people. */
export function coarseUsd(usd: number): number {
  return usd === 0 ? 0 : Number(usd.toPrecision(2));
}

/** The same for an exact amount of at least 0. */
export function coarsePico(pico: Pico): Pico {
  return coarsePicoBelow(pico + twoDigitUnit(pico) / 2n);
}

/** The largest amount with two digits that is not above an amount of at least 0. */
export function coarsePicoBelow(pico: Pico): Pico {
  const unit = twoDigitUnit(pico);
  return (pico / unit) * unit;
}

function twoDigitUnit(pico: Pico): Pico {
  return 10n ** BigInt(Math.max(0, String(pico).length - 2));
}
