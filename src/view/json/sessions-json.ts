/** `sessions --json`. */

import type { FallbackTurn } from "../../core/drivers/fallback-turns.ts";
import { usdString } from "../../core/pricing/money.ts";
import type { SessionList, SessionSummary } from "../../core/reports/session-list.ts";
import { backgroundJson, headJson, isoTime, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

export function sessionsJson(head: JsonHead, list: SessionList): Record<string, unknown> {
  return {
    ...headJson(head),
    // Each session is converted when it is written, so that only a part of a long list is in memory.
    sessions: list.sessions.map((session) => ({ toJSON: () => sessionJson(session) })),
    totals: {
      sessions: list.count,
      ...totalsJson(list.totals),
      background: backgroundJson(list.background),
      totalUsd: usdString(list.totalPico),
      exactUsd: usdString(list.exactPico),
      unpriced: unpricedJson(list.totals.unpriced),
    },
  };
}

export function sessionJson(session: SessionSummary): Record<string, unknown> {
  const { facts, background, totals } = session;
  const { status, ...sums } = backgroundJson(background);
  return {
    sessionId: facts.sessionId,
    project: facts.project,
    title: facts.title ? facts.title.text : null,
    models: session.models.map((m) => m.model),
    firstActivity: isoTime(facts.firstMs),
    lastActivity: isoTime(facts.lastMs),
    status: session.isOpen ? "open" : "closed",
    ...totalsJson(totals),
    inheritedRequests: session.inheritedRequests,
    compactions: facts.compactions.length,
    apiErrors: facts.apiErrors,
    background: { status, source: background.source, ...sums, gaps: background.gaps },
    clientUsd: background.clientPico === null ? null : usdString(background.clientPico),
    totalUsd: usdString(session.totalPico),
    unpriced: unpricedJson(totals.unpriced),
  };
}

/**
 * `sessions ID --json`: the same answer for one session, with its usage by model and the client's own timing.
 * @param fallbacks turns that another model answered; null = the log is gone
 */
export function sessionDetailJson(
  head: JsonHead,
  session: SessionSummary,
  fallbacks: readonly FallbackTurn[] | null,
): Record<string, unknown> {
  const { totals, background, totalPico, facts } = session;
  const ledger = facts.ledgers.at(-1);
  const exactPico = background.status === "exact" ? totalPico : 0n;
  const list = { sessions: [session], count: 1, totals, background, totalPico, exactPico };
  const detail = {
    ...sessionJson(session),
    modelUsage: session.models.map((m) => ({
      model: m.model,
      ...totalsJson(m.totals),
      background: m.background && { tokens: m.background.tokens, costUsd: usdString(m.background.costPico) },
      totalUsd: usdString(m.totals.costPico + (m.background?.costPico ?? 0n)),
      unpriced: unpricedJson(m.totals.unpriced),
    })),
    apiDurationMs: ledger?.apiMs ?? null,
    wallDurationMs: ledger?.wallMs ?? null,
    linesAdded: ledger?.linesAdded ?? null,
    linesRemoved: ledger?.linesRemoved ?? null,
    fallbacks: fallbacks === null ? null : fallbacks.map(fallbackJson),
    compactionList: facts.compactions.map((c) => ({ ...c, atMs: undefined, at: isoTime(c.atMs) })),
  };
  return { ...sessionsJson(head, list), sessions: [detail] };
}

function fallbackJson({ atMs, costPico, ...turn }: FallbackTurn): Record<string, unknown> {
  return { ...turn, at: isoTime(atMs), costUsd: usdString(costPico) };
}
