/** How near a session is to the point where it should be compacted. */

import { type AutoCompactConfig, effectiveWindow } from "./auto-compact.ts";

export const STAGES = ["ok", "watch", "soon", "now", "over"] as const;
export type ContextStage = (typeof STAGES)[number];

/** Stages that can be prompted from; the second one is the default. */
export const PROMPT_STAGES = ["watch", "soon", "now", "over"] as const;

export type ContextPolicy = {
  /** Percent of the window to prompt at, unless the client compacts earlier. */
  readonly compactAt: number;
  /** Percent of that point where the earlier stages begin. */
  readonly watchAt: number;
  readonly soonAt: number;
  /** What the user wants `/compact` to preserve; null = not set. */
  readonly focus: string | null;
};

export const DEFAULT_POLICY: ContextPolicy = { compactAt: 95, watchAt: 80, soonAt: 90, focus: null };

/** The stage "now" begins with fewer turns than this to go, */
const LAST_TURNS = 2;
/** and within this percent of the window before the point. */
const LAST_PERCENT = 5;

/** The earlier of the user's percentage of the window and the client's own compaction point. */
export function promptPoint(windowTokens: number, autoCompactAtTokens: number | null, policy: ContextPolicy): number {
  const wanted = Math.floor((windowTokens * policy.compactAt) / 100);
  return autoCompactAtTokens === null ? wanted : Math.min(wanted, autoCompactAtTokens);
}

/** @param growthPerTurn tokens that a turn adds; null = not known */
export function contextStage(
  contextTokens: number,
  windowTokens: number,
  point: number,
  growthPerTurn: number | null,
  config: AutoCompactConfig,
  policy: ContextPolicy,
): ContextStage {
  if (contextTokens >= point) return "over";
  const soonFrom = (point * policy.soonAt) / 100;
  // In a small window, these last percents would begin before "soon".
  const nowFrom = Math.max(soonFrom, point - (effectiveWindow(windowTokens, config) * LAST_PERCENT) / 100);
  const turnsToGo = growthPerTurn === null ? Number.POSITIVE_INFINITY : (point - contextTokens) / growthPerTurn;
  if (contextTokens >= nowFrom || turnsToGo < LAST_TURNS) return "now";
  if (contextTokens >= soonFrom) return "soon";
  return contextTokens >= (point * policy.watchAt) / 100 ? "watch" : "ok";
}
