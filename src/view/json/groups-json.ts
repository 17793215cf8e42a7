/** `by DIM --json`. */

import type { Dimension } from "../../core/reports/group.ts";
import type { GroupList, GroupSummary } from "../../core/reports/group-list.ts";
import { headJson, type JsonHead, spentJson } from "./parts.ts";

/**
 * The key of the background that belongs to no group. No model, branch or agent can have this name, and `kind` differs
 * too.
 */
export const BACKGROUND_KEY = "(background)";

export function groupsJson(head: JsonHead, dimension: Dimension, list: GroupList): Record<string, unknown> {
  return {
    ...headJson(head),
    dimension,
    groups: list.groups.map((group) => ({
      ...groupJson(group),
      ...(dimension === "project" && group.kind === "group" ? { worktrees: group.worktrees.map(groupJson) } : {}),
    })),
    totals: { ...spentJson(list), backgroundStatus: list.backgroundStatus },
  };
}

function groupJson(group: GroupSummary): Record<string, unknown> {
  return {
    key: group.kind === "background" ? BACKGROUND_KEY : group.key,
    kind: group.kind,
    ...spentJson(group),
    backgroundStatus: group.backgroundStatus,
  };
}
