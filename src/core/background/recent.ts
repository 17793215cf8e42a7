/** Background by session, of which what is recent can be had without the rest. */

import type { SessionBackground } from "./types.ts";

export type BackgroundBook = ReadonlyMap<string, SessionBackground> & {
  /** The sessions that have an entry at that time or later, and maybe others; left out = not known without all. */
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
