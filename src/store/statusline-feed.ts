/** `feeds/statusline/<session>.json`: one file per session, each replaced as a whole, so that no reader sees half of one. */

import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { FEED_VERSION, type StatuslineFeed } from "../core/statusline/feed.ts";
import { writeFileAtomic } from "./atomic-file.ts";

/** A session id that can be a file name as it is. */
const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

function fileOf(dir: string, sessionId: string): string | null {
  return FILE_SAFE.test(sessionId) ? join(dir, `${sessionId}.json`) : null;
}

/** The record of one session; null where there is none that can be used. */
export function readStatuslineFeed(dir: string, sessionId: string): StatuslineFeed | null {
  const file = fileOf(dir, sessionId);
  return file === null ? null : parseFeed(readText(file), sessionId);
}

/** Replaces the record of the feed's session. A session whose id cannot be a file name is not kept. */
export function writeStatuslineFeed(dir: string, feed: StatuslineFeed): void {
  const file = fileOf(dir, feed.input.sessionId);
  if (file === null) return;
  if (!existsSync(file)) removeLeftOvers(dir, feed.recordedAtMs);
  writeFileAtomic(file, JSON.stringify(feed), { durable: false });
}

/** Every session's record by session id, for reconciling, limits and the context of open sessions. */
export function readStatuslineFeeds(dir: string): ReadonlyMap<string, StatuslineFeed> {
  const feeds = new Map<string, StatuslineFeed>();
  for (const name of names(dir)) {
    if (!name.endsWith(".json")) continue;
    const sessionId = name.slice(0, -".json".length);
    const feed = readStatuslineFeed(dir, sessionId);
    if (feed) feeds.set(sessionId, feed);
  }
  return feeds;
}

const LEFT_OVER_MS = 60_000;

/** Removes what writers that were killed left in the folder. */
function removeLeftOvers(dir: string, nowMs: number): void {
  for (const name of names(dir)) {
    if (!name.endsWith(".tmp")) continue;
    const file = join(dir, name);
    const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
    if (nowMs - modifiedMs > LEFT_OVER_MS) rmSync(file, { force: true });
  }
}

function names(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isAbsent(error)) return "";
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** Checks what arithmetic relies on; our own writer made the rest. */
function parseFeed(source: string, sessionId: string): StatuslineFeed | null {
  let value: Partial<StatuslineFeed> | null;
  try {
    value = JSON.parse(source);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (value?.version !== FEED_VERSION || value.input?.sessionId !== sessionId) return null;
  const { recordedAtMs, epochs, fills, compactions, mark, input } = value;
  const numbers = [recordedAtMs, mark?.asOfMs ?? 0, mark?.usd ?? 0];
  if (![epochs, fills, compactions, input.windows].every(Array.isArray)) return null;
  for (const epoch of epochs ?? []) numbers.push(epoch?.fromMs, epoch?.toMs, epoch?.firstUsd, epoch?.totalUsd);
  for (const fill of fills ?? []) numbers.push(fill?.atMs, fill?.tokens);
  return numbers.every(Number.isFinite) ? (value as StatuslineFeed) : null;
}
