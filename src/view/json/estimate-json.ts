/** `estimate --json`. */

import type { AgentSet, Estimates, TurnSet } from "../../core/estimates/estimates.ts";
import type { NextTurn } from "../../core/estimates/next-turn.ts";
import { SPREAD_PERCENT, type Spread } from "../../core/estimates/spread.ts";
import { usdString } from "../../core/pricing/money.ts";
import { headJson, type JsonHead } from "./parts.ts";

export function estimateJson(
  head: JsonHead,
  { project, model }: NextTurn,
  estimates: Estimates,
  like: TurnSet | null,
): Record<string, unknown> {
  return {
    ...headJson(head),
    project: project === "" ? null : project,
    model: model === "" ? null : model,
    turn: like && turnSetJson(like),
    turns: estimates.turns.map(turnSetJson),
    agents: estimates.agents.map(agentSetJson),
    basedOn: {
      sessions: estimates.sessions,
      turns: estimates.turnCount,
      agents: estimates.agentCount,
      unpriced: estimates.unpriced,
    },
  };
}

function turnSetJson({ project, model, spread }: TurnSet): Record<string, unknown> {
  return { project, model, ...spreadJson(spread) };
}

function agentSetJson({ agentType, spread }: AgentSet): Record<string, unknown> {
  return { agentType, ...spreadJson(spread) };
}

function spreadJson({ count, lowPico, medianPico, highPico }: Spread): Record<string, unknown> {
  return {
    count,
    sharePercent: SPREAD_PERCENT,
    lowUsd: usdString(lowPico),
    medianUsd: usdString(medianPico),
    highUsd: usdString(highPico),
  };
}
