/** `report --json`: the figures of the page. */

import { dayKey } from "../../core/calendar/period.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import type { GroupSummary } from "../../core/reports/group-list.ts";
import type { SessionSummary } from "../../core/reports/session-list.ts";
import { projectNames, sessionName } from "../report/range-names.ts";
import { SHOWN_SESSIONS, type ShownReport, shareOf } from "../report/report-tables.ts";
import { reportTitle } from "../report/report-text.ts";
import { causeHeadJson } from "./causes-json.ts";
import { BACKGROUND_KEY } from "./groups-json.ts";
import { limitJson } from "./limits-json.ts";
import { backgroundJson, headJson, isoTime, type JsonHead } from "./parts.ts";
import { periodsJson } from "./periods-json.ts";

export function reportJson(head: JsonHead, shown: ShownReport): Record<string, unknown> {
  const { report, titles, limits } = shown;
  const { projects, models, sessions, background, bars, causes } = report;
  const names = projectNames(
    projects.groups.map(({ key }) => key),
    titles,
  );
  const { periods, totals } = periodsJson(head, report.periods);
  return {
    ...headJson(head),
    title: reportTitle(shown),
    since: dayKey(report.since),
    until: dayKey(report.until),
    activeDays: report.activeDays,
    totals: { sessions: sessions.count, ...(totals as Record<string, unknown>) },
    bars: {
      period: bars.kind,
      list: bars.bars.map(({ period, costPico, backgroundPico }) => ({
        period,
        ...spendJson(costPico, backgroundPico),
      })),
    },
    periods: { period: report.periods.kind, list: periods },
    models: models.groups.map((group) => groupJson(group, group.key)),
    projects: projects.groups.map((group) => groupJson(group, names.get(group.key) ?? "")),
    causes: causes.causes.map((cause) => causeHeadJson(cause, report.periods.totalPico)),
    background: backgroundJson(background),
    limits: limits?.map(limitJson) ?? null,
    mostExpensiveSessions: sessions.sessions
      .slice(0, SHOWN_SESSIONS)
      .map((session) => sessionJson(session, titles, names, sessions.totalPico)),
  };
}

function spendJson(costPico: Pico, backgroundPico: Pico): Record<string, unknown> {
  return {
    costUsd: usdString(costPico),
    backgroundUsd: usdString(backgroundPico),
    totalUsd: usdString(costPico + backgroundPico),
  };
}

function groupJson({ kind, totals, backgroundPico }: GroupSummary, name: string): Record<string, unknown> {
  return {
    key: kind === "background" ? BACKGROUND_KEY : name,
    kind,
    requests: totals.requests,
    tokens: totals.tokens,
    ...spendJson(totals.costPico, backgroundPico),
  };
}

function sessionJson(
  session: SessionSummary,
  titles: boolean,
  names: ReadonlyMap<string, string>,
  totalPico: Pico,
): Record<string, unknown> {
  const { facts, totals, models } = session;
  return {
    name: sessionName(session, titles),
    project: names.get(facts.project) ?? projectNames([facts.project], titles).get(facts.project) ?? "",
    lastActivity: isoTime(facts.lastMs),
    models: models.map(({ model }) => model),
    requests: totals.requests,
    totalUsd: usdString(session.totalPico),
    share: Math.round(shareOf(session.totalPico, totalPico) * 10_000) / 10_000,
  };
}
