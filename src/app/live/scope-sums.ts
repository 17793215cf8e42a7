/** Days and sessions of the open scope, kept up to date as the table grows. */

import { type BackgroundDays, backgroundDays, projectOfBackground } from "../../core/background/background-days.ts";
import { sumWithIdle } from "../../core/background/idle.ts";
import { type BackgroundSum, restrict } from "../../core/background/sum.ts";
import type { SessionBackground } from "../../core/background/types.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { ScopeSums } from "../../core/dashboard/dashboard-data.ts";
import { DayRows, type SessionInputs, SessionRows } from "../../core/dashboard/dashboard-rows.ts";
import type { LiveRollup } from "../../core/dashboard/running-totals.ts";
import type { BackgroundTotal } from "../../core/drivers/causes.ts";
import type { Origin } from "../../core/responses/origin.ts";
import { type Scope, scopeKey } from "../../view/dashboard/places/place.ts";
import type { GrowingHistory, LiveHistory } from "./live-history.ts";

type Background = {
  /** The background that the result was made from. */
  readonly from: ReadonlyMap<string, SessionBackground>;
  readonly sessions: ReadonlyMap<string, SessionBackground>;
  readonly days: BackgroundDays;
  readonly sum: BackgroundSum;
};

type Open = {
  readonly key: string;
  readonly rollup: LiveRollup;
  readonly sessions: SessionRows;
  readonly days: DayRows;
  background: Background;
};

export class OpenScope {
  readonly #live: LiveHistory;
  readonly #zone: Zone;
  #open: Open | null = null;

  constructor(live: LiveHistory, zone: Zone) {
    this.#live = live;
    this.#zone = zone;
  }

  /**
   * @param scope null = none is open
   * @param changed ids of sessions whose row may be outdated; null = all
   */
  of(scope: Scope | null, inputs: SessionInputs, changed: ReadonlySet<string> | null): ScopeSums | null {
    if (scope === null) {
      if (this.#open !== null) this.#live.dropPart();
      this.#open = null;
      return null;
    }
    const key = scopeKey(scope);
    const isNew = this.#open?.key !== key;
    if (this.#open === null || isNew) this.#open = this.#start(key, scope, inputs);
    const open = this.#open;
    const isSame = open.background.from === inputs.background;
    if (!isSame) open.background = this.#backgroundOf(scope, inputs);
    const { background } = open;
    for (const [id, { entries }] of background.sessions) {
      if (entries.length > 0) open.rollup.sessions.add(id);
    }
    const own = [...inputs.running].filter(([id]) => open.rollup.sessions.has(id));
    const lines = { ...inputs, background: background.sessions, running: new Map(own) };
    return {
      key,
      sessions: open.sessions.of(open.rollup, lines, isNew || !isSame ? null : changed),
      days: open.days.of(open.rollup, background.days, inputs.nameOf),
      background: background.sum,
    };
  }

  #start(key: string, scope: Scope, inputs: SessionInputs): Open {
    const rollup = this.#live.sumPart(rowsIn(this.#live.history, scope, this.#zone));
    const background = this.#backgroundOf(scope, inputs);
    return { key, rollup, sessions: new SessionRows(), days: new DayRows(), background };
  }

  #backgroundOf(scope: Scope, { background, facts }: SessionInputs): Background {
    const sessions = backgroundIn(scope, { background, facts, book: this.#live.history.book }, this.#zone);
    const sum = sumWithIdle([...sessions.values()], facts);
    const { book } = this.#live.history;
    const days = backgroundDays(sessions, facts, (model) => book.nameOf(model), this.#zone);
    return { from: background, sessions, days, sum };
  }
}

/** Tests whether a row of the table is in a scope. */
export function rowsIn(
  { table: { columns, models, origins }, book }: Pick<GrowingHistory, "table" | "book">,
  { first, last, project, model }: Scope,
  zone: Zone,
): (row: number) => boolean {
  const fromMs = first === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(first);
  const endMs = last === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(last + 1);
  return (row) => {
    const timeMs = columns.timeMs[row] as number;
    if (timeMs < fromMs || timeMs >= endMs) return false;
    if (project !== null && (origins[columns.origin[row] as number] as Origin).project !== project) return false;
    return model === null || book.nameOf(models[columns.model[row] as number] ?? "") === model;
  };
}

type BackgroundInputs = Pick<SessionInputs, "background" | "facts"> & Pick<GrowingHistory, "book">;

/** The background entries in a scope. A session with known background but no entry in the scope has none there. */
function backgroundIn(
  { first, last, project, model }: Scope,
  { background, facts, book }: BackgroundInputs,
  zone: Zone,
): ReadonlyMap<string, SessionBackground> {
  const isIn = ({ timeMs, model: used }: SessionBackground["entries"][number]): boolean => {
    const day = zone.dayOf(timeMs);
    const isOnDay = (first === null || day >= first) && (last === null || day <= last);
    return isOnDay && (model === null || book.nameOf(used) === model);
  };
  const sessions = new Map<string, SessionBackground>();
  for (const [id, side] of background) {
    if (project !== null && projectOfBackground(facts, id) !== project) continue;
    sessions.set(id, restrict(side, isIn));
  }
  return sessions;
}

/** The background of a scope, by kind, for its causes. */
export function scopeBackground(scope: Scope, inputs: BackgroundInputs, zone: Zone): BackgroundTotal {
  return sumWithIdle([...backgroundIn(scope, inputs, zone).values()], inputs.facts);
}
