/** Sums a loaded history for the status line and the hooks. */

import { readClientCompaction } from "../claude-code/client-settings.ts";
import { DEFAULT_AUTO_COMPACT } from "../core/context/auto-compact.ts";
import { type Pico, PicoSum, usdString } from "../core/pricing/money.ts";
import { SUMMARY_VERSION, type SummarySession, type SummarySnapshot } from "../core/statusline/summary.ts";
import { daysInMonth, firstOfMonth, weekdayOf } from "../core/usage/period.ts";
import type { Zone } from "../core/usage/zone.ts";
import { readSummarySnapshot, writeSummarySnapshot } from "../store/summary-snapshot.ts";
import type { History } from "./history.ts";

/** Sessions that were active this recently are kept by themselves. */
const RECENT_MS = 2 * 86_400_000;

/** Sums that did not change need not be written more often: that takes as long as a report. */
const SAME_MS = 60_000;

/** Keeps the sums of an unfiltered history of the user's own logs. Costs one pass over the sums. */
export function recordSummary(history: History, stateDir: string, zone: Zone, nowMs: number): void {
  if (history.demo) return;
  const madeFrom = history.stamp === null ? null : `${history.stamp} ${zone.name}`;
  if (madeFrom !== null && isKept(readSummarySnapshot(stateDir), madeFrom, nowMs)) return;
  writeSummarySnapshot(stateDir, { ...summarySnapshot(history, zone, nowMs), madeFrom });
}

function isKept(kept: SummarySnapshot | null, madeFrom: string, nowMs: number): boolean {
  if (kept === null || kept.madeFrom !== madeFrom) return false;
  const ageMs = nowMs - kept.asOfMs;
  return ageMs >= 0 && ageMs < SAME_MS && nowMs < kept.dayEndMs;
}

export function summarySnapshot(history: History, zone: Zone, nowMs: number): SummarySnapshot {
  const today = zone.dayOf(nowMs);
  const monday = today - weekdayOf(today);
  const first = firstOfMonth(today);
  const dayStartMs = zone.startOfDayMs(today);
  const dayEndMs = zone.startOfDayMs(today + 1);
  const since = { day: dayStartMs, week: zone.startOfDayMs(monday), month: zone.startOfDayMs(first) };
  const earliest = Math.min(since.week, since.month);
  const sums = { day: new PicoSum(), week: new PicoSum(), month: new PicoSum() };
  const recent = recentSessions(history, nowMs);
  const { columns, origins } = history.usage;
  const sumOf = recent.size === 0 ? () => undefined : (code: number) => recent.get(origins.part(code, "sessionId"));
  for (let i = 0; i < columns.length; i++) {
    const cost = columns.costPico[i] as number;
    if (Number.isNaN(cost)) continue;
    sumOf(columns.origin[i] as number)?.add(cost);
    const timeMs = columns.timeMs[i] as number;
    if (timeMs >= earliest && timeMs < dayEndMs) addSince(sums, since, timeMs, cost);
  }
  for (const background of history.background.values()) {
    for (const entry of background.entries) {
      if (entry.costPico === null || !(entry.timeMs >= earliest && entry.timeMs < dayEndMs)) continue;
      addSince(sums, since, entry.timeMs, Number(entry.costPico));
    }
  }
  return {
    version: SUMMARY_VERSION,
    asOfMs: nowMs,
    dayStartMs,
    dayEndMs,
    weekEndMs: zone.startOfDayMs(monday + 7),
    monthEndMs: zone.startOfDayMs(first + daysInMonth(today)),
    todayUsd: usdString(sums.day.value),
    weekUsd: usdString(sums.week.value),
    monthUsd: usdString(sums.month.value),
    sessions: Object.fromEntries([...recent].map(([id, sum]) => [id, sessionSum(history, id, sum.value)])),
    autoCompact: clientCompaction(history),
  };
}

type Sums<T> = { readonly day: T; readonly week: T; readonly month: T };

function addSince(sums: Sums<PicoSum>, since: Sums<number>, timeMs: number, pico: number): void {
  for (const period of ["day", "week", "month"] as const) if (timeMs >= since[period]) sums[period].add(pico);
}

function recentSessions(history: History, nowMs: number): ReadonlyMap<string, PicoSum> {
  const recent = new Map<string, PicoSum>();
  for (const id of history.open) if (history.sessions.has(id)) recent.set(id, new PicoSum());
  for (const { sessionId } of history.sessions.since(nowMs - RECENT_MS)) recent.set(sessionId, new PicoSum());
  return recent;
}

function sessionSum(history: History, id: string, logged: Pico): SummarySession {
  const background = history.background.get(id)?.costPico ?? null;
  return {
    usd: usdString(logged + (background ?? 0n)),
    backgroundUsd: background === null ? null : usdString(background),
  };
}

/** Of the folder that the client uses; where several are read, the first that switches something. */
function clientCompaction(history: History): SummarySnapshot["autoCompact"] {
  const read = history.roots.filter((r) => r.found).map((r) => readClientCompaction(r.path));
  const set = read.find((c) => !c.automatic || c.windowTokens !== null) ?? DEFAULT_AUTO_COMPACT;
  return { automatic: set.automatic, windowTokens: set.windowTokens };
}
