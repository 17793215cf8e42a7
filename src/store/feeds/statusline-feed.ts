/**
 * `feeds/statusline/<session>.json`: one file per session, each replaced as a whole, so that a reader never sees half
 * of one.
 */

import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import { joinFeeds } from "../../core/statusline/join-feeds.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import { fileNameOf } from "../files/session-file.ts";
import { feedFolderNames, looseFeedFiles, parseFeed, readFeedText } from "./feed-file.ts";
import { readQuietFeeds } from "./quiet-feeds.ts";

function fileOf(dir: string, sessionId: string): string | null {
  const name = fileNameOf(sessionId);
  return name === null ? null : join(dir, name);
}

/** The record of one session; null where there is no valid one. */
export function readStatuslineFeed(dir: string, sessionId: string): StatuslineFeed | null {
  const file = fileOf(dir, sessionId);
  return file === null ? null : parseFeed(readFeedText(file), sessionId);
}

/** Replaces the record of the feed's session. A session whose id cannot be a file name is not stored. */
export function writeStatuslineFeed(dir: string, feed: StatuslineFeed): void {
  const file = fileOf(dir, feed.input.sessionId);
  if (file === null) return;
  if (!existsSync(file)) removeLeftOvers(dir, feed.recordedAtMs);
  writeFileAtomic(file, JSON.stringify(feed), { durable: false });
}

/** Every session's record by session id, for reconciling, limits and the context of open sessions. */
export function readStatuslineFeeds(dir: string): ReadonlyMap<string, StatuslineFeed> {
  const feeds = new Map(readQuietFeeds(dir));
  for (const file of looseFeedFiles(dir)) {
    const sessionId = basename(file, ".json");
    const feed = parseFeed(readFeedText(file), sessionId);
    if (feed === null) continue;
    const older = feeds.get(sessionId);
    feeds.set(sessionId, older ? joinFeeds(older, feed) : feed);
  }
  return feeds;
}

/** The record that was written last; null where there is no valid one. */
export function readNewestFeed(dir: string): StatuslineFeed | null {
  let newest: string | null = null;
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const file of looseFeedFiles(dir)) {
    const modifiedMs = statIfAny(file)?.mtimeMs ?? newestMs;
    if (modifiedMs <= newestMs) continue;
    newest = file;
    newestMs = modifiedMs;
  }
  return newest === null ? null : parseFeed(readFeedText(newest), basename(newest, ".json"));
}

const LEFT_OVER_MS = 60_000;

/** Removes temporary files of writers that were killed. */
function removeLeftOvers(dir: string, nowMs: number): void {
  for (const name of feedFolderNames(dir)) {
    if (!name.endsWith(".tmp")) continue;
    const file = join(dir, name);
    const modifiedMs = statIfAny(file)?.mtimeMs ?? nowMs;
    if (nowMs - modifiedMs > LEFT_OVER_MS) rmSync(file, { force: true });
  }
}
