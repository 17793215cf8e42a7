/** Sums a loaded history for the status line and the hooks. */

import { daysInMonth, firstOfMonth, weekdayOf } from "../../core/calendar/period.ts";
import type { DayNumber, Zone } from "../../core/calendar/zone.ts";
import { EVERY_SESSION, type IsOwn } from "../../core/limits/spending.ts";
import { type Pico, PicoSum, usdString } from "../../core/pricing/money.ts";
import { backgroundByDay } from "../../core/reports/period-list.ts";
import { SUMMARY_VERSION, type SummarySession, type SummarySnapshot } from "../../core/statusline/spend-snapshot.ts";
import { readSummarySnapshot, writeSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import type { History } from "./history.ts";

/** Sessions that were active this recently are listed individually. */
const RECENT_MS = 2 * 86_400_000;

/** Unchanged sums are written at most this often, because writing takes as long as a report. */
const SAME_MS = 60_000;

/** The account of the sums: where they are written, and which sessions count. */
export type SummaryOwner = { readonly stateDir: string; readonly isOwn: IsOwn };

/** Writes the sums of an unfiltered history of the user's own logs, for each account separately. */
export function recordSummaries(history: History, owners: readonly SummaryOwner[], zone: Zone, nowMs: number): void {
  if (history.demo) return;
  const madeFrom = history.stamp === null ? null : `${history.stamp} ${zone.name}`;
  for (const { stateDir, isOwn } of owners) {
    if (madeFrom !== null && isCurrent(readSummarySnapshot(stateDir), madeFrom, nowMs)) continue;
    writeSummarySnapshot(stateDir, { ...summarySnapshot(history, zone, nowMs, isOwn), madeFrom });
  }
}

function isCurrent(kept: SummarySnapshot | null, madeFrom: string, nowMs: number): boolean {
  if (kept === null || kept.madeFrom !== madeFrom) return false;
  const ageMs = nowMs - kept.asOfMs;
  return ageMs >= 0 && ageMs < SAME_MS && nowMs < kept.dayEndMs;
}

export function summarySnapshot(
  history: History,
  zone: Zone,
  nowMs: number,
  isOwn: IsOwn = EVERY_SESSION,
): SummarySnapshot {
  const today = zone.dayOf(nowMs);
  const monday = today - weekdayOf(today);
  const first = firstOfMonth(today);
  const spent = spentByDay(history, zone, isOwn);
  const since = (from: DayNumber): string => {
    const sums = [...spent].filter(([day]) => day >= from && day <= today).map(([, pico]) => pico);
    return usdString(sums.reduce((a, b) => a + b, 0n));
  };
  const lastMs = (id: string): number => history.sessions.get(id)?.lastMs || nowMs;
  const recent = [...recentSessions(history, nowMs)].filter((id) => isOwn(id, lastMs(id)));
  return {
    version: SUMMARY_VERSION,
    asOfMs: nowMs,
    dayStartMs: zone.startOfDayMs(today),
    dayEndMs: zone.startOfDayMs(today + 1),
    weekEndMs: zone.startOfDayMs(monday + 7),
    monthEndMs: zone.startOfDayMs(first + daysInMonth(today)),
    todayUsd: since(today),
    weekUsd: since(monday),
    monthUsd: since(first),
    sessions: Object.fromEntries(recent.map((id) => [id, sessionSum(history, id)])),
  };
}

/** Logged and background spend, by local day. */
function spentByDay(history: History, zone: Zone, isOwn: SummaryOwner["isOwn"]): ReadonlyMap<DayNumber, Pico> {
  const isWhole = isOwn === EVERY_SESSION;
  const days = isWhole && history.days?.zone === zone.name ? history.days : null;
  const { columns, origins } = days?.usage ?? history.quarterHourRollup;
  const logged = new Map<DayNumber, PicoSum>();
  for (let i = 0; i < columns.length; i++) {
    const pico = columns.costPico[i] as number;
    const timeMs = columns.timeMs[i] as number;
    if (Number.isNaN(pico)) continue;
    if (!isWhole && !isOwn(origins.part(columns.origin[i] as number, "sessionId"), timeMs)) continue;
    const day = zone.dayOf(timeMs);
    const sum = logged.get(day) ?? new PicoSum();
    logged.set(day, sum);
    sum.add(pico);
  }
  const spent = new Map([...logged].map(([day, sum]) => [day, sum.value]));
  for (const [day, { pico }] of days?.background ?? backgroundByDay(ownBackground(history, isOwn), zone)) {
    spent.set(day, (spent.get(day) ?? 0n) + pico);
  }
  return spent;
}

function ownBackground({ background }: History, isOwn: SummaryOwner["isOwn"]) {
  if (isOwn === EVERY_SESSION) return background.values();
  return [...background].map(([id, session]) => ({
    ...session,
    entries: session.entries.filter((entry) => isOwn(id, entry.timeMs)),
  }));
}

/** Running sessions, and those that ran recently. */
function recentSessions({ open, sessions }: History, nowMs: number): ReadonlySet<string> {
  return new Set([...[...open].filter((id) => sessions.has(id)), ...sessions.idsSince(nowMs - RECENT_MS)]);
}

function sessionSum(history: History, id: string): SummarySession {
  const logged = history.costOf(id);
  const background = history.background.get(id)?.costPico ?? null;
  return {
    usd: usdString(logged + (background ?? 0n)),
    backgroundUsd: background === null ? null : usdString(background),
  };
}
