/** Groups of a dimension with their background: the rows of `by`. They sum to the total of the range. */

import { withUnpriced } from "../background/sum.ts";
import type { BackgroundEntry, SessionBackground } from "../background/types.ts";
import type { Pico } from "../pricing/money.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import { byDimension, type Dimension, groupRows, totalOf } from "./group.ts";
import { type Totals, TotalsSum } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

export type GroupSummary = {
  /** "" where the client did not log it. */
  readonly key: string;
  /** `background`: the row of all background that belongs to no group of the dimension. */
  readonly kind: "group" | "background";
  /** Logged responses. */
  readonly totals: Totals;
  readonly backgroundPico: Pico;
  readonly totalPico: Pico;
};

export type GroupList = {
  /** Most expensive first, the row of the background last. */
  readonly groups: readonly GroupSummary[];
  readonly totals: Totals;
  readonly backgroundPico: Pico;
  readonly totalPico: Pico;
};

export type GroupListInputs = {
  readonly table: UsageTable;
  /** 1 for the rows of `table` that count. */
  readonly selected: Uint8Array;
  /** Of the sessions and the time that count. */
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  /** The name under which a logged model is reported. */
  readonly nameOf: (model: string) => string;
};

export function listGroups(inputs: GroupListInputs, dimension: Dimension): GroupList {
  const { table, selected, background, nameOf } = inputs;
  const logged = new Map(
    groupRows(table, selected, byDimension(table, dimension, nameOf)).map((group) => [group.key, group.totals]),
  );
  const { byKey, restPico, hasRest } = backgroundByKey(inputs, dimension);
  const nothing = new TotalsSum().finish();
  const groups = [...new Set([...logged.keys(), ...byKey.keys()])].map((key): GroupSummary => {
    const totals = logged.get(key) ?? nothing;
    const backgroundPico = byKey.get(key) ?? 0n;
    return { key, kind: "group", totals, backgroundPico, totalPico: totals.costPico + backgroundPico };
  });
  groups.sort(
    (a, b) => Number(b.totalPico - a.totalPico) || b.totals.requests - a.totals.requests || (a.key < b.key ? -1 : 1),
  );
  if (hasRest) {
    groups.push({ key: "", kind: "background", totals: nothing, backgroundPico: restPico, totalPico: restPico });
  }
  const all = totalOf(table, selected);
  const totals = { ...all, unpriced: withUnpriced(all.unpriced, [...background.values()]) };
  const backgroundPico = groups.reduce((sum, group) => sum + group.backgroundPico, 0n);
  return { groups, totals, backgroundPico, totalPico: totals.costPico + backgroundPico };
}

/**
 * Background by group where an entry tells its group: its model, or the project of its session. Of other dimensions
 * (branch, agent, skill, …) nothing says which group a background request belongs to.
 */
function backgroundByKey(
  { background, sessions, nameOf }: GroupListInputs,
  dimension: Dimension,
): { readonly byKey: ReadonlyMap<string, Pico>; readonly restPico: Pico; readonly hasRest: boolean } {
  const byKey = new Map<string, Pico>();
  let restPico = 0n;
  let hasRest = false;
  const keyOf = (session: SessionBackground, entry: BackgroundEntry): string | null => {
    if (dimension === "model") return entry.model === "" ? null : nameOf(entry.model);
    return dimension === "project" ? (sessions.get(session.sessionId)?.project ?? "") : null;
  };
  for (const session of background.values()) {
    for (const entry of session.entries) {
      if (entry.costPico === null) continue;
      const key = keyOf(session, entry);
      if (key === null) {
        restPico += entry.costPico;
        hasRest = true;
      } else byKey.set(key, (byKey.get(key) ?? 0n) + entry.costPico);
    }
  }
  return { byKey, restPico, hasRest };
}
