/** `daily --json`, `weekly --json`, `monthly --json`. */

import { usdString } from "../../core/pricing/money.ts";
import type { PeriodList } from "../../core/reports/period-list.ts";
import { certaintyJson, headJson, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

export function periodsJson(head: JsonHead, list: PeriodList): Record<string, unknown> {
  return {
    ...headJson(head),
    periods: list.periods.map((p) => ({
      period: p.period,
      ...totalsJson(p.totals),
      ...spendJson(p),
      models: p.models.map((m) => ({ model: m.model, ...totalsJson(m.totals) })),
      unpriced: unpricedJson(p.totals.unpriced),
    })),
    totals: {
      ...totalsJson(list.totals),
      ...spendJson(list),
      unpriced: unpricedJson(list.totals.unpriced),
    },
  };
}

/** `backgroundUsd` is the known part: `"0"` with `backgroundKnown: false` where nothing is known. */
function spendJson({
  backgroundPico,
  totalPico,
  certainty,
}: Pick<PeriodList, "backgroundPico" | "totalPico" | "certainty">): Record<string, unknown> {
  return {
    backgroundUsd: usdString(backgroundPico ?? 0n),
    backgroundKnown: backgroundPico !== null,
    totalUsd: usdString(totalPico),
    ...certaintyJson(certainty),
  };
}
