/**
 * The part of a session's running total that another session spent. Clients up to 2.1.210 carried the total over
 * `/clear` into the new session id: it then begins with exactly the last total of the previous session in the same
 * folder.
 */

import { addToGroup } from "../groups.ts";
import type { StatuslineFeed } from "./feed.ts";

/** @returns dollars by session, for sessions that began with another one's total */
export function carriedTotals(feeds: ReadonlyMap<string, StatuslineFeed>): ReadonlyMap<string, number> {
  const ended = new Map<string, { readonly sessionId: string; readonly toMs: number }[]>();
  for (const [sessionId, { epochs, input }] of feeds) {
    const last = epochs.at(-1);
    if (last === undefined || last.totalUsd <= 0) continue;
    addToGroup(ended, keyOf(input.projectDir, last.totalUsd), { sessionId, toMs: last.toMs });
  }
  const carried = new Map<string, number>();
  for (const [sessionId, { epochs, input }] of feeds) {
    const first = epochs[0];
    if (first === undefined) continue;
    const before = ended.get(keyOf(input.projectDir, first.firstUsd)) ?? [];
    if (before.some((other) => other.sessionId !== sessionId && other.toMs <= first.fromMs)) {
      carried.set(sessionId, first.firstUsd);
    }
  }
  return carried;
}

const keyOf = (folder: string, usd: number): string => `${usd} ${folder}`;
