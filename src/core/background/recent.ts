/** Background by session, where recent entries can be read without the rest. */

import type { SessionBackground } from "./types.ts";

export type BackgroundBook = ReadonlyMap<string, SessionBackground> & {
  /**
   * The sessions that have an entry at that time or later, and possibly others; undefined = all sessions must be read
   * to find out.
   */
  since?(fromMs: number): Iterable<readonly [string, SessionBackground]>;
};

/** All sessions with an entry at that time or later. */
export function backgroundSince(
  background: BackgroundBook,
  fromMs: number,
): Iterable<readonly [string, SessionBackground]> {
  return background.since?.(fromMs) ?? background;
}

/** Time of the last entry; -Infinity = there is none. */
export function lastEntryMs({ entries }: SessionBackground): number {
  return entries.reduce((last, { timeMs }) => Math.max(last, timeMs), Number.NEGATIVE_INFINITY);
}
