/** `context --json`. */

import type { CompactionRecord, SessionContext } from "../../core/context/session-context.ts";
import { adviceReason } from "../words/context-advice.ts";
import { headJson, isoTime, type JsonHead, usdOrNull } from "./parts.ts";

export function contextJson(head: JsonHead, contexts: readonly SessionContext[]): Record<string, unknown> {
  return { ...headJson(head), sessions: contexts.map(sessionJson) };
}

function sessionJson(context: SessionContext): Record<string, unknown> {
  const { state } = context;
  return {
    sessionId: context.sessionId,
    project: context.project,
    title: context.title === "" ? null : context.title,
    model: context.model,
    lastActivity: isoTime(context.lastMs),
    contextTokens: state.contextTokens,
    windowTokens: state.windowTokens,
    usedPercent: Math.round(state.usedPercent * 100) / 100,
    autoCompactAtTokens: state.autoCompactAtTokens,
    autoCompactWindow: state.compactWindow,
    promptAtTokens: state.promptAtTokens,
    tokensUntilCompact: state.tokensUntilCompact,
    turnsUntilCompact: state.turnsUntilCompact,
    requestsPerTurn: Math.round(state.requestsPerTurn * 100) / 100,
    stage: state.stage,
    cache:
      state.cache === null
        ? null
        : { warm: state.cache.warm, expiresAt: isoTime(state.cache.expiresAtMs ?? Number.NaN), ttl: state.cache.ttl },
    idleCompaction: idleJson(context),
    advice: adviceJson(context),
    compactions: context.compactions.map(compactionJson),
  };
}

function adviceJson({ state }: SessionContext): Record<string, unknown> | null {
  const { advice } = state;
  if (advice === null) return null;
  return {
    command: advice.command,
    alternative: advice.alternative,
    reason: adviceReason(state),
    costUsd: usdOrNull(advice.costPico),
    savesPerTurnUsd: usdOrNull(advice.savesPerTurnPico),
    breakEvenTurns: advice.breakEvenTurns,
  };
}

function idleJson({ state: { idleCompaction } }: SessionContext): Record<string, unknown> | null {
  if (idleCompaction === null) return null;
  const { atMs, costPico, savesPico } = idleCompaction;
  return { at: isoTime(atMs), costUsd: usdOrNull(costPico), savesUsd: usdOrNull(savesPico), setting: "idleCompaction" };
}

function compactionJson(compaction: CompactionRecord): Record<string, unknown> {
  const { atMs, trigger, preTokens, postTokens, costPico } = compaction;
  return { at: isoTime(atMs), trigger, preTokens, postTokens, costUsd: usdOrNull(costPico) };
}
