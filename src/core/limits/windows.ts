/**
 * The plan's windows as the client reports them: 5-hour, weekly, weekly of a model, or an unknown one. They are never
 * estimated from tokens: without a report there is no percentage.
 */

import type { Zone } from "../calendar/zone.ts";
import { cleanText } from "../clean-text.ts";
import type { Pico } from "../pricing/money.ts";
import { type Burn, expectedBurn, reach } from "./burn.ts";
import { DAY_MS, elapsedPercent, HOUR_MS, type Span, utcMonth } from "./calendar.ts";
import {
  type Forecast,
  type Limit,
  PLAIN_LIMIT,
  percentUsed,
  severityOf,
  type Thresholds,
  thresholdsOf,
} from "./limit.ts";

/** How long the client itself accepts its figures. */
export const TRUST_MS = 60 * 60_000;
/** Below this percentage of time and use, the pace of a window is not meaningful. */
const PACE_FROM_PERCENT = 10;

export type WindowReport = {
  readonly id: string;
  /** Where the report contains a name for the window. */
  readonly label?: string;
  readonly usedPercent: number | null;
  readonly resetsAtMs: number | null;
  readonly usedPico: Pico | null;
  readonly limitPico: Pico | null;
  /** `daily`, `weekly` or `monthly` for a spend limit. */
  readonly period: string | null;
  readonly atMs: number;
  readonly source: "statusline" | "client";
};

/**
 * Selects the newest report per window. All sessions report the same account's windows, and `atMs` is the time of the
 * answer that contained the figure, so that an idle session which repeats an old figure does not replace a newer one.
 */
export function mergeReports(reports: readonly WindowReport[]): readonly WindowReport[] {
  const best = new Map<string, WindowReport>();
  for (const report of reports) {
    const old = best.get(report.id);
    if (!old || isNewer(report, old)) best.set(report.id, report);
  }
  return [...best.values()].sort((a, b) => rankOf(a.id) - rankOf(b.id) || (a.id < b.id ? -1 : 1));
}

/** A window that reset a day ago and was not reported since no longer exists, or was not used. */
const FORGET_MS = DAY_MS;

/** Reports that still apply: of the present window, or of one that reset recently. */
export function presentReports(reports: readonly WindowReport[], nowMs: number): readonly WindowReport[] {
  return reports.filter((r) => nowMs - (r.resetsAtMs ?? r.atMs) < FORGET_MS);
}

function isNewer(a: WindowReport, b: WindowReport): boolean {
  if (wasOver(a) !== wasOver(b)) return wasOver(b);
  return a.atMs === b.atMs ? (a.usedPercent ?? -1) > (b.usedPercent ?? -1) : a.atMs > b.atMs;
}

/** The window had reset before it was reported: an idle session repeats an outdated figure. */
function wasOver({ resetsAtMs, atMs }: WindowReport): boolean {
  return resetsAtMs !== null && resetsAtMs <= atMs;
}

function rankOf(id: string): number {
  if (id === "five_hour") return 0;
  return id === "seven_day" ? 1 : 2;
}

export function windowLabel(id: string): string {
  if (id === "five_hour") return "5-hour window";
  if (id === "seven_day") return "weekly window";
  if (id === "spend_limit") return "gateway spend limit";
  const words = id.replace(/^seven_day_?/, "").replaceAll("_", " ");
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return id.startsWith("seven_day") ? `weekly window, ${name}` : `${name} window`;
}

function lengthOf(report: WindowReport): number | null {
  if (report.id === "five_hour") return 5 * HOUR_MS;
  if (report.id.startsWith("seven_day") || report.period === "weekly") return 7 * DAY_MS;
  if (report.period === "daily") return DAY_MS;
  return null;
}

export type WindowContext = {
  readonly nowMs: number;
  readonly thresholds: Thresholds;
  /** How the user usually works; null = not known. Used for forecasts of windows longer than a day. */
  readonly habit: { readonly burn: Burn; readonly zone: Zone } | null;
};

