/** `why --json`. */

import type { Explanation } from "../../core/drivers/explain.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { PUBLISHED } from "../../core/team/pilot/yardsticks.ts";
import { type CausesForJson, causesJson } from "./causes-json.ts";
import { headJson, isoTime, type JsonHead, usdOrNull } from "./parts.ts";

export function whyJson(
  head: JsonHead,
  e: Explanation,
  causes: CausesForJson,
  backgroundPico: Pico | null,
  activeDays: number | null,
): Record<string, unknown> {
  const totalPico = e.costPico + (backgroundPico ?? 0n);
  const part = (p: { requests: number; costPico: Pico }): Record<string, unknown> => ({
    requests: p.requests,
    costUsd: usdString(p.costPico),
  });
  const totals = { ...part(e), backgroundUsd: usdOrNull(backgroundPico), totalUsd: usdString(totalPico) };
  return {
    ...headJson(head),
    ...totals,
    totals,
    perActiveDay: activeDays ? averageJson(totalPico, activeDays) : null,
    ...causesJson(causes, totalPico),
    classes: e.classes.map((c) => ({ name: c.name, quantity: c.quantity, costUsd: usdString(c.costPico) })),
    subagents: part(e.subagents),
    fast: part(e.fast),
    context: e.context,
    coldCache: { times: e.cold.times, tokens: e.cold.tokens, extraUsd: usdString(e.cold.extraPico) },
    dearest: e.mostExpensive.map((r) => ({
      at: isoTime(r.timeMs),
      sessionId: r.sessionId,
      model: r.model,
      agent: r.agent,
      tokens: r.tokens,
      costUsd: usdString(r.costPico),
    })),
  };
}

/** The user's own average beside the published ones, which are in dollars. @param days at least 1 */
function averageJson(totalPico: Pico, days: number): Record<string, unknown> {
  return {
    days,
    usd: usdString(totalPico / BigInt(days)),
    published: { meanUsd: PUBLISHED.perActiveDayUsd, p90Usd: PUBLISHED.p90PerActiveDayUsd },
  };
}
