/** The context of a running session as its status line tells it: for the line itself and for hooks, without a log. */

import { autoCompactConfig, heldWindow } from "../../claude-code/settings/context-env.ts";
import { DEFAULT_AUTO_COMPACT } from "../../core/context/auto-compact.ts";
import type { CacheState, ContextRates } from "../../core/context/compaction-cost.ts";
import { type ContextState, contextState } from "../../core/context/context-state.ts";
import type { ContextPolicy } from "../../core/context/stage.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import type { StatuslineCache } from "../../core/statusline/snapshot.ts";
import type { SummarySnapshot } from "../../core/statusline/spend-snapshot.ts";

export type LiveContextOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly policy: ContextPolicy;
  readonly summary: SummarySnapshot | null;
  readonly rates: ContextRates | null;
  readonly hasCompactInstructions: boolean;
  readonly nowMs: number;
};

const SMALL_WINDOW = 200_000;

/** null before the first response and from a compaction to the next one. */
export function liveContext(feed: StatuslineFeed, options: LiveContextOptions): ContextState | null {
  const { input } = feed;
  const { env, policy, summary, nowMs } = options;
  if (!input.contextTokens) return null;
  return contextState({
    contextTokens: input.contextTokens,
    windowTokens: heldWindow(env, input.windowTokens ?? SMALL_WINDOW),
    maxOutputTokens: null,
    autoCompact: autoCompactConfig(env, summary?.autoCompact ?? DEFAULT_AUTO_COMPACT),
    fills: feed.fills.map((f) => f.tokens),
    fillsPerTurn: 1,
    requestsPerTurn: 1,
    baseTokens: feed.baseTokens,
    lastSummaryTokens: null,
    cache: cacheState(input.cache, nowMs),
    rates: options.rates,
    policy,
    hasCompactInstructions: options.hasCompactInstructions,
    title: input.sessionName,
  });
}

/** The client's word on the cache, as of now: what it called warm may have expired since. */
export function cacheState(cache: StatuslineCache | null, nowMs: number): CacheState | null {
  if (cache === null || cache.warm === null) return null;
  const isLive = cache.expiresAtMs === null || cache.expiresAtMs > nowMs;
  return { warm: cache.warm && isLive, expiresAtMs: cache.expiresAtMs, ttl: cache.ttl === "1h" ? "1h" : "5m" };
}
