/** What a developer wants at a glance: today, the week, the month and where it goes. */

import type { Pico } from "../pricing/money.ts";
import { PicoSum } from "../pricing/money.ts";
import { forecastPeriod } from "./forecast.ts";
import { byDimension, groupRows } from "./group.ts";
import { daysInMonth, firstOfMonth, parseDay, weekdayOf } from "./period.ts";
import { listPeriods } from "./period-list.ts";
import { listSessions, type SessionList, type SessionListInputs, type SessionSummary } from "./session-list.ts";
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
  readonly sessions: SessionList;
};

export type SummaryInputs = SessionListInputs & { readonly zone: Zone; readonly nowMs: number };

export function summarise(inputs: SummaryInputs): Summary {
  const today = inputs.zone.dayOf(inputs.nowMs);
  const days = dayStretches(inputs);
  const monthStart = firstOfMonth(today);
  const monthEnd = monthStart + daysInMonth(today) - 1;
  const span = (from: DayNumber, to: DayNumber): Stretch =>
    addUp([...days].filter(([d]) => d >= from && d <= to).map(([, s]) => s));
  const spentToday = span(today, today);
  const month = span(monthStart, monthEnd);
  const firstDay = days.size === 0 ? null : Math.min(...days.keys());
  const monthRows = restrictTo(inputs, monthStart, monthEnd);
  const sessions = listSessions(inputs);
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
    openSessions: sessions.sessions.filter((s) => s.isOpen),
    sessions,
  };
}

function dayStretches(inputs: SummaryInputs): ReadonlyMap<DayNumber, Stretch> {
  return new Map(
    listPeriods(inputs, "day").periods.map((p) => [
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

function tops(inputs: SummaryInputs, rows: Uint8Array): Pick<Summary, "cacheShare" | "topSession" | "topProject"> {
  const sessions = listSessions({ ...inputs, selected: rows, background: new Map() });
  const topSession = sessions.sessions.reduce<SessionSummary | null>(
    (a, b) => (a && a.totalPico >= b.totalPico ? a : b),
    null,
  );
  const projects = groupRows(
    inputs.table,
    rows,
    byDimension(inputs.table, "project", (m) => m),
  );
  const topProject = projects.reduce<(typeof projects)[number] | null>(
    (a, b) => (a && a.totals.costPico >= b.totals.costPico ? a : b),
    null,
  );
  const prompt = promptTokens(sessions.totals.tokens);
  return {
    cacheShare: prompt === 0 ? null : sessions.totals.tokens.cacheRead / prompt,
    topSession,
    topProject: topProject ? { project: topProject.key, costPico: topProject.totals.costPico } : null,
  };
}
