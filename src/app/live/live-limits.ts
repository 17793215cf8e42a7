/** Limits and alerts as the dashboard shows them. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { AlertRow, LimitRow, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import type { Alert } from "../../core/limits/alerts.ts";
import type { Limit, LimitKind } from "../../core/limits/limit.ts";
import { counted } from "../../view/text/format.ts";
import { alertMessage, percentText } from "../../view/words/limits-words.ts";

export function limitLine(limit: Limit): LimitRow {
  return { ...limit, runsOutAtMs: limit.runsOut?.atMs ?? null };
}

/** A word about a session whose context nears the point where it should be compacted. */
export function contextAlert(session: SessionRow, state: ContextState): AlertRow | null {
  if (state.stage !== "soon" && state.stage !== "now" && state.stage !== "over") return null;
  const name = session.title || session.project.split(/[/\\]/).at(-1) || session.sessionId.slice(0, 8);
  const left = state.turnsUntilCompact ?? 0;
  const turns = left < 1 ? "" : `, about ${counted(left, "turn")} left`;
  return {
    id: `context:${session.sessionId}:${state.stage}`,
    severity: state.stage === "soon" ? "warn" : "critical",
    message: `Context ${percentText(state.usedPercent)} full in ${name}${turns}`,
    command: state.advice?.command ?? "/compact",
  };
}

const COMMANDS: Readonly<Record<LimitKind, string>> = {
  window: "claude-cost limits",
  "usage-credits": "claude-cost limits",
  "api-credits": "claude-cost credits",
  "spend-limit": "claude-cost limits",
  budget: "claude-cost budget",
};

export function limitAlert(alert: Alert, nowMs: number, zone: Zone): AlertRow {
  const isBad = alert.severity === "critical" || alert.severity === "over";
  return {
    id: alert.id,
    severity: alert.kind === "news" ? "news" : isBad ? "critical" : "warn",
    message: alertMessage(alert, nowMs, zone),
    command: COMMANDS[alert.limit.kind],
  };
}
