/**
 * `feeds/statusline/settled.jsonl`: records of sessions that have been quiet for a week, in one file, so that a report
 * need not open thousands of files after years. Written by reports, replaced as a whole.
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import { joinFeeds } from "../../core/statusline/join-feeds.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { type HeldLock, LockLostError, tryFileLock } from "../files/file-lock.ts";
import { looseFeedFiles, parseFeed, readFeedText } from "./feed-file.ts";

/** With fewer files there is nothing to gain. */
const MOST_LOOSE = 200;
const QUIET_MS = 7 * 86_400_000;

const quietFeedsFile = (dir: string): string => join(dir, "settled.jsonl");

/** The last result, until the file changes, because the dashboard reads it often. */
let known: { readonly stamp: string; readonly feeds: ReadonlyMap<string, StatuslineFeed> } | null = null;

export function readQuietFeeds(dir: string): ReadonlyMap<string, StatuslineFeed> {
  const file = quietFeedsFile(dir);
  const stat = statIfAny(file);
  const stamp = stat ? `${file} ${stat.ino} ${stat.size} ${stat.mtimeMs}` : "";
  if (stamp === "") return new Map();
  if (known?.stamp !== stamp) known = { stamp, feeds: parseAll(readFeedText(file)) };
  return known.feeds;
}

function parseAll(source: string): ReadonlyMap<string, StatuslineFeed> {
  const feeds = new Map<string, StatuslineFeed>();
  for (const line of source.split("\n")) {
    const feed = line === "" ? null : parseFeed(line, null);
    if (feed !== null) feeds.set(feed.input.sessionId, feed);
  }
  return feeds;
}

/**
 * Moves quiet records into the one file where there are many files. One process does it; others skip it.
 * @returns how many; 0 where another process does it, or the folder cannot be written to: a report must not fail
 * because of it
 */
export function mergeQuietFeeds(dir: string, nowMs: number): number {
  const loose = looseFeedFiles(dir);
  if (loose.length <= MOST_LOOSE) return 0;
  try {
    return tryFileLock(join(dir, "settled.lock"), (lock) => settle(lock, dir, loose, nowMs)) ?? 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof LockLostError || code === "EACCES" || code === "EROFS" || code === "EPERM") return 0;
    throw error;
  }
}

function settle(lock: HeldLock, dir: string, loose: readonly string[], nowMs: number): number {
  const feeds = new Map(readQuietFeeds(dir));
  const done: { readonly file: string; readonly mtimeMs: number }[] = [];
  for (const file of loose) {
    const mtimeMs = statIfAny(file)?.mtimeMs ?? nowMs;
    if (nowMs - mtimeMs < QUIET_MS) continue;
    const feed = parseFeed(readFeedText(file), null);
    if (feed === null) continue;
    const older = feeds.get(feed.input.sessionId);
    feeds.set(feed.input.sessionId, older ? joinFeeds(older, feed) : feed);
    done.push({ file, mtimeMs });
  }
  if (done.length === 0) return 0;
  const lines = [...feeds.values()].map((feed) => `${JSON.stringify({ ...feed, fills: [] })}\n`);
  lock.replace(quietFeedsFile(dir), lines.join(""), { durable: true });
  // A session that was resumed at this moment keeps its file; its next record is joined with the archived one.
  for (const { file, mtimeMs } of done) {
    if (statIfAny(file)?.mtimeMs === mtimeMs) rmSync(file, { force: true });
  }
  return done.length;
}
