/** Everything to warn about, in one list with one order: reports, dashboard, hooks and status line all show this one. */

import { type ContextAlert, contextAlert, type SessionInContext } from "./context/alerts.ts";
import type { ContextStage } from "./context/stage.ts";
import { isCrossed, isQuiet, type LimitAlert, type Quiet, worstFirst } from "./limits/alerts.ts";
import type { Severity } from "./limits/limit.ts";

export type Alert = LimitAlert | ContextAlert;

export type AlertOptions = {
  /** The lowest stage of a context that raises an alert. */
  readonly contextFrom: ContextStage;
  readonly quiet: Quiet;
  readonly nowMs: number;
};

/**
 * Sorts by severity, worst first; of two alerts of equal severity the one about a context comes first, because it can
 * be acted on at once.
 * @param limits without silenced ones; silenced contexts are filtered out here
 */
export function listAlerts(
  limits: readonly LimitAlert[],
  contexts: readonly SessionInContext[],
  { contextFrom, quiet, nowMs }: AlertOptions,
): readonly Alert[] {
  const full = contexts
    .flatMap((session) => contextAlert(session, contextFrom) ?? [])
    .filter((alert) => !isQuiet(subjectOf(alert), quiet, nowMs));
  return worstFirst([...full, ...limits]);
}

/** The key by which an alert is silenced: the id of a limit, or `context:` and a session's id. */
export function subjectOf(alert: Alert): string {
  return alert.kind === "context" ? `context:${alert.sessionId}` : alert.limit.id;
}

/**
 * Whether `limits --check` should fail because of this alert: true for a crossed limit. A full context stops nothing.
 */
export function isExceeded(alert: Alert, atLeast: Severity): boolean {
  return alert.kind !== "context" && isCrossed(alert, atLeast);
}
