/** Makes alerts from limits. The id of an alert identifies the crossing, so that it is shown once. */

import type { Pico } from "../pricing/money.ts";
import { type Limit, SEVERITY_RANK, type Severity, type Thresholds, thresholdsOf } from "./limit.ts";

/** `news`: worth showing, but no reason to worry. */
export type LimitAlertKind = "threshold" | "run-out" | "expiry" | "news";

export type LimitAlert = {
  /** Identifies the crossing: limit, period and threshold. The same in every process. */
  readonly id: string;
  readonly kind: LimitAlertKind;
  readonly severity: Severity;
  readonly limit: Limit;
  /** Lower thresholds of the same limit that were also crossed and are reported with this one. */
  readonly covers: readonly string[];
  /** The threshold that was crossed, in percent. */
  readonly thresholdPercent: number | null;
  /** When the limit is reached, or the money expires. */
  readonly atMs: number | null;
  readonly pico: Pico | null;
};

export type Quiet = {
  readonly silenced: readonly string[];
  readonly snoozed: readonly { readonly id: string; readonly untilMs: number }[];
};

/** Worst first. Silenced and snoozed limits are left out. */
export function alertsOf(limits: readonly Limit[], thresholds: Thresholds, quiet: Quiet, nowMs: number): LimitAlert[] {
  const loud = limits.filter((limit) => !isQuiet(limit.id, quiet, nowMs));
  return worstFirst(loud.flatMap((limit) => alertsOfOne(limit, thresholds, nowMs)));
}

export function worstFirst<T extends { readonly severity: Severity }>(alerts: readonly T[]): T[] {
  return [...alerts].sort((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]);
}

/** A silenced id applies to all ids that begin with it: `budget:session` to all sessions. */
export function isQuiet(limitId: string, quiet: Quiet, nowMs: number): boolean {
  const covers = (id: string): boolean => limitId === id || limitId.startsWith(`${id}:`) || limitId === `budget:${id}`;
  return quiet.silenced.some(covers) || quiet.snoozed.some((s) => s.untilMs > nowMs && covers(s.id));
}

function alertsOfOne(limit: Limit, thresholds: Thresholds, nowMs: number): LimitAlert[] {
  const alerts: LimitAlert[] = [];
  const make = (kind: LimitAlertKind, suffix: string, rest: Partial<LimitAlert>): void => {
    alerts.push({
      id: crossingId(limit, suffix),
      kind,
      severity: "warn",
      limit,
      covers: [],
      thresholdPercent: null,
      atMs: null,
      pico: null,
      ...rest,
    });
  };
  const crossed = crossedThresholds(limit, thresholds);
  const highest = crossed.at(-1);
  if (highest !== undefined) {
    const covers = crossed.slice(0, -1).map((t) => crossingId(limit, String(t)));
    make("threshold", String(highest), { severity: limit.severity, thresholdPercent: highest, covers });
  } else if (thresholds.runOut && limit.runsOut !== null && runsOutEarly(limit, nowMs)) {
    make("run-out", "run-out", { atMs: limit.runsOut.atMs });
  }
  for (const lot of limit.expiring) make("expiry", `expiry ${lot.id}`, { atMs: lot.atMs, pico: lot.pico });
  if (limit.reload !== null) make("news", "reload", { severity: "ok", pico: limit.reload.balancePico });
  return alerts;
}

/** Lowest first. A limit that is "ok" or "unknown" has crossed none. */
function crossedThresholds(limit: Limit, thresholds: Thresholds): readonly number[] {
  const percent = limit.usedPercent;
  if (SEVERITY_RANK[limit.severity] < SEVERITY_RANK.warn || percent === null) return [];
  const steps = [...new Set([...thresholdsOf(limit.kind, thresholds), 100])];
  return steps.filter((t) => percent >= t).sort((a, b) => a - b);
}

const WEEK_MS = 7 * 86_400_000;

/** Whether the limit runs out before its reset or, where it has none, within a week. */
function runsOutEarly(limit: Limit, nowMs: number): boolean {
  const atMs = limit.runsOut?.atMs ?? Number.POSITIVE_INFINITY;
  return limit.hard && limit.reload === null && atMs < (limit.resetsAtMs ?? nowMs + WEEK_MS);
}

/**
 * Reset times differ by seconds between reports, so periods are compared by quarter of an hour. A balance has no reset;
 * its period begins when money comes in.
 */
export function crossingId(limit: Limit, suffix: string): string {
  const { resetsAtMs, startsAtMs } = limit;
  const edgeMs = resetsAtMs ?? startsAtMs;
  const period = edgeMs === null ? "open" : `${resetsAtMs === null ? "since-" : ""}${Math.round(edgeMs / 900_000)}`;
  return `${limit.id}@${period}:${suffix}`;
}

/** Whether `limits --check` should fail because of this alert: true for what is crossed, not for what is forecast. */
export function isCrossed(alert: LimitAlert, atLeast: Severity): boolean {
  return alert.kind === "threshold" && SEVERITY_RANK[alert.severity] >= SEVERITY_RANK[atLeast];
}
