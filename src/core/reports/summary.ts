/** An overview for a developer: today, the week, the month, and what the money was spent on. */

import { type BackgroundBook, backgroundSince } from "../background/recent.ts";
import { restrict } from "../background/sum.ts";
import type { SessionBackground } from "../background/types.ts";
import { daysInMonth, firstOfMonth, firstOfWeek, parseDay, type WeekStart } from "../calendar/period.ts";
import type { DayNumber, Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { PicoSum } from "../pricing/money.ts";
import { addCertainty, CERTAIN, type Certainty } from "./certainty.ts";
import { forecastPeriod } from "./forecast.ts";
import { listPeriods, type PeriodList, type SelectedDays } from "./period-list.ts";
import { costsBy, costsByOrigin } from "./session-costs.ts";
import {
  type BackgroundTotal,
  listSessions,
  type SessionListInputs,
  type SessionSummary,
  totalSessions,
  wholeBackground,
} from "./session-list.ts";
import { lacksPrices } from "./totals.ts";
import { pickRows } from "./usage-rollup.ts";

export type PeriodSpend = {
  readonly requests: number;
  readonly loggedPico: Pico;
  readonly backgroundPico: Pico;
  readonly totalPico: Pico;
  /** Whether something without a price is not in it. */
  readonly lacksPrices: boolean;
  readonly certainty: Certainty;
};

export type Summary = {
  readonly today: DayNumber;
  readonly spentToday: PeriodSpend;
  /** Logged spend by local hour, 0 … the present one; later hours are null. */
  readonly hours: readonly (Pico | null)[];
  /** The last seven days, today last. */
  readonly lastDays: readonly { readonly day: DayNumber; readonly totalPico: Pico }[];
  readonly lastSeven: PeriodSpend;
  /** Since the first day of the week. */
  readonly week: PeriodSpend;
  readonly weekStart: WeekStart;
  /** The requested range; null where none was requested. The month's figures below are then the range's. */
  readonly range: { readonly since: DayNumber | null; readonly until: DayNumber | null; readonly days: number } | null;
  readonly month: PeriodSpend;
  readonly monthForecastPico: Pico | null;
  readonly all: PeriodSpend;
  readonly firstDay: DayNumber | null;
  /** The share of what the model read this month that came from the cache; null = nothing was read. */
  readonly cacheShare: number | null;
  /** The most expensive one of the month. */
  readonly topSession: SessionSummary | null;
  readonly topProject: { readonly project: string; readonly costPico: Pico } | null;
  readonly openSessions: readonly SessionSummary[];
  readonly whole: ReturnType<typeof totalSessions>;
};

export type SummaryInputs = SessionListInputs & {
  readonly zone: Zone;
  readonly nowMs: number;
  readonly days?: SelectedDays | null;
  /** The background of everything selected, where already known; it is then not computed again. */
  readonly whole?: BackgroundTotal | null;
  /** The same as `background`, where the sessions before a time may be left out. */
  readonly recent?: BackgroundBook;
  /** undefined = Monday. */
  readonly weekStart?: WeekStart;
  readonly range?: { readonly since: DayNumber | null; readonly until: DayNumber | null } | null;
};

export function summarise(inputs: SummaryInputs): Summary {
  const today = inputs.zone.dayOf(inputs.nowMs);
  const periods = listPeriods(inputs, "day");
  const days = spendByDay(periods);
  const monthStart = firstOfMonth(today);
  const monthEnd = monthStart + daysInMonth(today) - 1;
  const span = (from: DayNumber, to: DayNumber): PeriodSpend =>
    addUp([...days].filter(([d]) => d >= from && d <= to).map(([, s]) => s));
  const spentToday = span(today, today);
  const month = span(monthStart, monthEnd);
  const firstDay = days.size === 0 ? null : Math.min(...days.keys());
  const monthRows = rowsFrom(inputs, monthStart, monthEnd);
  const range = inputs.range ?? null;
  // The most expensive items are those of the range where there is one, else of the month.
  const [from, to] = range ? [range.since ?? firstDay ?? today, range.until ?? today] : [monthStart, monthEnd];
  const rows = range ? rowsFrom(inputs, from, to) : monthRows;
  return {
    today,
    spentToday,
    hours: hoursOf(inputs, monthRows, today),
    lastDays: Array.from({ length: 7 }, (_, i) => today - 6 + i).map((day) => ({
      day,
      totalPico: days.get(day)?.totalPico ?? 0n,
    })),
    lastSeven: span(today - 6, today),
    week: span(firstOfWeek(today, inputs.weekStart), today),
    weekStart: inputs.weekStart ?? 0,
    range: range && { ...range, days: Math.max(1, to - from + 1) },
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
    cacheShare: cacheShareOf(inputs, rows, from, to),
    ...tops(inputs, rows, [from, to]),
    openSessions: sessionsAmong(inputs, rowsOf(inputs, inputs.open), inputs.open),
    whole: totalSessions(inputs.whole ?? wholeBackground(inputs), periods.totals, periods.certainty.exactPico),
  };
}

function spendByDay({ periods }: PeriodList): ReadonlyMap<DayNumber, PeriodSpend> {
  return new Map(
    periods.map((p) => [
      parseDay(p.period) as DayNumber,
      {
        requests: p.totals.requests,
        loggedPico: p.totals.costPico,
        backgroundPico: p.backgroundPico ?? 0n,
        totalPico: p.totalPico,
        lacksPrices: lacksPrices(p.totals.unpriced),
        certainty: p.certainty,
      },
    ]),
  );
}

function addUp(parts: readonly PeriodSpend[]): PeriodSpend {
  return parts.reduce(
    (a, b) => ({
      requests: a.requests + b.requests,
      loggedPico: a.loggedPico + b.loggedPico,
      backgroundPico: a.backgroundPico + b.backgroundPico,
      totalPico: a.totalPico + b.totalPico,
      lacksPrices: a.lacksPrices || b.lacksPrices,
      certainty: addCertainty(a.certainty, b.certainty),
    }),
    { requests: 0, loggedPico: 0n, backgroundPico: 0n, totalPico: 0n, lacksPrices: false, certainty: CERTAIN },
  );
}

/** Indices of rows of the table, so that later passes only read those few. */
type Rows = readonly number[];

function hoursOf({ table, zone, nowMs }: SummaryInputs, rows: Rows, today: DayNumber): (Pico | null)[] {
  const sums = Array.from({ length: 24 }, () => new PicoSum());
  const from = zone.startOfDayMs(today);
  const { timeMs, costPico } = table.columns;
  for (const i of rows) {
    const t = timeMs[i] as number;
    const cost = costPico[i] as number;
    if (t >= from && !Number.isNaN(cost) && zone.dayOf(t) === today) sums[zone.hourOf(t)]?.add(cost);
  }
  const present = zone.hourOf(nowMs);
  return sums.map((sum, hour) => (hour > present && sum.value === 0n ? null : sum.value));
}

function rowsFrom(
  { table, selected, zone }: Pick<SummaryInputs, "table" | "selected" | "zone">,
  from: DayNumber,
  to: DayNumber,
): Rows {
  const fromMs = zone.startOfDayMs(from);
  const beforeMs = zone.startOfDayMs(to + 1);
  const { timeMs } = table.columns;
  const rows: number[] = [];
  for (let i = 0; i < selected.length; i++) {
    const t = timeMs[i] as number;
    if (t >= fromMs && t < beforeMs && selected[i] === 1) rows.push(i);
  }
  return rows;
}

/** Rows of the given sessions. */
function rowsOf({ table, selected }: SummaryInputs, ids: ReadonlySet<string>): Rows {
  if (ids.size === 0) return [];
  const { columns, origins } = table;
  const isOne = Array.from({ length: origins.length }, (_, code) => ids.has(origins.part(code, "sessionId")));
  const rows: number[] = [];
  selected.forEach((on, i) => {
    if (on === 1 && isOne[columns.origin[i] as number]) rows.push(i);
  });
  return rows;
}

/** The given sessions, without those that have no usage. @param rows all of their rows */
function sessionsAmong(inputs: SummaryInputs, rows: Rows, ids: ReadonlySet<string>): readonly SessionSummary[] {
  if (ids.size === 0) return [];
  const table = pickRows(inputs.table, rows);
  const selected = new Uint8Array(rows.length).fill(1);
  const background = new Map([...ids].flatMap((id) => inputs.background.get(id) ?? []).map((b) => [b.sessionId, b]));
  return listSessions({ ...inputs, table, selected, background }).sessions;
}

/**
 * The most expensive session and project of some days, background included, consistent with `sessions` and `by
 * project`.
 */
function tops(
  inputs: SummaryInputs,
  rows: Rows,
  [from, to]: readonly [DayNumber, DayNumber],
): Pick<Summary, "topSession" | "topProject"> {
  const { table, zone } = inputs;
  const [fromMs, beforeMs] = [zone.startOfDayMs(from), zone.startOfDayMs(to + 1)];
  const byOrigin = costsByOrigin(table, rows);
  const bySession = new Map(costsBy(byOrigin, (code) => table.origins.part(code, "sessionId")));
  const byProject = new Map(costsBy(byOrigin, (code) => table.origins.part(code, "project")));
  const background = new Map<string, SessionBackground>();
  for (const [id, whole] of backgroundSince(inputs.recent ?? inputs.background, fromMs)) {
    const part = restrict(whole, (entry) => entry.timeMs >= fromMs && entry.timeMs < beforeMs);
    if (part.entries.length === 0) continue;
    background.set(id, part);
    const cost = part.costPico ?? 0n;
    bySession.set(id, (bySession.get(id) ?? 0n) + cost);
    const project = inputs.sessions.get(id)?.project ?? "";
    byProject.set(project, (byProject.get(project) ?? 0n) + cost);
  }
  const project = mostExpensive(byProject);
  const session = mostExpensive(bySession);
  const ids = new Set(session ? [session.key] : []);
  const codes = new Set([...byOrigin.keys()].filter((code) => table.origins.part(code, "sessionId") === session?.key));
  const own = rows.filter((i) => codes.has(table.columns.origin[i] as number));
  return {
    topSession: sessionsAmong({ ...inputs, background }, own, ids)[0] ?? null,
    topProject: project ? { project: project.key, costPico: project.costPico } : null,
  };
}

type MostExpensive = { readonly key: string; readonly costPico: Pico };

/** Where several cost the same, the first by name, so that the result is independent of their order. */
function mostExpensive(costs: ReadonlyMap<string, Pico>): MostExpensive | null {
  let best: MostExpensive | null = null;
  for (const [key, costPico] of costs) {
    const isBetter = !best || costPico > best.costPico || (costPico === best.costPico && key < best.key);
    if (isBetter) best = { key, costPico };
  }
  return best;
}

function cacheShareOf(inputs: SummaryInputs, rows: Rows, from: DayNumber, to: DayNumber): number | null {
  const { days } = inputs;
  // The sums by day give the same result from far fewer rows.
  const table = days?.table ?? inputs.table;
  const { input, cacheWrite5m, cacheWrite1h, cacheRead } = table.columns;
  let read = 0;
  let rest = 0;
  for (const i of days ? rowsFrom({ zone: inputs.zone, ...days }, from, to) : rows) {
    read += cacheRead[i] as number;
    rest += (input[i] as number) + (cacheWrite5m[i] as number) + (cacheWrite1h[i] as number);
  }
  return read + rest === 0 ? null : read / (read + rest);
}
