/** A history with a filter, a time zone and a time. */

import { restrict } from "../../core/background/sum.ts";
import type { SessionBackground } from "../../core/background/types.ts";
import type { WeekStart } from "../../core/calendar/period.ts";
import type { DayNumber, Zone } from "../../core/calendar/zone.ts";
import {
  type Filter,
  type FilterNames,
  folderPasses,
  isOpen,
  namesAny,
  passes,
  selectRows,
  sessionPasses,
} from "../../core/reports/filter.ts";
import type { SelectedDays } from "../../core/reports/period-list.ts";
import type { BackgroundTotal } from "../../core/reports/session-list.ts";
import { listedOrigins } from "../../core/reports/usage-rollup.ts";
import { LazyMap } from "../../core/responses/lazy-map.ts";
import type { History } from "./history.ts";

export type Query = {
  readonly history: History;
  readonly filter: Filter;
  readonly zone: Zone;
  readonly nowMs: number;
  /** The first day of the week. */
  readonly weekStart: WeekStart;
  /** 1 for the rows of `history.quarterHourRollup` that pass. */
  readonly selected: Uint8Array;
  /** What passes the filter, by day; null where the filter needs more than days. */
  readonly days: SelectedDays | null;
  /** The background of all sessions together; null where it has to be summed. */
  readonly whole: BackgroundTotal | null;
  /** Background of the sessions and times that pass the filter. */
  readonly background: ReadonlyMap<string, SessionBackground>;
};

export function query(history: History, filter: Filter, zone: Zone, nowMs: number, weekStart: WeekStart = 0): Query {
  let selected: Uint8Array | null = null;
  return {
    history,
    filter,
    zone,
    nowMs,
    weekStart,
    // Sums by day are sufficient for many reports.
    get selected() {
      selected ??= selectRows(history.quarterHourRollup, filter, zone, namesIn(history));
      return selected;
    },
    days: selectDays(history, filter, zone),
    whole: isOpen(filter) ? history.whole : null,
    background: new LazyMap(() => selectBackground(history, filter, zone)),
  };
}

function selectDays({ days }: History, filter: Filter, zone: Zone): SelectedDays | null {
  const { since, until } = filter;
  if (days?.zone !== zone.name || namesAny(filter)) return null;
  const passes = ([day]: readonly [DayNumber, unknown]): boolean => day >= (since ?? day) && day <= (until ?? day);
  const booked = [...days.background].filter(passes);
  const selected = selectRows(days.usage, filter, zone, { matchesModel: () => true, worktreeOf: () => "" });
  return {
    table: days.usage,
    selected,
    background: new Map(booked),
    get certainty() {
      return new Map([...days.certainty].filter(passes));
    },
  };
}

/** 1 for the rows of `history.table` that pass. */
export function selectResponses({ history, filter, zone }: Query): Uint8Array {
  const { columns, models, origins } = history.table;
  const table = { columns, models, origins: listedOrigins(origins) };
  return selectRows(table, filter, zone, namesIn(history));
}

const NO_FOLDER = { project: "", worktree: "" };

function namesIn({ book, sessions }: History): FilterNames {
  return {
    matchesModel: (logged, wanted) => book.matches(logged, wanted),
    worktreeOf: (sessionId) => sessions.get(sessionId)?.worktree ?? "",
  };
}

function selectBackground(history: History, filter: Filter, zone: Zone): ReadonlyMap<string, SessionBackground> {
  if (isOpen(filter)) return history.background;
  const isIn = passesBackground({ history, filter, zone });
  const result = new Map<string, SessionBackground>();
  for (const [sessionId, background] of history.background) {
    if (!sessionIn(history, filter, sessionId)) continue;
    result.set(
      sessionId,
      restrict(background, (entry) => isIn(sessionId, entry)),
    );
  }
  return result;
}

function sessionIn({ sessions }: History, filter: Filter, sessionId: string): boolean {
  return sessionPasses(sessionId, filter) && folderPasses(sessions.get(sessionId) ?? NO_FOLDER, filter);
}

/** Whether a background request passes: by its session's folder, its own time (epoch milliseconds) and model. */
export function passesBackground({
  history,
  filter,
  zone,
}: Pick<Query, "history" | "filter" | "zone">): (
  sessionId: string,
  request: { readonly timeMs: number; readonly model: string },
) => boolean {
  const from = filter.since === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(filter.since);
  const before = filter.until === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(filter.until + 1);
  return (sessionId, { timeMs, model }) =>
    timeMs >= from &&
    timeMs < before &&
    passes(filter.models, (wanted) => history.book.matches(model, wanted)) &&
    sessionIn(history, filter, sessionId);
}
