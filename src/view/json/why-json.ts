/** `why --json`. */

import type { Explanation } from "../../core/drivers/explain.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { type CausesForJson, causesJson } from "./causes-json.ts";
import { headJson, isoTime, type JsonHead } from "./parts.ts";

export function whyJson(
  head: JsonHead,
  e: Explanation,
  causes: CausesForJson,
  backgroundPico: Pico | null,
): Record<string, unknown> {
  const totalPico = e.costPico + (backgroundPico ?? 0n);
  const part = (p: { requests: number; costPico: Pico }): Record<string, unknown> => ({
    requests: p.requests,
    costUsd: usdString(p.costPico),
  });
  return {
    ...headJson(head),
    requests: e.requests,
    costUsd: usdString(e.costPico),
    backgroundUsd: backgroundPico === null ? null : usdString(backgroundPico),
    totalUsd: usdString(totalPico),
    totals: {
      requests: e.requests,
      costUsd: usdString(e.costPico),
      backgroundUsd: backgroundPico === null ? null : usdString(backgroundPico),
      totalUsd: usdString(totalPico),
    },
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