export function windowLimit(report: WindowReport, context: WindowContext): Limit {
  const { nowMs, thresholds } = context;
  const isSpend = report.id === "spend_limit" || report.limitPico !== null;
  const kind = isSpend ? ("spend-limit" as const) : ("window" as const);
  const hasReset = report.resetsAtMs !== null && report.resetsAtMs <= nowMs;
  const usedPercent = hasReset ? null : percentOf(report);
  const stale = !hasReset && nowMs - report.atMs > TRUST_MS;
  const span = spanOf(report);
  const severity = severityOf(usedPercent, thresholdsOf(kind, thresholds));
  const known = !hasReset && report.usedPico !== null && report.limitPico !== null;
  const left = known ? (report.limitPico as Pico) - (report.usedPico as Pico) : null;
  return {
    ...PLAIN_LIMIT,
    id: report.id,
    kind,
    label: cleanText(report.label ?? windowLabel(report.id)) || "window",
    usedPercent,
    usedPico: hasReset ? null : report.usedPico,
    counts: null,
    limitPico: report.limitPico,
    leftPico: left === null || left > 0n ? left : 0n,
    startsAtMs: hasReset || !span ? null : span.fromMs,
    resetsAtMs: report.resetsAtMs,
    pacePercent: hasReset || !span ? null : elapsedPercent(span, nowMs),
    runsOut: stale || usedPercent === null || !span ? null : paceForecast(usedPercent, span, context),
    asOfMs: report.atMs,
    source: report.source,
    stale,
    // An old figure is a lower bound: what was over still is, but what was ok may have changed.
    severity: stale && severity === "ok" ? "unknown" : severity,
    hard: true,
    consequence: isSpend ? "refused" : "credits-pay-or-stop",
    notes: notesOf(hasReset, stale),
  };
}

function percentOf(report: WindowReport): number | null {
  if (report.usedPercent !== null) return report.usedPercent;
  if (report.usedPico === null || report.limitPico === null) return null;
  return percentUsed(report.usedPico, report.limitPico);
}

function spanOf(report: WindowReport): Span | null {
  if (report.resetsAtMs !== null && report.period === "monthly") {
    return { fromMs: utcMonth(report.resetsAtMs - 1).fromMs, toMs: report.resetsAtMs };
  }
  const length = lengthOf(report);
  if (report.resetsAtMs === null || length === null) return null;
  return { fromMs: report.resetsAtMs - length, toMs: report.resetsAtMs };
}

function notesOf(hasReset: boolean, stale: boolean): readonly string[] {
  if (hasReset) return ["has reset since; not reported again yet"];
  return stale ? ["an old figure: at least so much is used"] : [];
}

/** A forecast at the present pace; for windows of several days, by the hours in which the user usually works. */
function paceForecast(usedPercent: number, span: Span, context: WindowContext): Forecast | null {
  const { nowMs, habit } = context;
  if (usedPercent >= 100) return { atMs: nowMs, earliestMs: nowMs, latestMs: nowMs };
  if (usedPercent < PACE_FROM_PERCENT || elapsedPercent(span, nowMs) < PACE_FROM_PERCENT) return null;
  const remaining = 100 - usedPercent;
  if (span.toMs - span.fromMs > DAY_MS && habit !== null && habit.burn.days >= 7) {
    const soFar = expectedBurn(habit.burn, habit.zone, span.fromMs, nowMs);
    if (soFar > 0)
      return reach(habit.burn, habit.zone, { remaining, nowMs, untilMs: span.toMs, scale: usedPercent / soFar });
  }
  const atMs = nowMs + ((nowMs - span.fromMs) * remaining) / usedPercent;
  return atMs < span.toMs ? { atMs, earliestMs: atMs, latestMs: atMs } : null;
}

/**
 * When, by the client's own reports, no window was used up: from the start of the present 5-hour window to the report,
 * or to the moment at which it was used up, provided that every weekly window is below 100 %.
 * @param exhausted when windows were used up
 */
export function belowSpans(reports: readonly WindowReport[], exhausted: readonly Span[] = []): readonly Span[] {
  const windows = mergeReports(reports).filter((r) => r.id !== "spend_limit");
  const fiveHour = windows.find((r) => r.id === "five_hour");
  const span = fiveHour && spanOf(fiveHour);
  if (!fiveHour || !span || windows.some((r) => r !== fiveHour && isUsedUp(r))) return [];
  const inside = exhausted.map((s) => s.fromMs).filter((ms) => ms > span.fromMs && ms < span.toMs);
  if (isUsedUp(fiveHour)) return inside.length === 0 ? [] : [{ fromMs: span.fromMs, toMs: Math.min(...inside) }];
  return [{ fromMs: span.fromMs, toMs: Math.min(fiveHour.atMs, span.toMs) + 1 }];
}

const isUsedUp = ({ usedPercent }: WindowReport): boolean => (usedPercent ?? 0) >= 100;
