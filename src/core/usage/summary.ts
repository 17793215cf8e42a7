/** What a developer wants at a glance: today, the week, the month and where it goes. */

import type { Pico } from "../pricing/money.ts";
import { PicoSum } from "../pricing/money.ts";
import { forecastPeriod } from "./forecast.ts";
import { byDimension, bySession, type Group, groupRows, totalOf } from "./group.ts";
import { daysInMonth, firstOfMonth, parseDay, weekdayOf } from "./period.ts";
import { listPeriods, type PeriodList, type SelectedDays } from "./period-list.ts";
import { listSessions, type SessionListInputs, type SessionSummary, totalSessions } from "./session-list.ts";
import { promptTokens } from "./tokens.ts";
import type { DayNumber, Zone } from "./zone.ts";

export type Stretch = {
  readonly requests: number;
  readonly loggedPico: Pico;
  readonly backgroundPico: Pico;
  readonly totalPico: Pico;
};

export type Summary = {
  readonly today: DayNumber;
  readonly spentToday: Stretch;
  /** Logged spend by local hour, 0 … the present one; later hours are null. */
  readonly hours: readonly (Pico | null)[];
  /** The last seven days, today last. */
  readonly lastDays: readonly { readonly day: DayNumber; readonly totalPico: Pico }[];
  readonly lastSeven: Stretch;
  /** Since Monday. */
  readonly week: Stretch;
  readonly month: Stretch;
  readonly monthForecastPico: Pico | null;
  readonly all: Stretch;
  readonly firstDay: DayNumber | null;
  /** Of what the model read this month, the share that came from the cache; null = nothing read. */
  readonly cacheShare: number | null;
  /** Dearest of the month. */
  readonly topSession: SessionSummary | null;
  readonly topProject: { readonly project: string; readonly costPico: Pico } | null;
  readonly openSessions: readonly SessionSummary[];
  readonly whole: ReturnType<typeof totalSessions>;
};

export type SummaryInputs = SessionListInputs & {
  readonly zone: Zone;
  readonly nowMs: number;
  readonly days?: SelectedDays | null;
};

export function summarise(inputs: SummaryInputs): Summary {
  const today = inputs.zone.dayOf(inputs.nowMs);
  const periods = listPeriods(inputs, "day");
  const days = dayStretches(periods);
  const monthStart = firstOfMonth(today);
  const monthEnd = monthStart + daysInMonth(today) - 1;
  const span = (from: DayNumber, to: DayNumber): Stretch =>
    addUp([...days].filter(([d]) => d >= from && d <= to).map(([, s]) => s));
  const spentToday = span(today, today);
  const month = span(monthStart, monthEnd);
  const firstDay = days.size === 0 ? null : Math.min(...days.keys());
  const monthRows = restrictTo(inputs, monthStart, monthEnd);
  return {
    today,
    spentToday,
    hours: hoursOf(inputs, today),
    lastDays: Array.from({ length: 7 }, (_, i) => today - 6 + i).map((day) => ({
      day,
      totalPico: days.get(day)?.totalPico ?? 0n,
    })),
    lastSeven: span(today - 6, today),
    week: span(today - weekdayOf(today), today),
    month,
    monthForecastPico: forecastPeriod({
      today,
      lastDay: monthEnd,
      spentPico: month.totalPico,
      spentTodayPico: spentToday.totalPico,
      spendOf: (day) => days.get(day)?.totalPico ?? 0n,
      firstDay: firstDay ?? today,
    }),
    all: addUp([...days.values()]),
    firstDay,
    ...tops(inputs, monthRows),
    openSessions: sessionsAmong(inputs, inputs.selected, inputs.open),
    whole: totalSessions(inputs, periods.totals),
  };
}

function dayStretches({ periods }: PeriodList): ReadonlyMap<DayNumber, Stretch> {
  return new Map(
    periods.map((p) => [
      parseDay(p.period) as DayNumber,
      {
        requests: p.totals.requests,
        loggedPico: p.totals.costPico,
        backgroundPico: p.backgroundPico ?? 0n,
        totalPico: p.totalPico,
      },
    ]),
  );
}

function addUp(parts: readonly Stretch[]): Stretch {
  return parts.reduce(
    (a, b) => ({
      requests: a.requests + b.requests,
      loggedPico: a.loggedPico + b.loggedPico,
      backgroundPico: a.backgroundPico + b.backgroundPico,
      totalPico: a.totalPico + b.totalPico,
    }),
    { requests: 0, loggedPico: 0n, backgroundPico: 0n, totalPico: 0n },
  );
}

function hoursOf({ table, selected, zone, nowMs }: SummaryInputs, today: DayNumber): (Pico | null)[] {
  const sums = Array.from({ length: 24 }, () => new PicoSum());
  const from = zone.startOfDayMs(today);
  const { timeMs, costPico } = table.columns;
  for (let i = 0; i < selected.length; i++) {
    const t = timeMs[i] as number;
    const cost = costPico[i] as number;
    if (selected[i] === 1 && t >= from && !Number.isNaN(cost) && zone.dayOf(t) === today)
      sums[zone.hourOf(t)]?.add(cost);
  }
  const present = zone.hourOf(nowMs);
  return sums.map((sum, hour) => (hour > present && sum.value === 0n ? null : sum.value));
}

function restrictTo({ table, selected, zone }: SummaryInputs, from: DayNumber, to: DayNumber): Uint8Array {
  const fromMs = zone.startOfDayMs(from);
  const beforeMs = zone.startOfDayMs(to + 1);
  const { timeMs } = table.columns;
  return selected.map((on, i) =>
    on === 1 && (timeMs[i] as number) >= fromMs && (timeMs[i] as number) < beforeMs ? 1 : 0,
  );
}

/** The sessions named, as far as they used something. */
function sessionsAmong(
  inputs: SummaryInputs,
  selected: Uint8Array,
  ids: ReadonlySet<string>,
): readonly SessionSummary[] {
  if (ids.size === 0) return [];
  const { columns, origins } = inputs.table;
  const isOne = Array.from({ length: origins.length }, (_, code) => ids.has(origins.part(code, "sessionId")));
  const own = selected.map((on, i) => (on === 1 && isOne[columns.origin[i] as number] ? 1 : 0));
  const background = new Map([...ids].flatMap((id) => inputs.background.get(id) ?? []).map((b) => [b.sessionId, b]));
  return listSessions({ ...inputs, selected: own, background }).sessions;
}

function isDearer(a: Group, b: Group): boolean {
  const difference = a.totals.costPico - b.totals.costPico;
  return difference > 0n || (difference === 0n && a.key < b.key);
}

function tops(inputs: SummaryInputs, rows: Uint8Array): Pick<Summary, "cacheShare" | "topSession" | "topProject"> {
  const { table } = inputs;
  const dearest = (groups: readonly Group[]): Group | null =>
    groups.reduce<Group | null>((a, b) => (a && isDearer(a, b) ? a : b), null);
  const project = dearest(
    groupRows(
      table,
      rows,
      byDimension(table, "project", (m) => m),
    ),
  );
  const session = dearest(groupRows(table, rows, bySession(table)));
  const ids = new Set(session ? [session.key] : []);
  const { tokens } = totalOf(table, rows);
  const prompt = promptTokens(tokens);
  return {
    cacheShare: prompt === 0 ? null : tokens.cacheRead / prompt,
    topSession: sessionsAmong({ ...inputs, background: new Map() }, rows, ids)[0] ?? null,
    topProject: project ? { project: project.key, costPico: project.totals.costPico } : null,
  };
}
