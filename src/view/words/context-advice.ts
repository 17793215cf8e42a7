/** The engine's advice in words: the same in the table, the JSON and the hooks. */

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
  return `${fullness(state)}${steer}`;
}

/** What it costs and when that has paid; "" where no price is known. */
export function adviceWorth(state: ContextState): string {
  const { advice } = state;
  if (advice === null || advice.costPico === null || advice.savesPerTurnPico === null) return "";
  const saves = `saves about ${money(advice.savesPerTurnPico)} a turn`;
  if (advice.costPico === 0n) return `free, ${saves}`;
  const paid = advice.breakEvenTurns === null ? "" : `, paid back after ${turns(advice.breakEvenTurns)}`;
  const cache = state.cache === null ? "" : state.cache.warm ? " (cache warm)" : " (cache cold)";
  return `costs about ${money(advice.costPico)} now${cache}, ${saves}${paid}`;
}

/** So many turns are not worth counting. */
const FAR_TURNS = 50;

/** `context 91% of 1.0M; the client compacts by itself in 57k tokens, about 3 turns`. */
export function fullness(state: ContextState): string {
  const { usedPercent, windowTokens, autoCompactAtTokens, tokensUntilCompact, turnsUntilCompact } = state;
  const full = `context ${Math.floor(usedPercent)}% of ${compactTokens(windowTokens)}`;
  const isFar = turnsUntilCompact === null || turnsUntilCompact > FAR_TURNS;
  const left = `${compactTokens(tokensUntilCompact)} tokens${isFar ? "" : `, ${turnsUntilCompact === 0 ? "" : "about "}${turns(turnsUntilCompact)}`}`;
  if (autoCompactAtTokens === null) return `${full}; ${left} left, automatic compaction is off`;
  if (tokensUntilCompact === 0) return `${full}; Claude Code may compact by itself at the next prompt`;
  return `${full}; Claude Code may compact by itself in ${left}`;
}

export function turns(n: number): string {
  if (n === 0) return "less than a turn";
  return n === 1 ? "1 turn" : `${n} turns`;
}
