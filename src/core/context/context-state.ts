/** The one engine behind every word about context: how full, how long it lasts, and what to do about it. */

import { adviceFor, type ContextAdvice } from "./advice.ts";
import { autoCompactAt } from "./auto-compact.ts";
import type { CacheState } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";
import { averageGrowth } from "./growth.ts";
import { type ContextStage, contextStage, promptPoint } from "./stage.ts";

export type ContextState = {
  readonly contextTokens: number;
  readonly windowTokens: number;
  /** Of the whole window, 0 … 100 and beyond. */
  readonly usedPercent: number;
  readonly autoCompactAtTokens: number | null;
  /** Where to compact: the earlier of the user's percentage and the client's own point. */
  readonly promptAtTokens: number;
  /** Until the client compacts, or, where it does not, until the window is full. */
  readonly tokensUntilCompact: number;
  readonly turnsUntilCompact: number | null;
  readonly stage: ContextStage;
  readonly cache: CacheState | null;
  readonly advice: ContextAdvice | null;
};

const LARGER_WINDOW = 1_000_000;

export function contextState(input: ContextInput): ContextState {
  const { contextTokens, policy } = input;
  const windowTokens = contextTokens > input.windowTokens ? Math.max(LARGER_WINDOW, contextTokens) : input.windowTokens;
  const autoCompactAtTokens = autoCompactAt(windowTokens, input.maxOutputTokens, input.autoCompact);
  const promptAtTokens = promptPoint(windowTokens, autoCompactAtTokens, policy);
  const perStep = averageGrowth(input.fills, input.fillsPerTurn);
  const growthPerTurn = perStep === null ? null : perStep * Math.max(1, input.fillsPerTurn);
  const tokensUntilCompact = Math.max(0, (autoCompactAtTokens ?? windowTokens) - contextTokens);
  const stage = contextStage(contextTokens, windowTokens, promptAtTokens, growthPerTurn, input.autoCompact, policy);
  return {
    contextTokens,
    windowTokens,
    usedPercent: (contextTokens / windowTokens) * 100,
    autoCompactAtTokens,
    promptAtTokens,
    tokensUntilCompact,
    turnsUntilCompact: growthPerTurn === null ? null : Math.floor(tokensUntilCompact / growthPerTurn),
    stage,
    cache: input.cache,
    advice: adviceFor({ ...input, windowTokens }, stage),
  };
}
