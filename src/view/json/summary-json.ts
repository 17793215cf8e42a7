/** `claude-cost --json`. */

import { dayKey } from "../../core/calendar/period.ts";
import type { SessionContext } from "../../core/context/session-context.ts";
import type { AccountSpend } from "../../core/limits/account.ts";
import { usdString } from "../../core/pricing/money.ts";
import type { PeriodSpend, Summary } from "../../core/reports/summary.ts";
import { contextJson } from "./context-json.ts";
import { type LimitsJsonInput, limitsJson } from "./limits-json.ts";
import { backgroundJson, certaintyJson, headJson, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";
import { sessionJson } from "./sessions-json.ts";

export type SummaryMore = {
  readonly contexts: readonly SessionContext[];
  readonly limits: LimitsJsonInput;
  /** One entry each where there are several accounts; else empty. */
  readonly accounts: readonly AccountSpend[];
};

export function summaryJson(head: JsonHead, summary: Summary, more: SummaryMore): Record<string, unknown> {
  const { whole } = summary;
  const { limits, alerts } = limitsJson(head, more.limits);
  return {
    ...headJson(head),
    today: periodSpendJson(summary.spentToday),
    hours: summary.hours.map((h) => (h === null ? null : usdString(h))),
    lastDays: summary.lastDays.map((d) => ({ period: dayKey(d.day), totalUsd: usdString(d.totalPico) })),
    week: periodSpendJson(summary.week),
    ...(summary.range ? { range: { ...periodSpendJson(summary.all), days: summary.range.days } } : {}),
    month: {
      ...periodSpendJson(summary.month),
      forecastUsd: summary.monthForecastPico === null ? null : usdString(summary.monthForecastPico),
    },
    cacheReadShare: summary.cacheShare,
    topSession: summary.topSession ? sessionJson(summary.topSession) : null,
    topProject: summary.topProject
      ? { project: summary.topProject.project, costUsd: usdString(summary.topProject.costPico) }
      : null,
    openSessions: summary.openSessions.map(sessionJson),
    contexts: contextJson(head, more.contexts)["sessions"],
    limits,
    alerts,
    ...(more.accounts.length > 0 ? { accounts: more.accounts } : {}),
    totals: {
      sessions: whole.count,
      ...totalsJson(whole.totals),
      background: backgroundJson(whole.background),
      totalUsd: usdString(whole.totalPico),
      exactUsd: usdString(whole.exactPico),
      unpriced: unpricedJson(whole.totals.unpriced),
    },
  };
}

function periodSpendJson(s: PeriodSpend): Record<string, unknown> {
  return {
    requests: s.requests,
    costUsd: usdString(s.loggedPico),
    backgroundUsd: usdString(s.backgroundPico),
    totalUsd: usdString(s.totalPico),
    ...certaintyJson(s.certainty),
  };
}
