/**
 * The stored record of one session's status line: the last snapshot, the client's running total in each epoch, and how
 * the context grew. Each step combines the record with a snapshot into the next record; it never sums snapshots.
 */

import { type HeardWindow, nextWindows } from "./heard-windows.ts";
import type { StatuslineInput } from "./snapshot.ts";

export const FEED_VERSION = 1;

/** A period in which the client's running total only grows. `/clear` or a fresh start begins another. */
export type FeedEpoch = {
  /** Times of its first and last report; epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The client's total in its first report: above zero where a session was resumed or forked. */
  readonly firstUsd: number;
  /** The client's last total of this epoch. */
  readonly totalUsd: number;
};

/** The context after the last response of one prompt. */
export type FeedFill = { readonly promptId: string | null; readonly atMs: number; readonly tokens: number };

/**
 * A compaction as seen in the status line: the context shrinks. If it was seen empty, the total grew by the
 * compaction's cost.
 */
export type FeedCompaction = { readonly atMs: number; readonly preTokens: number; readonly usd: number | null };

/** The session's running total when spend was last summed from the logs. Later spend is not in that sum. */
export type FeedMark = { readonly asOfMs: number; readonly usd: number };

/** Spend after that time drew on usage credits. Dollars; epoch milliseconds. */
export type FeedUsedUp = { readonly atMs: number; readonly usd: number };

export type StatuslineFeed = {
  readonly version: typeof FEED_VERSION;
  readonly recordedAtMs: number;
  /** Oldest first; the last one is running. Empty until the client reports a cost. */
  readonly epochs: readonly FeedEpoch[];
  /** Oldest first, since the last compaction, at most `MAX_FILLS`. */
  readonly fills: readonly FeedFill[];
  readonly compactions: readonly FeedCompaction[];
  /** The smallest context seen: the part that every request of the session contains. null = none seen. */
  readonly baseTokens: number | null;
  readonly mark: FeedMark | null;
  /**
   * When a window was first reported as used up, and the session's total at that time; null or missing = no window is.
   */
  readonly usedUp?: FeedUsedUp | null;
  /** Missing in records of older versions; read it with `heardWindows`. */
  readonly windows?: readonly HeardWindow[];
  readonly input: StatuslineInput;
};

const MAX_FILLS = 8;
/** Two snapshots whose running times differ by less than this are of the same moment, and arrived out of order. */
const DISORDER_MS = 5_000;
/** A context that shrinks by more than this share was compacted or cleared. */
const SHRINK = 0.2;

/**
 * The session's total by the client, over all epochs; null = never reported. Dollars at the client's prices. An epoch
 * after a killed run starts from the last ledger that was written, which the previous epoch already includes.
 */
export function feedTotalUsd(feed: StatuslineFeed): number | null {
  if (feed.epochs.length === 0) return null;
  return feed.epochs.reduce((sum, e, i) => sum + (i === 0 ? e.totalUsd : e.totalUsd - e.firstUsd), 0);
}

/**
 * The record as its next snapshot will make it if nothing is spent until then: spend is counted from the present sum of
 * the logs.
 */
export function withMark(feed: StatuslineFeed, summedAtMs: number | null): StatuslineFeed {
  const mark = nextMark(feed, feed, summedAtMs);
  return mark === feed.mark ? feed : { ...feed, mark };
}

/** What was spent since the logs were last summed at `asOfMs`; 0 where that is not known. Dollars. */
export function usdSinceMark(feed: StatuslineFeed): number {
  const total = feedTotalUsd(feed);
  return total === null || feed.mark === null ? 0 : Math.max(0, total - feed.mark.usd);
}

/**
 * The record after one more snapshot. Snapshots may arrive late: an older total of the same epoch is ignored, so that a
 * slow process cannot cause an apparent drop.
 * @param summedAtMs when spend was last summed from the logs (the summary's `asOfMs`), null = never
 */
export function nextFeed(
  previous: StatuslineFeed | null,
  input: StatuslineInput,
  nowMs: number,
  summedAtMs: number | null,
): StatuslineFeed {
  if (previous && isLate(previous.input, input)) return previous;
  const epochs = nextEpochs(previous, input, nowMs);
  const feed: StatuslineFeed = {
    version: FEED_VERSION,
    recordedAtMs: nowMs,
    epochs,
    fills: nextFills(previous?.fills ?? [], input, nowMs),
    compactions: nextCompactions(previous, input, nowMs),
    baseTokens: smaller(previous?.baseTokens ?? null, input.contextTokens || null),
    mark: null,
    windows: nextWindows(previous, input, nowMs),
    input,
  };
  return { ...feed, mark: nextMark(previous, feed, summedAtMs), usedUp: nextUsedUp(previous, feed, nowMs) };
}

