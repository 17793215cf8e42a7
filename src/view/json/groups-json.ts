/** `by DIM --json`. */

import { usdString } from "../../core/pricing/money.ts";
import type { Dimension } from "../../core/reports/group.ts";
import type { GroupList, GroupSummary } from "../../core/reports/group-list.ts";
import { headJson, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

/** The key of the background that belongs to no group. A model, branch or agent cannot be called so: `kind` says it too. */
export const BACKGROUND_KEY = "(background)";

export function groupsJson(head: JsonHead, dimension: Dimension, list: GroupList): Record<string, unknown> {
  return {
    ...headJson(head),
    dimension,
    groups: list.groups.map((group) => ({
      ...groupJson(group),
      ...(dimension === "project" && group.kind === "group" ? { worktrees: group.worktrees.map(groupJson) } : {}),
    })),
    totals: {
      ...totalsJson(list.totals),
      backgroundUsd: usdString(list.backgroundPico),
      totalUsd: usdString(list.totalPico),
      unpriced: unpricedJson(list.totals.unpriced),
    },
  };
}

function groupJson(group: GroupSummary): Record<string, unknown> {
  return {
    key: group.kind === "background" ? BACKGROUND_KEY : group.key,
    kind: group.kind,
    ...totalsJson(group.totals),
    backgroundUsd: usdString(group.backgroundPico),
    totalUsd: usdString(group.totalPico),
    unpriced: unpricedJson(group.totals.unpriced),
  };
}
