/** The files of the status line feed: listing, reading and checking them. */

import { join } from "node:path";
import { parseJson } from "../../core/parse-json.ts";
import { FEED_VERSION, type StatuslineFeed } from "../../core/statusline/feed.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { ownNamesIn } from "../files/absent.ts";

/** Names in the folder; none where it does not exist. */
export const feedFolderNames = ownNamesIn;

/** The files with one session each. */
export function looseFeedFiles(dir: string): readonly string[] {
  return feedFolderNames(dir).flatMap((name) => (name.endsWith(".json") ? [join(dir, name)] : []));
}

/** "" where the file is missing or cannot be read; `doctor` lists what else is in the folder. */
export function readFeedText(file: string): string {
  return readTextOrNull(file) ?? "";
}

/**
 * Validates the fields used in arithmetic; the rest was written by this program. @param sessionId the session that the
 * record must have; null = any
 */
export function parseFeed(source: string, sessionId: string | null): StatuslineFeed | null {
  const value = parseJson(source) as Partial<StatuslineFeed> | null | undefined;
  if (value?.version !== FEED_VERSION || typeof value.input?.sessionId !== "string") return null;
  if (sessionId !== null && value.input.sessionId !== sessionId) return null;
  const { recordedAtMs, epochs, fills, compactions, mark, input, windows = [], usedUp } = value;
  const numbers = [recordedAtMs, mark?.asOfMs ?? 0, usedUp?.atMs ?? 0];
  const amounts = [mark?.usd ?? 0, usedUp?.usd ?? 0];
  if (![epochs, fills, compactions, windows, input.windows].every(Array.isArray)) return null;
  for (const epoch of epochs ?? []) {
    numbers.push(epoch?.fromMs, epoch?.toMs);
    amounts.push(epoch?.firstUsd, epoch?.totalUsd);
  }
  for (const fill of fills ?? []) numbers.push(fill?.atMs, fill?.tokens);
  for (const window of windows) {
    numbers.push(window?.heardAtMs);
    if (window?.steps !== undefined && !Array.isArray(window.steps)) return null;
    for (const step of window?.steps ?? []) numbers.push(step?.[0], step?.[1]);
  }
  const areNumbers = numbers.every((n) => isWithin(n, MAX_NUMBER)) && amounts.every((n) => isWithin(n, MAX_USD));
  return areNumbers ? (value as StatuslineFeed) : null;
}

/** Times in milliseconds, and tokens. */
const MAX_NUMBER = 1e15;
const MAX_USD = 1e6;

const isWithin = (value: unknown, most: number): boolean => typeof value === "number" && value >= 0 && value <= most;
