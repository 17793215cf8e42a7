import type { StatuslineFeed } from "./feed.ts";
import { heardWindows, leftOut } from "./heard-windows.ts";

/**
 * Joins a session's archived record with the one that began when the session was resumed. Usually the client's total
 * continues, so that the newer record includes it all; where it started at zero, the older epochs are added.
 */
export function joinFeeds(older: StatuslineFeed, younger: StatuslineFeed): StatuslineFeed {
  const first = younger.epochs[0];
  const before = older.epochs.at(-1);
  // Archived but not yet removed: the newer one is the same record and includes everything.
  if (first !== undefined && first.fromMs <= older.recordedAtMs) return younger;
  const compactions = [...older.compactions, ...younger.compactions];
  const own = heardWindows(younger);
  const windows = [...own, ...leftOut(heardWindows(older), own, younger.recordedAtMs)];
  if (before === undefined || first === undefined) {
    return { ...younger, windows, compactions, epochs: [...older.epochs, ...younger.epochs] };
  }
  const goesOn = first.firstUsd >= before.totalUsd;
  const joined = { ...first, fromMs: before.fromMs, firstUsd: before.firstUsd };
  const epochs = goesOn
    ? [...older.epochs.slice(0, -1), joined, ...younger.epochs.slice(1)]
    : [...older.epochs, ...younger.epochs];
  return { ...younger, windows, compactions, epochs };
}
