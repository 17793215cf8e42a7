/** `by DIM --json`. */

import type { Dimension, Group } from "../../core/reports/group.ts";
import type { Totals } from "../../core/reports/totals.ts";
import { headJson, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

export function groupsJson(
  head: JsonHead,
  dimension: Dimension,
  groups: readonly Group[],
  totals: Totals,
): Record<string, unknown> {
  return {
    ...headJson(head),
    dimension,
    groups: groups.map((g) => ({
      key: g.key,
      ...totalsJson(g.totals),
      unpriced: unpricedJson(g.totals.unpriced),
    })),
    totals: { ...totalsJson(totals), unpriced: unpricedJson(totals.unpriced) },
  };
}
