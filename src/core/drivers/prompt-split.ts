/** What the prompt of one request is made of: read again, written again, and new. */

import type { Tokens } from "../responses/tokens.ts";
import { promptTokens } from "../responses/tokens.ts";

/** The request before it in the same conversation. */
export type EarlierRequest = {
  readonly timeMs: number;
  readonly promptTokens: number;
  /** Of its answer: what the next prompt holds of it. */
  readonly answerTokens: number;
  readonly model: string;
  readonly effort: string;
  /** How long what it wrote or read stays cached; epoch milliseconds. */
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
  /** Tokens that the context held before and that were written, or sent without a cache, again. */
  readonly rewritten: number;
  readonly reason: RewriteReason;
  /** Tokens that are new in the context: first the answer before, then what came after it. */
  readonly fresh: number;
};

export function splitPrompt(
  tokens: Tokens,
  now: { readonly timeMs: number; readonly model: string; readonly effort: string; readonly isCompacted: boolean },
  before: EarlierRequest,
): PromptSplit {
  const sent = tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.input;
  // A compacted context is a new one: nothing of what is written in it was there before as it is.
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
