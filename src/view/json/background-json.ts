/** `background --json`. */

import { controlOf, EXPECTED_SESSION_PICO } from "../../core/background/controls.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import type { BackgroundLine, BackgroundReport, BackgroundSession } from "../../core/reports/background-report.ts";
import { backgroundJson, headJson, isoTime, type JsonHead, usdOrNull } from "./parts.ts";

export function backgroundReportJson(head: JsonHead, report: BackgroundReport): Record<string, unknown> {
  const share = shareOf(report.totalPico);
  return {
    ...headJson(head),
    kinds: report.byKind.map((line) => ({
      kind: line.key,
      ...lineJson(line),
      share: share(line.costPico),
      purpose: controlOf(line.key)?.purpose ?? null,
      change: controlOf(line.key)?.change ?? null,
    })),
    models: report.byModel.map((line) => ({ model: line.key, ...lineJson(line) })),
    days: report.byDay.map((line) => ({ day: line.key, ...lineJson(line) })),
    sessions: report.sessions.map(sessionJson),
    totals: {
      ...backgroundJson(report.sum),
      loggedUsd: usdString(report.totalPico - report.backgroundPico),
      totalUsd: usdString(report.totalPico),
      share: share(report.backgroundPico),
      coverage: report.coverage,
      compactions: report.compactions,
      clientDifferenceUsd: usdString(report.clientDifferencePico),
      unpricedModels: report.unpricedModels,
    },
    expectation: {
      basis: "documented",
      usdPerSession: usdString(EXPECTED_SESSION_PICO),
      unrecordedSessions: report.coverage.unrecorded,
      unrecordedUsdAtMost: usdString(report.expectedUnrecordedPico),
    },
  };
}

function lineJson(line: BackgroundLine): Record<string, unknown> {
  const { source, sessions, requests, tokens } = line;
  return { source, sessions, requests, tokens, costUsd: usdString(line.costPico) };
}

function sessionJson({ session, unattributedPico, compactions }: BackgroundSession): Record<string, unknown> {
  const { facts, background, totalPico } = session;
  const { clientPico, clientDifferencePico } = background;
  return {
    sessionId: facts.sessionId,
    project: facts.project,
    title: facts.title?.text ?? null,
    lastActivity: isoTime(facts.lastMs),
    source: background.source,
    ...backgroundJson(background),
    webSearches: background.webSearches,
    gaps: background.gaps,
    unattributedUsd: usdString(unattributedPico),
    compactions,
    clientUsd: usdOrNull(clientPico),
    clientDifferenceUsd: usdOrNull(clientDifferencePico),
    unpricedModels: background.unpricedModels,
    totalUsd: usdString(totalPico),
    share: shareOf(totalPico)(background.costPico ?? 0n),
  };
}

/** Share of a total as a fraction with six decimals; null where the total is zero. */
function shareOf(total: Pico): (part: Pico) => number | null {
  return (part) => (total === 0n ? null : Number((part * 1_000_000n) / total) / 1e6);
}
