/** What to type to reduce a context, why, and what it saves. */

import { cleanText } from "../clean-text.ts";
import type { Pico } from "../pricing/money.ts";
import { type CompactionInput, clearingSaves, coldReadCost, compactionCost } from "./compaction-cost.ts";
import type { ContextInput } from "./context-input.ts";
import type { ContextStage } from "./stage.ts";

export type AdviceReason =
  /** Compact before the client does so at a moment that it chooses. */
  | "near-limit"
  /** `/compact` is switched off, so only `/clear` remains. */
  | "near-limit-no-compact"
  /** The prompt cache has expired: continuing costs as much as starting over. */
  | "cold-cache";

export type ContextAdvice = {
  /** The exact text to type. */
  readonly command: string;
  /** A command that also works where the next work is unrelated, at no cost. null = `command` is already that. */
  readonly alternative: "/clear" | null;
  readonly reason: AdviceReason;
  /** The project's CLAUDE.md guides the summary. */
  readonly honoursClaudeMd: boolean;
  /** null = no price is known. */
  readonly costPico: Pico | null;
  readonly savesPerTurnPico: Pico | null;
  /** What the next prompt pays only because the cache is cold. */
  readonly coldReadPico: Pico | null;
  readonly breakEvenTurns: number | null;
};

/** A cold context smaller than this gets no advice before it nears the limit. */
const WORTH_CLEARING = 100_000;

export function adviceFor(input: ContextInput, stage: ContextStage, parts: CompactionInput): ContextAdvice | null {
  const isCold = input.cache !== null && !input.cache.warm;
  if (isCold && (stage !== "ok" || input.contextTokens >= WORTH_CLEARING))
    return clearAdvice(input, "cold-cache", parts);
  if (stage === "ok") return null;
  return input.autoCompact.manual ? compactAdvice(input, parts) : clearAdvice(input, "near-limit-no-compact", parts);
}

function compactAdvice(input: ContextInput, parts: CompactionInput): ContextAdvice {
  const cost = input.rates === null ? null : compactionCost(parts, input.rates);
  return {
    command: compactCommand(input),
    alternative: "/clear",
    reason: "near-limit",
    honoursClaudeMd: input.hasCompactInstructions && input.policy.focus === null,
    costPico: cost?.costPico ?? null,
    savesPerTurnPico: cost?.savesPerTurnPico ?? null,
    coldReadPico: input.rates === null ? null : 0n,
    breakEvenTurns: cost?.breakEvenTurns ?? null,
  };
}

function clearAdvice(input: ContextInput, reason: AdviceReason, parts: CompactionInput): ContextAdvice {
  return {
    command: "/clear",
    alternative: null,
    reason,
    honoursClaudeMd: false,
    costPico: input.rates === null ? null : 0n,
    savesPerTurnPico: input.rates === null ? null : clearingSaves(parts, input.rates),
    coldReadPico: input.rates === null ? null : coldReadCost(parts, input.rates),
    breakEvenTurns: input.rates === null ? null : 0,
  };
}

/**
 * `/compact` with the user's focus, else with a reference to CLAUDE.md's instructions, else with the session's title.
 */
export function compactCommand(input: Pick<ContextInput, "policy" | "hasCompactInstructions" | "title">): string {
  const focus = cleanText(input.policy.focus ?? "");
  if (focus !== "") return `/compact ${/^focus\b/i.test(focus) ? focus : `Focus on ${focus}`}`;
  const title = cleanText(input.title ?? "");
  if (input.hasCompactInstructions || title === "") return "/compact";
  return `/compact Focus on ${title}`;
}
