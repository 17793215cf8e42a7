/**
 * Computes the state of a context: how full it is, how long it will last, and what to do about it. Every report on
 * context uses it.
 */

import { adviceFor, type ContextAdvice } from "./advice.ts";
import { autoCompactAt, type WindowSource } from "./auto-compact.ts";
import { type ColdCache, type ContextRewrite, coldCache, contextRewrite } from "./cold-cache.ts";
import type { CacheState, CompactionInput } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";
import { averageGrowth } from "./growth.ts";
import { type IdleCompaction, idleCompaction } from "./idle-compaction.ts";
import { LARGE_WINDOW } from "./model-window.ts";
import { type ContextStage, contextStage, promptPoint } from "./stage.ts";

export type ContextState = {
  readonly contextTokens: number;
  readonly windowTokens: number;
  /** Percent of the whole window, 0 … 100 and above. */
  readonly usedPercent: number;
  readonly autoCompactAtTokens: number | null;
  /** The window that automatic compaction is computed from, where it is smaller than the model's, and what set it. */
  readonly compactWindow: { readonly tokens: number; readonly source: WindowSource } | null;
  /** Where to compact: the earlier of the user's percentage and the client's own point. */
  readonly promptAtTokens: number;
  /** Until the client compacts, or, where it does not, until the window is full. */
  readonly tokensUntilCompact: number;
  /** null = not known until two turns have added to the context. */
  readonly turnsUntilCompact: number | null;
  /** Requests in an average turn of the session: each reads the whole context. */
  readonly requestsPerTurn: number;
  readonly stage: ContextStage;
  readonly cache: CacheState | null;
  /** null = the cache is warm, or nothing is known about it. */
  readonly coldCache: ColdCache | null;
  /** What a prompt writes again if the cache expires before it. */
  readonly rewrite: ContextRewrite;
  /** null = Claude Code will not compact the session while it is idle. */
  readonly idleCompaction: IdleCompaction | null;
  readonly advice: ContextAdvice | null;
};

export function contextState(input: ContextInput): ContextState {
  const { contextTokens, policy } = input;
  const windowTokens = contextTokens > input.windowTokens ? Math.max(LARGE_WINDOW, contextTokens) : input.windowTokens;
  const autoCompactAtTokens = autoCompactAt(windowTokens, input.maxOutputTokens, input.autoCompact);
  const promptAtTokens = promptPoint(windowTokens, autoCompactAtTokens, policy);
  const growthPerTurn = averageGrowth(input.fills);
  const tokensUntilCompact = Math.max(0, (autoCompactAtTokens ?? windowTokens) - contextTokens);
  const stage = contextStage(contextTokens, windowTokens, promptAtTokens, growthPerTurn, input.autoCompact, policy);
  const parts = compactionInput(input);
  const { windowTokens: set, windowSource } = input.autoCompact;
  return {
    contextTokens,
    windowTokens,
    usedPercent: (contextTokens / windowTokens) * 100,
    autoCompactAtTokens,
    compactWindow:
      set === null || windowSource === null || set >= windowTokens ? null : { tokens: set, source: windowSource },
    promptAtTokens,
    tokensUntilCompact,
    turnsUntilCompact: growthPerTurn === null ? null : Math.floor(tokensUntilCompact / growthPerTurn),
    requestsPerTurn: parts.requestsPerTurn,
    stage,
    cache: input.cache,
    coldCache: coldCache(input),
    rewrite: contextRewrite(input),
    idleCompaction: idleCompaction(input, parts),
    advice: adviceFor(input, stage, parts),
  };
}

function compactionInput(input: ContextInput): CompactionInput {
  return {
    contextTokens: input.contextTokens,
    baseTokens: Math.min(input.baseTokens, input.contextTokens),
    lastSummaryTokens: input.lastSummaryTokens,
    requestsPerTurn: Math.max(1, input.requestsPerTurn),
    cache: input.cache ?? { warm: true, expiresAtMs: null, ttl: "5m" },
  };
}
