/** Sessions whose logs contain copies of each other's responses. */

import { addToGroup } from "../groups.ts";
import type { ResponseTable } from "./columns.ts";

/** Sessions with copies, each with the sessions that they were copied from. */
export type RelatedSessions = readonly (readonly [child: string, parents: readonly string[]])[];

/** @param copies by session: the table's rows that its log contains as copies */
export function relatedSessionsOf(
  { columns, origins }: ResponseTable,
  copies: ReadonlyMap<string, readonly number[]>,
): RelatedSessions {
  const ownerOf = (row: number): string => origins[columns.origin[row] as number]?.sessionId ?? "";
  return [...copies].map(([child, rows]) => [child, [...new Set(rows.map(ownerOf))]] as const);
}

/** The sessions and all that are related to them, directly or indirectly. */
export function familyOf(sessionIds: Iterable<string>, relatedSessions: RelatedSessions): ReadonlySet<string> {
  const ties = new Map<string, string[]>();
  for (const [child, parents] of relatedSessions) {
    for (const parent of parents) {
      addToGroup(ties, child, parent);
      addToGroup(ties, parent, child);
    }
  }
  const family = new Set(sessionIds);
  // Iterating over a set includes elements that are added meanwhile.
  for (const id of family) for (const relative of ties.get(id) ?? []) family.add(relative);
  return family;
}
