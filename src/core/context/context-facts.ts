/**
 * Combines what is known about a session from its log, its status line and the client's settings into the input of the
 * context rules. The command, the hooks, the status line and the dashboard all use it, so that they agree.
 */

import type { PriceBook } from "../pricing/price-book.ts";
import { Flag } from "../responses/columns.ts";
import { TITLE_RANK } from "../responses/session-facts.ts";
import { CACHE_TTL_MS } from "../responses/tokens.ts";
import type { StatuslineFeed } from "../statusline/feed.ts";
import type { StatuslineCache } from "../statusline/snapshot.ts";
import type { CacheState } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";
import { contextRates } from "./context-rates.ts";
import { autoCompactFor, type ContextSettings } from "./context-settings.ts";
import { type ContextTrail, isJustCompacted, trailTokens } from "./context-trail.ts";
import { windowOf } from "./model-window.ts";
import type { ContextPolicy } from "./stage.ts";

export type ContextFacts = {
  /** null = the session's log was not read. */
  readonly trail: ContextTrail | null;
  /** null = no status line runs. */
  readonly feed: StatuslineFeed | null;
  readonly settings: ContextSettings;
  readonly book: PriceBook;
  readonly policy: ContextPolicy;
  readonly hasCompactInstructions: boolean;
  readonly nowMs: number;
};

/** @returns null where the size of the context is not known */
export function contextInput(facts: ContextFacts): ContextInput | null {
  const { trail, feed, settings, book, nowMs } = facts;
  const recent = recentFills(facts);
  const contextTokens = recent.tokens.at(-1) ?? (trail === null ? null : trailTokens(trail));
  if (contextTokens === null || contextTokens === 0) return null;
  const model = (recent.tokens.length > 0 || trail?.last == null ? feed?.input.modelId : trail.last.model) ?? "";
  const isModel = (name: string): boolean => book.nameOf(name) === book.nameOf(model);
  const flags = trail?.last?.flags ?? (feed?.input.fastMode ? Flag.fast : 0);
  const fills = [...(trail?.fills.slice(0, recent.replacesLast ? -1 : undefined) ?? []), ...recent.tokens];
  const proven = Math.max(trail?.largestTokens ?? 0, ...fills, ...(feed?.compactions ?? []).map((c) => c.preTokens));
  return {
    contextTokens,
    windowTokens: windowOf({ model, book, settings, feed, provenTokens: proven }),
    maxOutputTokens: book.find(model)?.card.maxOutputTokens ?? null,
    autoCompact: autoCompactFor(settings, isModel),
    fills,
    requestsPerTurn: trail === null || trail.turns === 0 ? 1 : trail.requests / trail.turns,
    baseTokens: baseTokens(facts, contextTokens),
    lastSummaryTokens: trail?.compactions.at(-1)?.postTokens ?? null,
    cache: cacheOf(facts),
    recacheTokens: recacheTokensOf(facts),
    rates: contextRates(book, model, contextTokens, flags, nowMs),
    policy: facts.policy,
    hasCompactInstructions: facts.hasCompactInstructions,
    title: titleOf(facts),
    idle: {
      settings: settings.idle,
      isAutoWindow: autoCompactFor(settings, isModel).windowTokens !== null,
      version: trail?.last?.version || feed?.input.version || "",
      lastMs: lastActivityMs(facts),
    },
    nowMs,
  };
}

type RecentFills = {
  readonly tokens: readonly number[];
  /** The first of the fills belongs to the turn that the trail ends with. */
  readonly replacesLast: boolean;
};

/**
 * The context sizes that the status line reported after the log's last row. The client can write its log later than it
 * updates its status line, so only the time of the last row counts, not when the log was read.
 */
function recentFills({ trail, feed }: ContextFacts): RecentFills {
  const fills = feed?.fills ?? [];
  if (trail === null || trail.last === null) return { tokens: fills.map((f) => f.tokens), replacesLast: false };
  const known = isJustCompacted(trail) ? null : trail.last.contextTokens;
  // A row without a time does not show up to when the log is complete.
  const loggedMs = Math.max(trail.last.timeMs || 0, trail.compactions.at(-1)?.atMs ?? 0);
  const newer = fills.filter((fill) => fill.atMs > loggedMs && fill.tokens !== known);
  const first = newer[0];
  const replacesLast = first !== undefined && first.promptId !== null && first.promptId === trail.promptId;
  return { tokens: newer.map((f) => f.tokens), replacesLast };
}

/** Assumed size of system prompt and tools where a session's start is not known. */
const TYPICAL_BASE = 20_000;

/**
 * What every request of the session contains: the smallest context, unless all of them are close to the present size.
 */
function baseTokens({ trail, feed }: ContextFacts, contextTokens: number): number {
  const smallest = Math.min(...[trail?.smallestTokens, feed?.baseTokens, contextTokens].filter((n) => n != null));
  return smallest <= contextTokens / 2 ? smallest : Math.min(smallest, TYPICAL_BASE);
}

/** Whether the status line's figures are at least as recent as the last request. */
function isFeedCurrent({ trail, feed }: ContextFacts): boolean {
  return feed !== null && (trail?.last == null || feed.recordedAtMs >= trail.last.timeMs);
}

/**
 * The cache state that the client reported, where it is at least as recent as the last request; else the lifetime that
 * was paid for.
 */
function cacheOf(facts: ContextFacts): CacheState | null {
  const { trail, feed, nowMs } = facts;
  const known = isFeedCurrent(facts) ? cacheState(feed?.input.cache ?? null, nowMs) : null;
  if (known !== null) return known;
  const last = trail?.last ?? null;
  const ttl = trail?.wrote ?? null;
  if (ttl === null || last === null) return null;
  const expiresAtMs = last.timeMs + CACHE_TTL_MS[ttl];
  return { warm: expiresAtMs > nowMs, expiresAtMs, ttl };
}

/** Ignores a value from before a compaction, after which there is less to write. */
function recacheTokensOf(facts: ContextFacts): number | null {
  const { trail, feed } = facts;
  const compactedMs = trail?.compactions.at(-1)?.atMs ?? 0;
  if (feed === null || !isFeedCurrent(facts) || feed.recordedAtMs < compactedMs) return null;
  return feed.input.cache?.recacheTokensIfCold ?? null;
}

/** The client's cache state as of now: a cache that was reported as warm may have expired since. */
function cacheState(cache: StatuslineCache | null, nowMs: number): CacheState | null {
  if (cache === null || cache.warm === null) return null;
  const isLive = cache.expiresAtMs === null || cache.expiresAtMs > nowMs;
  return { warm: cache.warm && isLive, expiresAtMs: cache.expiresAtMs, ttl: cache.ttl === "1h" ? "1h" : "5m" };
}

/** A title made of a prompt's first words is no focus; a name that a person gave is. */
function titleOf({ trail, feed }: ContextFacts): string | null {
  const title = trail?.title ?? null;
  return title !== null && title.rank >= TITLE_RANK.ai ? title.text : (feed?.input.sessionName ?? null);
}

function lastActivityMs({ trail, feed }: ContextFacts): number | null {
  const times = [trail?.last?.timeMs, feed?.fills.at(-1)?.atMs].filter((t) => t != null && !Number.isNaN(t));
  return times.length === 0 ? null : Math.max(...(times as number[]));
}
