/** The daily limit of $2,000 of usage credits on Pro and Max. */

import { PICO_PER_USD, type Pico } from "../pricing/money.ts";
import { DAY_MS, elapsedPercent } from "./calendar.ts";
import { type Limit, PLAIN_LIMIT, percentUsed, severityOf, type Thresholds } from "./limit.ts";
import { PLAN_POLICIES, type PlanKind } from "./plan.ts";

export const DAILY_CREDITS_PICO: Pico = 2000n * PICO_PER_USD;

/** @returns null where the plan has no such limit, and while today's amount is far below it */
export function dailyCreditsLimit(
  plan: PlanKind,
  { dayFromMs, dayPico }: { readonly dayFromMs: number; readonly dayPico: Pico },
  nowMs: number,
  thresholds: Thresholds,
): Limit | null {
  const span = { fromMs: dayFromMs, toMs: dayFromMs + DAY_MS };
  if (!PLAN_POLICIES[plan].hasDailyLimit || nowMs >= span.toMs) return null;
  const usedPercent = percentUsed(dayPico, DAILY_CREDITS_PICO);
  const severity = severityOf(usedPercent, thresholds.spendPercent);
  if (severity === "ok") return null;
  return {
    ...PLAIN_LIMIT,
    id: "usage-credits-day",
    kind: "spend-limit",
    label: "usage credits, daily limit",
    usedPercent,
    usedPico: dayPico,
    counts: null,
    limitPico: DAILY_CREDITS_PICO,
    leftPico: dayPico < DAILY_CREDITS_PICO ? DAILY_CREDITS_PICO - dayPico : 0n,
    startsAtMs: span.fromMs,
    resetsAtMs: span.toMs,
    pacePercent: elapsedPercent(span, nowMs),
    asOfMs: nowMs,
    source: "logs",
    severity,
    hard: true,
    consequence: "windows-only",
    notes: ["$2,000 of usage credits a day at most; the day is taken to turn at 00:00 UTC (assumed)"],
  };
}
