/**
 * Determines which sessions used up a window of the plan, and how much of the weekly one is left for today. The client
 * reports one percentage for everything: its growth between two reports is divided by what the sessions cost in that
 * time.
 */

import type { Zone } from "../calendar/zone.ts";
import { DAY_MS, type Span } from "./calendar.ts";
import { type Spending, visitSessions } from "./spending.ts";

/** A percentage of a window that the client reported. */
export type WindowReading = {
  readonly id: string;
  /** Time of the answer that contained it; epoch milliseconds. */
  readonly atMs: number;
  readonly usedPercent: number | null;
  readonly resetsAtMs: number | null;
};

export type SessionUse = {
  readonly sessionId: string;
  /** "" = not known. */
  readonly project: string;
  /** "" = none. */
  readonly title: string;
  /** Estimated percentage points of the window. */
  readonly percent: number;
  /** The session's cost in the window's time, without unpriced requests; pico-dollars. */
  readonly pico: number;
};

export type DayShare = {
  /** Percentage points of the window: what was left when the day began, divided by the days that were left. */
  readonly percent: number;
  /** The part of it already used; null = not known, then `percent` is what is left for the rest of the day. */
  readonly usedPercent: number | null;
};

export type WindowUse = {
  /** Largest first. Together with the two fields below they add up to what is used. */
  readonly sessions: readonly SessionUse[];
  /** Used before the first report of this window was received here: by whom is not known. */
  readonly beforePercent: number;
  /** Used while no session here spent anything: in chat, or on another machine. */
  readonly elsewherePercent: number;
  /** Only for windows longer than a day. */
  readonly today: DayShare | null;
};

export type WindowUseOptions = {
  readonly readings: readonly WindowReading[];
  readonly spending: Spending;
  readonly zone: Zone;
  readonly nowMs: number;
};

/** Windows of one model count only its requests, so they are left out. */
const SHARED_WINDOWS = ["five_hour", "seven_day"];

/** The parts of a limit that are needed here. */
export type UsedWindow = {
  readonly id: string;
  readonly usedPercent: number | null;
  readonly startsAtMs: number | null;
  readonly resetsAtMs: number | null;
};

/** @returns null where the limit is no such window, has just reset, or its times are not known */
export function windowUse(window: UsedWindow, options: WindowUseOptions): WindowUse | null {
  const { id, usedPercent, startsAtMs, resetsAtMs } = window;
  if (!SHARED_WINDOWS.includes(id) || usedPercent === null || startsAtMs === null || resetsAtMs === null) return null;
  const span = { fromMs: startsAtMs, toMs: resetsAtMs };
  const steps = stepsOf(id, span, options.readings);
  return { ...shareOutSteps(steps, span, options), today: dayShare(usedPercent, steps, span, options) };
}

type Step = { readonly atMs: number; readonly percent: number };

/** Reset times of one window differ by seconds between reports. */
const SAME_RESET_MS = 600_000;

/** The reported growth of the window's percentage. A figure below an earlier one is outdated, and left out. */
function stepsOf(id: string, { fromMs, toMs }: Span, readings: readonly WindowReading[]): readonly Step[] {
  const own = readings.filter(
    (w) => w.id === id && w.resetsAtMs !== null && Math.abs(w.resetsAtMs - toMs) <= SAME_RESET_MS && w.atMs > fromMs,
  );
  const steps: Step[] = [];
  for (const { atMs, usedPercent } of own.sort((a, b) => a.atMs - b.atMs)) {
    const last = steps.at(-1)?.percent ?? -1;
    if (usedPercent !== null && usedPercent > last) steps.push({ atMs, percent: usedPercent });
  }
  return steps;
}

const QUARTER_MS = 900_000;

/** A step: costs after the end of the previous one and up to `endMs` count for its points. */
type Closed = { readonly endMs: number; readonly percent: number };

function shareOutSteps(
  steps: readonly Step[],
  span: Span,
  { spending, nowMs }: WindowUseOptions,
): Omit<WindowUse, "today"> {
  // Costs older than a day are known by quarter of an hour, so a step ends at the end of its quarter.
  const endOf = (atMs: number): number =>
    atMs < nowMs - DAY_MS ? Math.floor(atMs / QUARTER_MS) * QUARTER_MS + QUARTER_MS - 1 : atMs;
  const closed = steps
    .map(({ atMs, percent }): Closed => ({ endMs: endOf(atMs), percent }))
    .filter(({ endMs }, i, all) => all[i + 1]?.endMs !== endMs);
  const costs = closed.map(() => new Map<string, number>());
  const totals = new Map<string, number>();
  visitSessions(spending, { fromMs: span.fromMs, toMs: Math.min(span.toMs, nowMs + 1) }, (sessionId, timeMs, pico) => {
    totals.set(sessionId, (totals.get(sessionId) ?? 0) + pico);
    // The client's figures do not include yet what was spent after the last step.
    const own = costs[firstNotBefore(closed, timeMs)];
    own?.set(sessionId, (own.get(sessionId) ?? 0) + pico);
  });
  const percents = new Map<string, number>();
  let elsewherePercent = 0;
  closed.forEach(({ percent }, i) => {
    if (i === 0) return;
    const points = percent - (closed[i - 1] as Closed).percent;
    const own = costs[i] as ReadonlyMap<string, number>;
    const whole = [...own.values()].reduce((sum, pico) => sum + pico, 0);
    if (whole === 0) elsewherePercent += points;
    else for (const [id, pico] of own) percents.set(id, (percents.get(id) ?? 0) + (points * pico) / whole);
  });
  const sessions = [...percents]
    .filter(([, percent]) => percent > 0)
    .map(([sessionId, percent]) => {
      const { project = "", title = null } = spending.sessions.get(sessionId) ?? {};
      return { sessionId, project, title: title?.text ?? "", percent, pico: totals.get(sessionId) ?? 0 };
    })
    .sort((a, b) => b.percent - a.percent || (a.sessionId < b.sessionId ? -1 : 1));
  return { sessions, beforePercent: closed[0]?.percent ?? 0, elsewherePercent };
}

/** The index of the first step that ends at or after the time; the number of steps where none does. */
function firstNotBefore(steps: readonly Closed[], timeMs: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as Closed).endMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What is left, divided by the days that are left; counted from the day's beginning where the percentage at that time
 * is known.
 */
function dayShare(
  usedPercent: number,
  steps: readonly Step[],
  span: Span,
  { zone, nowMs }: WindowUseOptions,
): DayShare | null {
  if (span.toMs - span.fromMs <= DAY_MS || nowMs >= span.toMs) return null;
  const today = zone.dayOf(nowMs);
  const [dayFromMs, dayToMs] = [zone.startOfDayMs(today), zone.startOfDayMs(today + 1)];
  const startedToday = span.fromMs >= dayFromMs;
  const atDayStart = steps.findLast(({ atMs }) => atMs <= dayFromMs);
  const base = startedToday ? 0 : (atDayStart?.percent ?? null);
  const fromMs = base === null ? nowMs : Math.max(dayFromMs, span.fromMs);
  const left = Math.max(0, 100 - (base ?? usedPercent));
  const percent = (left * (Math.min(dayToMs, span.toMs) - fromMs)) / (span.toMs - fromMs);
  return { percent, usedPercent: base === null ? null : Math.max(0, usedPercent - base) };
}
