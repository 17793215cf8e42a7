/** Divides the prompt of one request into what was read again, what was written again, and what is new. */

import type { Tokens } from "../responses/tokens.ts";
import { promptTokens } from "../responses/tokens.ts";

/** The previous request of the same conversation. */
export type EarlierRequest = {
  readonly timeMs: number;
  readonly promptTokens: number;
  /** The part of its answer that the next prompt contains. */
  readonly answerTokens: number;
  readonly model: string;
  readonly effort: string;
  /** Until when what it wrote or read stays cached; epoch milliseconds. */
  readonly cachedUntilMs: number;
};

export const REWRITE_REASONS = {
  compaction: "after a compaction",
  model: "model switch",
  effort: "effort switch",
  pause: "cold cache after a pause",
  other: "changed tools, settings or edits",
} as const;
export type RewriteReason = keyof typeof REWRITE_REASONS;

export type PromptSplit = {
  /** Tokens that were already in the context and were written again, or sent again uncached. */
  readonly rewritten: number;
  readonly reason: RewriteReason;
  /** Tokens that are new in the context: first the previous answer, then what was added after it. */
  readonly fresh: number;
};

export function splitPrompt(
  tokens: Tokens,
  now: { readonly timeMs: number; readonly model: string; readonly effort: string; readonly isCompacted: boolean },
  before: EarlierRequest,
): PromptSplit {
  const sent = tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.input;
  // A compacted context is new: the previous one does not contain its text.
  if (now.isCompacted) return { rewritten: sent, reason: "compaction", fresh: 0 };
  const kept = Math.min(before.promptTokens, promptTokens(tokens));
  const rewritten = Math.min(sent, Math.max(0, kept - tokens.cacheRead));
  return { rewritten, reason: reasonOf(now, before), fresh: sent - rewritten };
}

function reasonOf(
  now: { readonly timeMs: number; readonly model: string; readonly effort: string },
  before: EarlierRequest,
): RewriteReason {
  if (now.model !== before.model) return "model";
  if (now.timeMs > before.cachedUntilMs) return "pause";
  if (now.effort !== "" && before.effort !== "" && now.effort !== before.effort) return "effort";
  return "other";
}
