/**
 * Which groups of a report are of enough people to be shown. A group of fewer than `k` is merged with the others of that
 * kind; and where all of them together are still fewer than `k`, with further groups, the smallest first: else the total
 * minus what is shown would give the hidden group away.
 */

import { type TeamSum, totalOf } from "../sums.ts";

export type Candidate = TeamSum & { readonly key: string };

/** The order in which shown groups are given up. */
export function smallestFirst(a: Candidate, b: Candidate): number {
  if (a.members !== b.members) return a.members - b.members;
  const [x, y] = [totalOf(a), totalOf(b)];
  return x === y ? (a.key < b.key ? -1 : 1) : x < y ? -1 : 1;
}

/**
 * @param distinctMembers how many different members groups have together
 * @returns keys of the groups that are merged; empty where all may be shown
 */
export async function groupsToHide(
  groups: readonly Candidate[],
  k: number,
  distinctMembers: (keys: readonly string[]) => Promise<number>,
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

/** The fewest people that a figure besides the team's totals may be of. */
export function leastPeople({ k, agreedToNames }: { k: number; agreedToNames: boolean }): number {
  return agreedToNames ? 1 : k;
}

/** Whether members may be shown one by one, by pseudonym or name. */
export function maySingleOut(members: number, team: { k: number; agreedToNames: boolean }): boolean {
  return members >= leastPeople(team);
}
