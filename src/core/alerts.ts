/** Everything to warn about, in one list with one order: reports, dashboard, hooks and status line all show this one. */

import { type ContextAlert, contextAlert, type SessionInContext } from "./context/alerts.ts";
import type { ContextStage } from "./context/stage.ts";
import { isCrossed, isQuiet, type LimitAlert, type Quiet, worstFirst } from "./limits/alerts.ts";
import type { Severity } from "./limits/limit.ts";

export type Alert = LimitAlert | ContextAlert;

export type AlertOptions = {
  /** The stage of a context from which on it is warned about. */
  readonly contextFrom: ContextStage;
  readonly quiet: Quiet;
  readonly nowMs: number;
};

/**
 * The worst first; of two as bad, the one about a context, which can be dealt with at once.
 * @param limits without those that are silenced; silenced contexts are left out here
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

/** What an alert is about: the id of a limit, or `context:` and a session's id. It can be silenced by that. */
export function subjectOf(alert: Alert): string {
  return alert.kind === "context" ? `context:${alert.sessionId}` : alert.limit.id;
}

/** Whether a script that checks the limits should fail for it: a limit is crossed. A full context stops nothing. */
export function isExceeded(alert: Alert, atLeast: Severity): boolean {
  return alert.kind !== "context" && isCrossed(alert, atLeast);
}
