/**
 * Limits between two looks at the logs: the last full result, brought up to what a running session says since. For the
 * status line and the hooks, which read no logs.
 */

import { type Pico, picoFromFloat } from "../pricing/money.ts";
import { projectMatches } from "../reports/filter.ts";
import { type Limit, percentUsed, severityOf, type Thresholds, thresholdsOf } from "./limit.ts";
import { EVERYTHING } from "./spending.ts";
import { mergeReports, presentReports, type WindowReport, windowLimit } from "./windows.ts";

/** What a session spent since the logs were last summed. */
export type SpentSince = {
  readonly sessionId: string;
  readonly project: string;
  readonly usd: number;
  /** The time of the sum that it comes on top of; epoch milliseconds. */
  readonly sinceMs: number;
};

/** The last full result and its time. */
export type LastLimits = { readonly atMs: number; readonly limits: readonly Limit[] };

export type QuickInputs = {
  /** null = never. */
  readonly last: LastLimits | null;
  /** What the session's client reports now. */
  readonly reports: readonly WindowReport[];
  readonly spent: SpentSince | null;
  readonly thresholds: Thresholds;
  readonly nowMs: number;
};

export function quickLimits({ last, reports, spent, thresholds, nowMs }: QuickInputs): readonly Limit[] {
  const heard = [...reports, ...(last?.limits ?? []).flatMap(asReport)];
  const reported = mergeReports(presentReports(heard, nowMs));
  const windows = reported.map((report) => windowLimit(report, { nowMs, thresholds, habit: null }));
  const money = (last?.limits ?? [])
    .filter((limit) => asReport(limit).length === 0)
    .filter((limit) => limit.resetsAtMs === null || limit.resetsAtMs > nowMs)
    .map((limit) => withSpent(limit, last === null ? 0n : spentOn(limit, spent, last, nowMs), thresholds));
  return [...windows, ...money];
}

/** What the client had reported then, as a report again: a newer one goes before it. */
function asReport(limit: Limit): readonly WindowReport[] {
  const { source } = limit;
  if (source !== "statusline" && source !== "client") return [];
  if (limit.kind !== "window" && limit.id !== "spend_limit") return [];
  const { id, label, usedPercent, resetsAtMs, usedPico, limitPico, asOfMs: atMs } = limit;
  return [{ id, label, usedPercent, resetsAtMs, usedPico, limitPico, period: null, atMs, source }];
}

function spentOn(limit: Limit, spent: SpentSince | null, last: LastLimits, nowMs: number): Pico {
  const counts = limit.id === "usage-credits" && isUsedUp(last, nowMs) ? EVERYTHING : limit.counts;
  // Of a sum older than the limits, part of it is in them already.
  if (spent === null || counts === null || spent.sinceMs < last.atMs - 1000) return 0n;
  if (counts.model !== "" || !spent.sessionId.startsWith(counts.session)) return 0n;
  return projectMatches(spent.project, counts.project) ? picoFromFloat(spent.usd) : 0n;
}

/** A window was used up at the last look and has not reset: all that was spent since drew on usage credits. */
function isUsedUp({ limits }: LastLimits, nowMs: number): boolean {
  return limits.some((l) => l.kind === "window" && l.severity === "over" && (l.resetsAtMs ?? 0) > nowMs);
}

function withSpent(limit: Limit, pico: Pico, thresholds: Thresholds): Limit {
  const ceiling = ceilingOf(limit);
  if (pico <= 0n || limit.usedPico === null || ceiling === null) return limit;
  const usedPico = limit.usedPico + pico;
  // What was over stays over: a balance may have ended before its limit.
  const leftPico = limit.severity !== "over" && ceiling > usedPico ? ceiling - usedPico : 0n;
  const percent = percentUsed(usedPico, ceiling);
  const usedPercent = leftPico > 0n ? percent : Math.max(100, percent);
  const severity = limit.reloadsTo === null ? severityOf(usedPercent, thresholdsOf(limit.kind, thresholds)) : "ok";
  return { ...limit, usedPico, usedPercent, leftPico, severity };
}

/** What there was to spend: a balance may end before the limit does. */
function ceilingOf({ usedPico, limitPico, leftPico }: Limit): Pico | null {
  if (usedPico === null || leftPico === null) return limitPico;
  return leftPico > 0n || limitPico === null ? usedPico + leftPico : limitPico;
}
