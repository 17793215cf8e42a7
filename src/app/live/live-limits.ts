/** Alerts as the dashboard shows them. */

import type { Alert } from "../../core/alerts.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { AlertRow } from "../../core/dashboard/dashboard-data.ts";
import type { LimitKind } from "../../core/limits/limit.ts";
import { alertBrief, alertMessage } from "../../view/words/limits-words.ts";

const COMMANDS: Readonly<Record<LimitKind, string>> = {
  window: "claude-cost limits",
  "usage-credits": "claude-cost limits",
  "api-credits": "claude-cost credits",
  "spend-limit": "claude-cost limits",
  budget: "claude-cost budget",
};

export function alertRow(alert: Alert, nowMs: number, zone: Zone): AlertRow {
  const isBad = alert.severity === "critical" || alert.severity === "over";
  return {
    id: alert.id,
    covers: alert.covers,
    severity: alert.kind === "news" ? "news" : isBad ? "critical" : "warn",
    message: alertMessage(alert, nowMs, zone),
    brief: alertBrief(alert, nowMs, zone),
    command: alert.kind === "context" ? (alert.state.advice?.command ?? "/compact") : COMMANDS[alert.limit.kind],
    about:
      alert.kind === "context"
        ? { kind: "session", sessionId: alert.sessionId }
        : { kind: "limit", id: alert.limit.id, account: alert.limit.account },
  };
}
