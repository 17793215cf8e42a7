/** The mod's texts: a limit in a few words with a sign, and the compaction point where it is near. */

import { isUrgent } from "../../core/context/alerts.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import { type Limit, SEVERITY_RANK, type Severity } from "../../core/limits/limit.ts";
import { bareDuration, compactTokens } from "../text/format.ts";
import { windowLabel } from "../text/window-label.ts";
import { turns } from "./context-advice.ts";
import { limitName, moneyText, percentText } from "./limit-phrases.ts";

/** The mod's output is always drawn with Unicode. */
const SIGNS: Readonly<Record<Severity, string>> = { ok: "", unknown: "", warn: "! ", critical: "▲ ", over: "▲ " };
const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  ok: "",
  unknown: "",
  warn: " high",
  critical: " critical",
  over: " used up",
};

/** `5h`, `7d opus`, `credits`, `daily budget`. */
export function shortLimitName(limit: Limit): string {
  if (limit.kind === "window") return windowLabel(limit.id);
  if (limit.kind === "usage-credits") return "credits";
  if (limit.kind === "api-credits") return "API credits";
  return limitName(limit);
}

/** `5h 43%`, `! 5h 83% high`, `▲ daily budget 104% used up`. */
export function limitBrief(limit: Limit): string {
  const { severity, stale, usedPercent } = limit;
  const percent = `${stale ? "≥" : ""}${percentText(usedPercent)}`;
  return `${SIGNS[severity]}${shortLimitName(limit)} ${percent}${SEVERITY_WORDS[severity]}`;
}

/** The money of a limit and when it resets: `$12.00 of $20.00`, `resets in 1h13m`. */
export function limitDetail(limit: Limit, nowMs: number): { readonly money: string; readonly reset: string } {
  const { resetsAtMs } = limit;
  const isAhead = resetsAtMs !== null && resetsAtMs > nowMs;
  return { money: moneyText(limit), reset: isAhead ? `resets in ${bareDuration(resetsAtMs - nowMs)}` : "" };
}

/** The most urgent limit: the worst severity, then the largest share; null = no limit has a figure. */
export function nearestLimit(limits: readonly Limit[]): Limit | null {
  const known = limits.filter((limit) => limit.usedPercent !== null);
  return known.reduce<Limit | null>((best, limit) => (best === null || isNearer(limit, best) ? limit : best), null);
}

function isNearer(a: Limit, b: Limit): boolean {
  const rank = SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity];
  return rank === 0 ? (a.usedPercent ?? 0) > (b.usedPercent ?? 0) : rank > 0;
}

/** `! /compact in 2 turns`, `▲ /compact now`; "" while the compaction point is far. */
export function compactBrief(state: ContextState | null): string {
  if (state === null) return "";
  const { stage, turnsUntilCompact, tokensUntilCompact, advice } = state;
  const isNow = isUrgent(stage);
  if (!isNow && stage !== "soon") return "";
  const command = advice?.command.split(" ")[0] ?? "/compact";
  const isDue = turnsUntilCompact === 0 || tokensUntilCompact === 0 || (isNow && turnsUntilCompact === null);
  const left = turnsUntilCompact === null ? `${compactTokens(tokensUntilCompact)} tokens` : turns(turnsUntilCompact);
  return `${isNow ? "▲" : "!"} ${command} ${isDue ? "now" : `in ${left}`}`;
}
