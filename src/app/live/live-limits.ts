/** Limits and alerts as the dashboard shows them. */

import type { ContextState } from "../../core/context/context-state.ts";
import type { Alert } from "../../core/limits/alerts.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { AlertLine, LimitLine, SessionLine } from "../../core/live/dashboard-data.ts";
import type { Zone } from "../../core/usage/zone.ts";
import { money } from "../../view/format.ts";
import { when } from "../../view/time.ts";

export function limitLine(limit: Limit): LimitLine {
  return { ...limit, runsOutAtMs: limit.runsOut?.atMs ?? null };
}

/** A word about a session whose context nears the point where it should be compacted. */
export function contextAlert(session: SessionLine, state: ContextState): AlertLine | null {
  if (state.stage !== "soon" && state.stage !== "now" && state.stage !== "over") return null;
  const name = session.title || session.project.split(/[/\\]/).at(-1) || session.sessionId.slice(0, 8);
  const turns = state.turnsUntilCompact === null ? "" : `, about ${state.turnsUntilCompact} turns left`;
  return {
    id: `context:${session.sessionId}:${state.stage}`,
    severity: state.stage === "soon" ? "warn" : "critical",
    message: `Context ${Math.round(state.usedPercent)}% full in ${name}${turns}`,
    command: state.advice?.command ?? "/compact",
  };
}

const COMMANDS: Readonly<Record<string, string>> = {
  window: "claude-cost limits",
  "usage-credits": "claude-cost limits",
  "api-credits": "claude-cost credits",
  "spend-limit": "claude-cost limits",
  budget: "claude-cost budget",
};

export function limitAlert(alert: Alert, nowMs: number, zone: Zone): AlertLine {
  const { limit } = alert;
  const reset = limit.resetsAtMs === null ? "" : `, resets ${when(limit.resetsAtMs, nowMs, zone)}`;
  const used = limit.usedPercent === null ? "" : ` at ${Math.floor(limit.usedPercent)}%`;
  const at = alert.atMs === null ? "" : when(alert.atMs, nowMs, zone);
  const messages = {
    threshold: `${limit.label}${used}${reset}`,
    "run-out": `${limit.label} runs out ${at} at this pace`,
    expiry: `${limit.label}: ${money(alert.pico ?? 0n)} will expire unused ${at}`,
    news: `${limit.label} reloads to ${money(alert.pico ?? 0n)}`,
  } as const;
  const isBad = alert.severity === "critical" || alert.severity === "over";
  return {
    id: alert.id,
    severity: alert.kind === "news" ? "news" : isBad ? "critical" : "warn",
    message: messages[alert.kind],
    command: COMMANDS[limit.kind] ?? "claude-cost limits",
  };
}
