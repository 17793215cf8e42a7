/** `daily --json`, `weekly --json`, `monthly --json`. */

import { type Pico, usdString } from "../../core/pricing/money.ts";
import type { PeriodList } from "../../core/reports/period-list.ts";
import { headJson, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

export function periodsJson(head: JsonHead, list: PeriodList): Record<string, unknown> {
  return {
    ...headJson(head),
    periods: list.periods.map((p) => ({
      period: p.period,
      ...totalsJson(p.totals),
      ...spendJson(p.backgroundPico, p.totalPico),
      models: p.models.map((m) => ({ model: m.model, ...totalsJson(m.totals) })),
      unpriced: unpricedJson(p.totals.unpriced),
    })),
    totals: {
      ...totalsJson(list.totals),
      ...spendJson(list.backgroundPico, list.totalPico),
      unpriced: unpricedJson(list.totals.unpriced),
    },
  };
}

/** `backgroundUsd` is what is known of it: `"0"` with `backgroundKnown: false` where nothing is. */
function spendJson(backgroundPico: Pico | null, totalPico: Pico): Record<string, unknown> {
  return {
    backgroundUsd: usdString(backgroundPico ?? 0n),
    backgroundKnown: backgroundPico !== null,
    totalUsd: usdString(totalPico),
  };
}
