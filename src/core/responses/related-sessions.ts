/** Sessions whose logs hold copies of each other's responses. */

import type { ResponseTable } from "./columns.ts";

/** Sessions with copies, each with the sessions that they are copies of. */
export type RelatedSessions = readonly (readonly [child: string, parents: readonly string[]])[];

/** @param copies by session: rows that its log holds as copies */
export function relatedSessionsOf(
  { columns, origins }: ResponseTable,
  copies: ReadonlyMap<string, readonly number[]>,
): RelatedSessions {
  const ownerOf = (row: number): string => origins[columns.origin[row] as number]?.sessionId ?? "";
  return [...copies].map(([child, rows]) => [child, [...new Set(rows.map(ownerOf))]] as const);
}

/** The sessions and all that are related to them, by however many steps. */
export function familyOf(sessionIds: Iterable<string>, relatedSessions: RelatedSessions): ReadonlySet<string> {
  const ties = new Map<string, string[]>();
  const tie = (from: string, to: string): void => {
    const known = ties.get(from);
    if (known) known.push(to);
    else ties.set(from, [to]);
  };
  for (const [child, parents] of relatedSessions) {
    for (const parent of parents) {
      tie(child, parent);
      tie(parent, child);
    }
  }
  const family = new Set(sessionIds);
  // Iterating over a set includes what is added meanwhile.
  for (const id of family) for (const relative of ties.get(id) ?? []) family.add(relative);
  return family;
}
