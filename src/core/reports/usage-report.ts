/** The contents of a report of a range. Each part is made by the same function as the command that shows it alone. */

import { sumWithIdle } from "../background/idle.ts";
import type { BackgroundSum } from "../background/sum.ts";
import { type PeriodKind, parseDay, periodKey } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { byDimension, byPeriod, groupRows } from "./group.ts";
import { type GroupList, listGroups } from "./group-list.ts";
import { listPeriods, type PeriodList, type PeriodListInputs } from "./period-list.ts";
import { listSessions, type SessionList, type SessionListInputs } from "./session-list.ts";
import { sortSessions } from "./sort-sessions.ts";
import { lacksPrices, type Totals, TotalsSum } from "./totals.ts";

export type UsageReport = {
  /** Local days, inclusive. Where nothing was used and no range was given, both are today. */
  readonly since: DayNumber;
  readonly until: DayNumber;
  /** The periods of the bars: every one of the range, including those without use. */
  readonly bars: Bars;
  /** Weeks, or months where the range is long. */
  readonly periods: PeriodList;
  readonly activeDays: number;
  readonly models: GroupList;
  readonly projects: GroupList;
  /** Logged spend of the most expensive projects by bar; null = none of it has a price. */
  readonly projectBars: readonly { readonly project: string; readonly costPico: readonly (Pico | null)[] }[];
  /** All sessions, most expensive first. */
  readonly sessions: SessionList;
  readonly background: BackgroundSum;
};

export type Bars = {
  readonly kind: PeriodKind;
  readonly bars: readonly Bar[];
};

export type Bar = {
  /** `2026-11-21`, `2026-W47`, `2026-11`. */
  readonly period: string;
  /** Logged responses. */
  readonly costPico: Pico;
  /** Whether some of them have no price. */
  readonly lacksPrices: boolean;
  readonly backgroundPico: Pico;
};

export type UsageReportInputs = Omit<PeriodListInputs, "weekStart"> &
  SessionListInputs & {
    readonly weekStart: number;
    /** Local days; null = no bound. */
    readonly since: DayNumber | null;
    readonly until: DayNumber | null;
    readonly today: DayNumber;
  };

/** The most bars that fit. */
const MOST_BARS = 62;
const DAYS_OF_WEEKS = 100;
const SHOWN_PROJECTS = 6;

export function usageReport(inputs: UsageReportInputs): UsageReport {
  const { table, selected, zone, weekStart, nameOf, background, sessions } = inputs;
  const days = listPeriods(inputs, "day");
  const { since, until } = rangeOf(inputs, days);
  const length = until - since + 1;
  const kind: PeriodKind = length <= MOST_BARS ? "day" : length <= MOST_BARS * 7 ? "week" : "month";
  const bars = barsOf(kind === "day" ? days : listPeriods(inputs, kind), since, until, weekStart);
  const groups = { table, selected, background, sessions, nameOf };
  const projects = listGroups(groups, "project");
  const list = listSessions(inputs);
  const keyOfProject = byDimension(table, "project", nameOf);
  const keyOfPeriod = byPeriod(table, kind, zone, weekStart);
  const cells = groupRows(table, selected, (i) => `${keyOfPeriod(i)}\n${keyOfProject(i)}`);
  const costs = new Map(
    cells.map(({ key, totals: { costPico, unpriced } }) => [
      key,
      costPico === 0n && lacksPrices(unpriced) ? null : costPico,
    ]),
  );
  const costOf = (key: string): Pico | null => (costs.has(key) ? (costs.get(key) ?? null) : 0n);
  return {
    since,
    until,
    bars,
    periods: listPeriods(inputs, length <= DAYS_OF_WEEKS ? "week" : "month"),
    activeDays: days.periods.filter(({ totals }) => totals.requests > 0).length,
    models: listGroups(groups, "model"),
    projects,
    projectBars: projects.groups.slice(0, SHOWN_PROJECTS).map(({ key: project }) => ({
      project,
      costPico: bars.bars.map(({ period }) => costOf(`${period}\n${project}`)),
    })),
    sessions: { ...list, sessions: sortSessions(list.sessions, "cost") },
    background: sumWithIdle([...background.values()], sessions),
  };
}

/** An open start is the first day of use, an open end is today; a range does not extend into the future. */
function rangeOf(
  { since, until, today }: UsageReportInputs,
  { periods }: PeriodList,
): { readonly since: DayNumber; readonly until: DayNumber } {
  const used = periods.map(({ period }) => parseDay(period) as DayNumber);
  const first = since ?? used[0] ?? today;
  const last = Math.max(first, used.at(-1) ?? first, Math.min(until ?? today, today));
  return { since: first, until: last };
}

const NOTHING: Totals = new TotalsSum().finish();

function barsOf({ kind, periods }: PeriodList, since: DayNumber, until: DayNumber, weekStart: number): Bars {
  const known = new Map(periods.map((period) => [period.period, period]));
  const keys = new Set<string>();
  for (let day = since; day <= until; day++) keys.add(periodKey(kind, day, weekStart));
  const bars = [...keys].map((period): Bar => {
    const { totals = NOTHING, backgroundPico = null } = known.get(period) ?? {};
    return {
      period,
      costPico: totals.costPico,
      lacksPrices: lacksPrices(totals.unpriced),
      backgroundPico: backgroundPico ?? 0n,
    };
  });
  return { kind, bars };
}
