/** A history looked at through a filter, in a time zone, at a time. */

import { restrict } from "../core/background/sum.ts";
import type { SessionBackground } from "../core/background/types.ts";
import { type Filter, projectMatches, selectRows } from "../core/usage/filter.ts";
import { listedOrigins } from "../core/usage/usage-table.ts";
import type { Zone } from "../core/usage/zone.ts";
import type { History } from "./history.ts";

export type Query = {
  readonly history: History;
  readonly filter: Filter;
  readonly zone: Zone;
  readonly nowMs: number;
  /** 1 for the rows of `history.usage` that pass. */
  readonly selected: Uint8Array;
  /** Background of the sessions that pass, of the time that passes. */
  readonly background: ReadonlyMap<string, SessionBackground>;
};

export function query(history: History, filter: Filter, zone: Zone, nowMs: number): Query {
  const selected = selectRows(history.usage, filter, zone, (logged, wanted) => history.book.matches(logged, wanted));
  return { history, filter, zone, nowMs, selected, background: selectBackground(history, filter, zone) };
}

/** 1 for the rows of `history.table` that pass: for what looks at each response. */
export function selectEach({ history, filter, zone }: Query): Uint8Array {
  const { columns, models, origins } = history.table;
  const table = { columns, models, origins: listedOrigins(origins) };
  return selectRows(table, filter, zone, (logged, wanted) => history.book.matches(logged, wanted));
}

function selectBackground(history: History, filter: Filter, zone: Zone): ReadonlyMap<string, SessionBackground> {
  if (Object.entries(filter).every(([, wanted]) => wanted === null || wanted === "")) return history.background;
  const from = filter.since === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(filter.since);
  const before = filter.until === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(filter.until + 1);
  const result = new Map<string, SessionBackground>();
  for (const [sessionId, background] of history.background) {
    if (!sessionId.startsWith(filter.session)) continue;
    if (!projectMatches(history.sessions.get(sessionId)?.project ?? "", filter.project)) continue;
    const passes = (e: { timeMs: number; model: string }): boolean =>
      e.timeMs >= from && e.timeMs < before && (filter.model === "" || history.book.matches(e.model, filter.model));
    result.set(sessionId, restrict(background, passes));
  }
  return result;
}
