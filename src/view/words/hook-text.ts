/** The hooks' messages in Claude Code's message lines: plain text, one line each, signs instead of colour. */

import type { Alert } from "../../core/alerts.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { ColdCacheAlert } from "../../core/context/alerts.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { AgentSet } from "../../core/estimates/estimates.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { type Pico, picoFromFloat } from "../../core/pricing/money.ts";
import { type SummarySnapshot, todaySpend } from "../../core/statusline/spend-snapshot.ts";
import { bareDuration, compactTokens, fineMoney, money } from "../text/format.ts";
import { adviceReason, adviceWorth } from "./context-advice.ts";
import { agentEstimateText } from "./estimate-words.ts";
import { limitName, moneyText, nextWords, percentText, usedWords } from "./limit-phrases.ts";

/** Sums older than this are shown with their age. */
const FRESH_MS = 60_000;

/** ` (value at API rates)`, where that is known. */
const meaningText = (meaning: MoneyMeaning | null): string => (meaning === null ? "" : ` (${meaning})`);

export type StartFacts = {
  readonly summary: SummarySnapshot | null;
  /** What the session spent since that sum; dollars. */
  readonly sinceUsd: number;
  /** What dollars mean on the user's plan; null = not known. */
  readonly meaning: MoneyMeaning | null;
  readonly nowMs: number;
};

/** "" where today's sum is not known. */
export function startText({ summary, sinceUsd, meaning, nowMs }: StartFacts): string {
  const today = todaySpend(summary, sinceUsd, nowMs);
  if (today === null || today.atLeast) return "";
  const week = summary === null ? "" : `, this week ${usd(Number(summary.weekUsd) + sinceUsd)}`;
  const ageMs = summary === null ? 0 : nowMs - summary.asOfMs;
  return `Today ${usd(today.usd)}${week}${meaningText(meaning)}${ageMs > FRESH_MS ? ` (as of ${bareDuration(ageMs)} ago)` : ""}`;
}

/** The command comes first, because it is what the reader will type. */
export function compactText(state: ContextState): string {
  const { advice } = state;
  if (advice === null) return "";
  const worth = adviceWorth(state);
  return `${advice.command}: ${adviceReason(state)}${worth === "" ? "" : `. It ${asVerb(worth)}`}`;
}

const asVerb = (worth: string): string => (worth.startsWith("free") ? `is ${worth}` : worth);

/** What the prompt has to write again because its cache has expired. */
export function coldCacheText({ cold }: ColdCacheAlert, meaning: MoneyMeaning | null, nowMs: number): string {
  const ago = cold.expiredAtMs === null ? "" : ` ${bareDuration(nowMs - cold.expiredAtMs)} ago`;
  const price = `about ${money(cold.costPico)}${meaningText(meaning)}`;
  return `The prompt cache ran out${ago}: this prompt writes ${compactTokens(cold.tokens)} tokens again, ${price}; /clear if the next work is unrelated`;
}

export function alertText(alert: Alert, nowMs: number): string {
  if (alert.kind === "context") return compactText(alert.state);
  const { limit, kind } = alert;
  const name = limitName(limit);
  if (kind === "run-out" && alert.atMs !== null) {
    const early = limit.resetsAtMs === null ? "" : ", before it resets";
    return `! ${name}: at this pace used up in ${bareDuration(alert.atMs - nowMs)}${early}`;
  }
  if (kind === "expiry" && alert.atMs !== null && alert.pico !== null) {
    return `! ${name}: ${money(alert.pico)} expires in ${bareDuration(alert.atMs - nowMs)}`;
  }
  const isBad = limit.severity === "over" || limit.severity === "critical";
  const next = nextWords(limit);
  return `${isBad ? "!!" : "!"} ${name}: ${usedText(limit)}${resetText(limit, nowMs)}${next === "" ? "" : `; ${next}`}`;
}

/** One limit, crossed or not. */
export function limitText(limit: Limit, nowMs: number): string {
  const sign = limit.severity === "ok" || limit.severity === "unknown" ? "" : limit.severity === "warn" ? "! " : "!! ";
  return `${sign}${limitName(limit)}: ${usedText(limit)}${resetText(limit, nowMs)}${limit.stale ? " (old)" : ""}`;
}

/** `80% used ($80.00 of $100.00)`, and what is left for a balance. */
function usedText(limit: Limit): string {
  const { usedPercent, severity } = limit;
  if (severity === "over" || usedPercent === null) return usedWords(limit);
  const amounts = moneyText(limit);
  return `${percentText(usedPercent)} used${amounts === "" ? "" : ` (${amounts})`}`;
}

function resetText({ resetsAtMs }: Limit, nowMs: number): string {
  return resetsAtMs === null || resetsAtMs <= nowMs ? "" : `, resets in ${bareDuration(resetsAtMs - nowMs)}`;
}

/** Why the prompt was stopped, and how to continue. */
export function blockText(limit: Limit, settingsFile: string, nowMs: number): string {
  return [
    "claude-cost stopped this prompt: a hard budget is used up.",
    limitText(limit, nowMs),
    "To go on, raise or remove it (claude-cost budget --help), or let prompts through:",
    `set "hooks": {"block": false} in ${settingsFile}`,
  ].join("\n");
}

export function turnText(pico: Pico, requests: number, whole: boolean, meaning: MoneyMeaning | null): string {
  return `Turn: ${whole ? "" : "at least "}${fineMoney(pico)}, ${requests === 1 ? "1 request" : `${requests} requests`}${meaningText(meaning)}`;
}

/** What is known before an agent starts. */
export type AgentWarning = {
  /** The session's cost so far; null = not known. */
  readonly spentPico: Pico | null;
  /** The usual cost of agents of its type, or else of any type; null = too few ran here. */
  readonly usual: AgentSet | null;
};

/** "" where neither is known. */
export function agentText({ spentPico, usual }: AgentWarning): string {
  const spent = spentPico === null ? "" : `This session so far: ${money(spentPico)}`;
  return [spent, usual === null ? "" : agentEstimateText(usual)].filter((part) => part !== "").join("; ");
}

/**
 * Why the user is asked before an agent starts. @param reached the configured amounts that are reached; "" where none
 * is
 */
export function agentAskText(
  warning: AgentWarning,
  { sessionPico, agentPico }: { readonly sessionPico: Pico | null; readonly agentPico: Pico | null },
): string {
  const rules = [
    ...(sessionPico === null ? [] : [`hooks.agentsAskSessionUsd ${money(sessionPico)}`]),
    ...(agentPico === null ? [] : [`hooks.agentsAskAgentUsd ${money(agentPico)}`]),
  ];
  return rules.length === 0 ? "" : `${agentText(warning)}; asked by ${rules.join(" and ")}`;
}

/** Short, because the client shows one line of it. */
export function switchText(from: string, to: string, tokens: number, writeUsd: number, warm: boolean): string {
  const name = (id: string): string => cleanText(id).replace(/^claude-/, "");
  const lost = warm ? `; the warm cache of ${name(from)} is lost` : "";
  return `${name(to)} writes ${compactTokens(tokens)} tokens of context into its cache: about ${usd(writeUsd)}${lost}`;
}

const usd = (dollars: number): string => money(picoFromFloat(dollars));