function isLate(last: StatuslineInput, input: StatuslineInput): boolean {
  if (last.costUsd === null || input.costUsd === null || input.costUsd >= last.costUsd) return false;
  if (last.wallMs === null || input.wallMs === null) return false;
  return input.wallMs <= last.wallMs && last.wallMs - input.wallMs < DISORDER_MS;
}

function nextEpochs(previous: StatuslineFeed | null, input: StatuslineInput, nowMs: number): readonly FeedEpoch[] {
  const epochs = previous?.epochs ?? [];
  const usd = input.costUsd;
  if (usd === null) return epochs;
  const running = epochs.at(-1);
  if (running === undefined || usd < running.totalUsd) {
    // The first total of an epoch is inherited: from a resumed or forked session, or from the ledger before a killed
    // run.
    return [...epochs, { fromMs: nowMs, toMs: nowMs, firstUsd: usd, totalUsd: usd }];
  }
  return [...epochs.slice(0, -1), { ...running, toMs: nowMs, totalUsd: usd }];
}

function nextFills(fills: readonly FeedFill[], input: StatuslineInput, nowMs: number): readonly FeedFill[] {
  const tokens = input.contextTokens;
  if (tokens === null) return fills;
  // After a compaction the client reports 0 until the next response.
  if (tokens === 0) return [];
  const last = fills.at(-1);
  if (last === undefined) return [{ promptId: input.promptId, atMs: nowMs, tokens }];
  if (last.tokens === tokens) return fills;
  const fill = { promptId: input.promptId, atMs: nowMs, tokens };
  if (hasShrunk(last.tokens, tokens)) return [fill];
  const samePrompt = last.promptId !== null && last.promptId === input.promptId;
  return [...(samePrompt ? fills.slice(0, -1) : fills), fill].slice(-MAX_FILLS);
}

function smaller(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function nextCompactions(
  previous: StatuslineFeed | null,
  input: StatuslineInput,
  nowMs: number,
): readonly FeedCompaction[] {
  const seen = previous?.compactions ?? [];
  const preTokens = previous?.fills.at(-1)?.tokens;
  const tokens = input.contextTokens;
  if (previous === null || preTokens === undefined || tokens === null || !hasShrunk(preTokens, tokens)) return seen;
  const before = previous.input.costUsd;
  // Where a response came in the same report, its price cannot be separated from the compaction's.
  const isAlone = tokens === 0 && before !== null && input.costUsd !== null && input.costUsd >= before;
  return [...seen, { atMs: nowMs, preTokens, usd: isAlone ? input.costUsd - before : null }];
}

function hasShrunk(before: number, after: number): boolean {
  return after < before * (1 - SHRINK);
}

function nextUsedUp(previous: StatuslineFeed | null, feed: StatuslineFeed, nowMs: number): FeedUsedUp | null {
  const isUsedUp = (feed.windows ?? []).some(
    (w) => (w.usedPercent ?? 0) >= 100 && w.usedUsd === null && (w.resetsAtMs ?? 0) > nowMs,
  );
  if (!isUsedUp) return null;
  return previous?.usedUp ?? { atMs: nowMs, usd: feedTotalUsd(feed) ?? 0 };
}

/** What the session spent since a window was used up; null = no window is. Dollars. */
export function usdSinceUsedUp(feed: StatuslineFeed): number | null {
  return feed.usedUp ? Math.max(0, (feedTotalUsd(feed) ?? 0) - feed.usedUp.usd) : null;
}

/**
 * The session's total at the time when the logs were summed: from the last report before it, else from the first one
 * after.
 */
function nextMark(previous: StatuslineFeed | null, feed: StatuslineFeed, summedAtMs: number | null): FeedMark | null {
  const total = feedTotalUsd(feed);
  if (total === null) return null;
  const mark = previous?.mark ?? null;
  const asOfMs = summedAtMs ?? 0;
  if (mark !== null && mark.asOfMs === asOfMs) return mark;
  const before = previous === null ? null : feedTotalUsd(previous);
  return { asOfMs, usd: before ?? feed.epochs[0]?.firstUsd ?? total };
}
