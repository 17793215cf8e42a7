/**
 * Limits between two looks at the logs: the last full result, brought up to what a running session says since. For the
 * status line and the hooks, which read no logs.
 */

import { type Pico, picoFromFloat } from "../pricing/money.ts";
import { type Limit, percentUsed, severityOf, type Thresholds, thresholdsOf } from "./limit.ts";
import { mergeReports, presentReports, type WindowReport, windowLimit } from "./windows.ts";

/** What a session spent since the logs were last summed. */
export type SpentSince = {
  readonly sessionId: string;
  readonly project: string;
  readonly usd: number;
  /** The time of the sum that it comes on top of; epoch milliseconds. */
  readonly sinceMs: number;
};

export type QuickInputs = {
  /** The last full result and its time; null = never. */
  readonly last: { readonly atMs: number; readonly limits: readonly Limit[] } | null;
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
    .map((limit) => withSpent(limit, spentOn(limit, spent, last?.atMs ?? 0), thresholds));
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

function spentOn(limit: Limit, spent: SpentSince | null, asOfMs: number): Pico {
  // Of a sum older than the limits, part of it is in them already.
  if (spent === null || limit.counts === null || spent.sinceMs < asOfMs - 1000) return 0n;
  const { project, model, session } = limit.counts;
  if (model !== "" || !spent.sessionId.startsWith(session)) return 0n;
  return spent.project.toLowerCase().includes(project.toLowerCase()) ? picoFromFloat(spent.usd) : 0n;
}

function withSpent(limit: Limit, pico: Pico, thresholds: Thresholds): Limit {
  if (pico <= 0n || limit.usedPico === null || limit.limitPico === null) return limit;
  const usedPico = limit.usedPico + pico;
  const left = (limit.leftPico ?? 0n) - pico;
  const usedPercent = percentUsed(usedPico, limit.limitPico);
  const severity = limit.reloadsTo === null ? severityOf(usedPercent, thresholdsOf(limit.kind, thresholds)) : "ok";
  return { ...limit, usedPico, usedPercent, leftPico: left > 0n ? left : 0n, severity };
}
