/** `limits --json`. */

import { type Alert, subjectOf } from "../../core/alerts.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { DrawSums } from "../../core/limits/draws.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { moneyWords, PLAN_POLICIES, type PlanKind } from "../../core/limits/plan.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { alertMessage } from "../words/limits-words.ts";
import { headJson, isoTime, type JsonHead } from "./parts.ts";

export type LimitsJsonInput = {
  readonly plan: { readonly kind: PlanKind | null; readonly from: string };
  readonly limits: readonly Limit[];
  readonly alerts: readonly Alert[];
  readonly drawn: DrawSums | null;
  readonly zone: Zone;
};

export function limitsJson(head: JsonHead, input: LimitsJsonInput): Record<string, unknown> {
  return {
    ...headJson(head),
    plan: planJson(input.plan),
    month: input.drawn && {
      includedUsd: usdString(input.drawn.includedPico),
      creditsUsd: usdString(input.drawn.creditsPico),
      unknownUsd: usdString(input.drawn.unknownPico),
      reasons: input.drawn.reasons.map(({ pico, ...rest }) => ({ ...rest, usd: usdString(pico) })),
    },
    limits: input.limits.map(limitJson),
    alerts: input.alerts.map((alert) => alertJson(alert, head.nowMs, input.zone)),
  };
}

export function planJson({ kind, from }: LimitsJsonInput["plan"]): Record<string, unknown> {
  return { kind, from, label: kind && PLAN_POLICIES[kind].label, money: moneyWords(kind) };
}

export function limitJson(limit: Limit): Record<string, unknown> {
  return {
    id: limit.id,
    kind: limit.kind,
    label: limit.label,
    usedPercent: shortPercent(limit.usedPercent),
    usedUsd: usd(limit.usedPico),
    limitUsd: usd(limit.limitPico),
    leftUsd: usd(limit.leftPico),
    startsAt: time(limit.startsAtMs),
    resetsAt: time(limit.resetsAtMs),
    pacePercent: shortPercent(limit.pacePercent),
    runsOutAt: time(limit.runsOut?.atMs ?? null),
    runsOutEarliest: time(limit.runsOut?.earliestMs ?? null),
    runsOutLatest: time(limit.runsOut?.latestMs ?? null),
    asOf: time(limit.asOfMs),
    source: limit.source,
    stale: limit.stale,
    severity: limit.severity,
    hard: limit.hard,
    expiring: limit.expiring.map((e) => ({ id: e.id, usd: usdString(e.pico), at: time(e.atMs) })),
    notes: limit.notes,
  };
}

function alertJson(alert: Alert, nowMs: number, zone: Zone): Record<string, unknown> {
  return {
    id: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    message: alertMessage(alert, nowMs, zone),
    limit: subjectOf(alert),
  };
}

const usd = (pico: Pico | null): string | null => (pico === null ? null : usdString(pico));
const time = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** Two decimals, cut: what is not all used never reads as 100. */
function shortPercent(percent: number | null): number | null {
  return percent === null ? null : Math.floor(percent * 100) / 100;
}
