/** Describes the plan: what amounts mean on it, how use beyond it is paid, and what is not known. */

import type { DrawSums } from "../../core/limits/draws.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { moneyWords, PLAN_POLICIES, type PlanKind } from "../../core/limits/plan.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { counted, money } from "../text/format.ts";

export type PlanView = { readonly kind: PlanKind | null; readonly from: "settings" | "hint" | "none" };

/**
 * A few lines above the table.
 * @param recentPico spend of the last five hours
 * @param knowsOthers whether limits of an organisation are also shown
 */
export function planLines(
  { kind, from }: PlanView,
  limits: readonly Limit[],
  recentPico: Pico,
  knowsOthers = false,
): string[] {
  if (kind === null) {
    const nothing = limits.length === 0 && !knowsOthers ? ["No limit is known yet."] : [];
    return [...nothing, "Plan not set: set how you pay for Claude, with `claude-cost plan set max` (or pro, team, …)."];
  }
  const policy = PLAN_POLICIES[kind];
  const guess = from === "hint" ? " (a guess; confirm it with `claude-cost plan set`)" : "";
  const lines = [`${policy.label}${guess}: dollars are ${moneyWords(kind)}; ${policy.words}.`];
  if (policy.included === "windows" && !limits.some((l) => l.kind === "window")) {
    lines.push(`Activity of the last 5 hours: ${money(recentPico)} at API rates (our count, not the plan's window).`);
    lines.push(
      "Claude Code has not reported its windows yet; `claude-cost setup` adds the status line that records them.",
    );
  }
  return lines;
}

/** How long the prompt cache lasts, where the plan decides it. */
export function cacheLines({ kind }: PlanView): string[] {
  if (kind === null || PLAN_POLICIES[kind].included !== "windows") return [];
  return ["The prompt cache lives 1 hour inside the windows, 5 minutes while usage credits pay."];
}

/** Who pays for this month's requests, as far as there is evidence. */
export function drawnLine({ includedPico, creditsPico, unknownPico }: DrawSums, account: string | null = null): string {
  const parts = [
    `${money(includedPico)} inside the plan (value at API rates)`,
    `${money(creditsPico)} on usage credits (spend)`,
  ];
  if (unknownPico > 0n) parts.push(`${money(unknownPico)} without evidence either way`);
  const what = `This month (UTC)${account === null ? "" : `, ${account}`}, without background, which budgets count too`;
  return `${what}: ${parts.join(", ")}.`;
}

/** One line per reason, the largest first. */
export function reasonLines({ reasons }: DrawSums): string[] {
  return reasons.map(
    ({ verdict, reason, requests, pico }) =>
      `  ${verdict}, ${money(pico)} in ${counted(requests, "request")}: ${reason}`,
  );
}
