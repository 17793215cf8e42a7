/** The advice on a context as text: the same in the table, the JSON and the hooks. */

import type { ContextState } from "../../core/context/context-state.ts";
import { compactTokens, money } from "../text/format.ts";

/** Why, in one sentence without the command. */
export function adviceReason(state: ContextState): string {
  const { advice } = state;
  if (advice === null) return "";
  if (advice.reason === "cold-cache") {
    const price = advice.coldReadPico ? ` (${money(advice.coldReadPico)})` : "";
    return `the prompt cache has expired, so going on writes ${compactTokens(state.contextTokens)} tokens again${price}; if the next work is unrelated, starting over is free`;
  }
  if (advice.reason === "near-limit-no-compact") {
    return `${fullness(state)}, and compacting is switched off`;
  }
  const steer = advice.honoursClaudeMd ? "; CLAUDE.md's compact instructions are honoured" : "";
  return `${fullness(state)}${steer}; ${alternativeText(state)}`;
}

/** An alternative to the advice; "" where there is none. */
export function alternativeText({ advice }: ContextState): string {
  return advice?.alternative ? `${advice.alternative} instead is free where the next work is unrelated` : "";
}

/**
 * What the client does with an idle session; "" = nothing.
 * @param at when, in the format needed: "at 14:54", "in 32m"
 */
export function idleText({ idleCompaction }: ContextState, at: string): string {
  if (idleCompaction === null) return "";
  const { costPico, savesPico } = idleCompaction;
  const price = costPico === null ? "" : `, about ${money(costPico)}`;
  const saves = savesPico === null ? "" : `; that saves about ${money(savesPico)} on the next prompt after it`;
  return `left idle, Claude Code compacts this session ${at}${price}${saves}. "idleCompaction": false in settings.json turns it off; /clear is free if the work is done`;
}

const WINDOW_SOURCES = {
  environment: "set by CLAUDE_CODE_AUTO_COMPACT_WINDOW",
  settings: "set in Claude Code's settings",
  served: "Anthropic's default for the model",
} as const;

/** What it costs and when that is recovered; "" where no price is known. */
export function adviceWorth(state: ContextState): string {
  const { advice } = state;
  if (advice === null || advice.costPico === null || advice.savesPerTurnPico === null) return "";
  const saves = `saves about ${money(advice.savesPerTurnPico)} a turn`;
  if (advice.costPico === 0n) return `free, ${saves}`;
  const paid = advice.breakEvenTurns === null ? "" : `, paid back after ${turns(advice.breakEvenTurns)}`;
  const cache = state.cache === null ? "" : state.cache.warm ? " (cache warm)" : " (cache cold)";
  return `costs about ${money(advice.costPico)} now${cache}, ${saves}${paid}`;
}

/** From this many turns on, the number is not shown. */
const FAR_TURNS = 50;

/** `context 91% of 1.0M; the client compacts by itself in 57k tokens, about 3 turns`. */
export function fullness(state: ContextState): string {
  const { usedPercent, windowTokens, autoCompactAtTokens, compactWindow, tokensUntilCompact, turnsUntilCompact } =
    state;
  const full = `context ${Math.floor(usedPercent)}% of ${compactTokens(windowTokens)}`;
  const isFar = turnsUntilCompact === null || turnsUntilCompact > FAR_TURNS;
  const left = `${compactTokens(tokensUntilCompact)} tokens${isFar ? "" : `, ${turnsUntilCompact === 0 ? "" : "about "}${turns(turnsUntilCompact)}`}`;
  if (autoCompactAtTokens === null) return `${full}; ${left} left, automatic compaction is off`;
  const window = compactWindow
    ? ` (auto-compact window ${compactTokens(compactWindow.tokens)}, ${WINDOW_SOURCES[compactWindow.source]})`
    : "";
  const due = tokensUntilCompact === 0 ? "at the next prompt" : `in ${left}`;
  return `${full}; Claude Code may compact by itself ${due}${window}`;
}

export function turns(n: number): string {
  if (n === 0) return "less than a turn";
  return n === 1 ? "1 turn" : `${n} turns`;
}
