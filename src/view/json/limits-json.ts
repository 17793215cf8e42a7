/** `limits --json`. */

import { type Alert, subjectOf } from "../../core/alerts.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { AccountState, LimitsState } from "../../core/limits/all-accounts.ts";
import type { ReloadState } from "../../core/limits/credits/reload.ts";
import type { DrawSums } from "../../core/limits/draws.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { moneyWords, PLAN_POLICIES } from "../../core/limits/plan.ts";
import type { PlanState } from "../../core/limits/plan-state.ts";
import type { WindowUse } from "../../core/limits/window-use.ts";
import type { OrgLimitEntry } from "../../core/organization/limit-list.ts";
import { usdString } from "../../core/pricing/money.ts";
import type { ShownOrgLimits } from "../tables/organization/org-limit-lines.ts";
import { alertMessage } from "../words/limits-words.ts";
import { headJson, isoTime, type JsonHead, usdOrNull } from "./parts.ts";

export type LimitsJsonInput = {
  readonly state: LimitsState;
  /** Alerts about limits and about contexts. */
  readonly alerts: readonly Alert[];
  /** What was fetched of an organisation's limits. */
  readonly organization: readonly ShownOrgLimits[];
  readonly zone: Zone;
};

export function limitsJson(
  head: JsonHead,
  { state, alerts, organization, zone }: LimitsJsonInput,
): Record<string, unknown> {
  const [first] = state.accounts;
  const isSeveral = state.accounts.length > 1;
  return {
    ...headJson(head),
    plan: planJson(first?.plan ?? NO_PLAN),
    month: monthJson(first?.drawn ?? null),
    ...(isSeveral ? { accounts: state.accounts.map(accountJson) } : {}),
    limits: [...state.limits.map(limitJson), ...organization.flatMap(({ entries }) => entries.map(orgLimitJson))],
    ...(organization.length === 0 ? {} : { organization: organization.map(organizationJson) }),
    alerts: alerts.map((alert) => alertJson(alert, head.nowMs, zone)),
  };
}

function orgLimitJson({ limit, setBy, period, member, isOwn }: OrgLimitEntry): Record<string, unknown> {
  return { ...limitJson(limit), setBy, period, ...(member === null ? {} : { member: member.name }), own: isOwn };
}

function organizationJson({ source, asOfMs, entries, rateLimits }: ShownOrgLimits): Record<string, unknown> {
  const members = new Set(entries.flatMap(({ member }) => member?.id ?? []));
  return { source, asOf: isoTime(asOfMs), members: members.size, rateLimits };
}

const NO_PLAN: PlanState = { kind: null, from: "none" };

function accountJson({ account, plan, drawn }: AccountState): Record<string, unknown> {
  return { account: account.name, configDirs: account.roots, plan: planJson(plan), month: monthJson(drawn) };
}

function monthJson(drawn: DrawSums | null): Record<string, unknown> | null {
  return (
    drawn && {
      includedUsd: usdString(drawn.includedPico),
      creditsUsd: usdString(drawn.creditsPico),
      unknownUsd: usdString(drawn.unknownPico),
      reasons: drawn.reasons.map(({ pico, ...rest }) => ({ ...rest, usd: usdString(pico) })),
    }
  );
}

export function planJson({ kind, from }: PlanState): Record<string, unknown> {
  return { kind, from, label: kind && PLAN_POLICIES[kind].label, money: moneyWords(kind) };
}

export function limitJson(limit: Limit): Record<string, unknown> {
  return {
    id: limit.id,
    kind: limit.kind,
    label: limit.label,
    usedPercent: shortPercent(limit.usedPercent),
    usedUsd: usdOrNull(limit.usedPico),
    limitUsd: usdOrNull(limit.limitPico),
    leftUsd: usdOrNull(limit.leftPico),
    ...(limit.account === null ? {} : { account: limit.account }),
    ...(limit.balance === null
      ? {}
      : { balanceUsd: usdOrNull(limit.balance.leftPico), balanceReadAt: time(limit.balance.readAtMs) }),
    ...(limit.shared ? { shared: true } : {}),
    ...(limit.ownPico === null ? {} : { ownUsd: usdOrNull(limit.ownPico) }),
    ...(limit.foreign === null
      ? {}
      : { currency: limit.foreign.currency, usedAmount: limit.foreign.used, limitAmount: limit.foreign.limit }),
    ...(limit.reload === null ? {} : { reload: reloadJson(limit.reload) }),
    whenUsedUp: limit.consequence,
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
    ...(limit.use === null ? {} : usedByJson(limit.use)),
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

function reloadJson({ kind, buysPico, balancePico }: ReloadState): Record<string, unknown> {
  return { state: kind, buysUsd: usdString(buysPico), balanceUsd: usdString(balancePico) };
}

function usedByJson({ sessions, beforePercent, elsewherePercent, today }: WindowUse): Record<string, unknown> {
  return {
    usedBy: sessions.map(({ sessionId, project, title, percent, pico }) => ({
      sessionId,
      project,
      title: title === "" ? null : title,
      aboutPercent: twoDecimals(percent),
      costUsd: usdString(BigInt(pico)),
    })),
    usedBeforeReportsPercent: twoDecimals(beforePercent),
    usedElsewherePercent: twoDecimals(elsewherePercent),
    ...(today === null
      ? {}
      : {
          todaySharePercent: twoDecimals(today.percent),
          usedTodayPercent: today.usedPercent === null ? null : twoDecimals(today.usedPercent),
        }),
  };
}

const twoDecimals = (percent: number): number => Math.round(percent * 100) / 100;

const time = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** Two decimals, rounded down, so that what is not fully used never shows 100. */
function shortPercent(percent: number | null): number | null {
  if (percent === null) return null;
  // 79.6 times 100 is slightly less than 7960 in binary.
  const short = Math.floor(percent * 100 + 1e-6) / 100;
  return percent < 100 ? Math.min(short, 99.99) : short;
}
