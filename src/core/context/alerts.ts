/**
 * Alerts about running sessions: a context that nears the point where it should be compacted, and, before a prompt is
 * sent, an expired prompt cache.
 */

import type { Pico } from "../pricing/money.ts";
import type { ColdCache } from "./cold-cache.ts";
import type { ContextState } from "./context-state.ts";
import { type ContextStage, STAGES } from "./stage.ts";

export type ContextAlert = {
  /** Identifies the crossing: session, number of compactions so far, and stage. */
  readonly id: string;
  readonly kind: "context";
  readonly severity: "warn" | "critical";
  /** Earlier stages since the last compaction that were also reached and are reported with this one. */
  readonly covers: readonly string[];
  readonly sessionId: string;
  /** The session's name as shown to people. */
  readonly name: string;
  readonly state: ContextState;
};

/** The parts of a session that its context alert needs. */
export type SessionInContext = {
  readonly sessionId: string;
  readonly project: string;
  /** "" = none. */
  readonly title: string;
  /** Compactions so far. */
  readonly compactions: { readonly length: number };
  readonly state: ContextState;
};

/** Whether it is time to compact. */
export const isUrgent = (stage: ContextStage): boolean => stage === "now" || stage === "over";

/** @param from the lowest stage that raises an alert; @returns null below it */
export function contextAlert(session: SessionInContext, from: ContextStage): ContextAlert | null {
  const { sessionId, project, title, compactions, state } = session;
  const reached = STAGES.slice(STAGES.indexOf(from), STAGES.indexOf(state.stage) + 1);
  const ids = reached.map((stage) => `context:${sessionId}@${compactions.length}:${stage}`);
  const id = ids.at(-1);
  if (id === undefined) return null;
  return {
    id,
    kind: "context",
    severity: isUrgent(state.stage) ? "critical" : "warn",
    covers: ids.slice(0, -1),
    sessionId,
    name: title || project.split(/[/\\]/).at(-1) || sessionId.slice(0, 8),
    state,
  };
}

export type ColdCacheAlert = {
  /** Identifies the session and the request after which its cache expired. */
  readonly id: string;
  readonly kind: "cold-cache";
  readonly severity: "warn";
  readonly covers: readonly string[];
  readonly sessionId: string;
  readonly cold: ColdCache & { readonly costPico: Pico };
};

/**
 * @param lastRequest the request that used the cache last, which distinguishes this expiry from others of the session
 * @param fromPico the lowest cost that raises an alert
 * @returns null while the cache is warm, where no price is known, and below that cost
 */
export function coldCacheAlert(
  { sessionId, state: { coldCache: cold } }: Pick<SessionInContext, "sessionId" | "state">,
  lastRequest: string,
  fromPico: Pico,
): ColdCacheAlert | null {
  if (cold === null || cold.costPico === null || cold.costPico < fromPico) return null;
  return {
    id: `cold-cache:${sessionId}@${lastRequest}`,
    kind: "cold-cache",
    severity: "warn",
    covers: [],
    sessionId,
    cold: { ...cold, costPico: cold.costPico },
  };
}
