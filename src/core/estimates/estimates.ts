/** What a turn and a subagent usually cost on this machine, computed from those that were billed recently. */

import type { Pico } from "../pricing/money.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** One turn: from a person's prompt to the next one. */
export type TurnCost = {
  /** The folder that its session works in. */
  readonly project: string;
  /** The model of the main conversation, by its name in reports. */
  readonly model: string;
  readonly costPico: Pico;
  /** When it began; epoch milliseconds. */
  readonly atMs: number;
};

/** One run of a subagent. */
export type AgentCost = { readonly agentType: string; readonly costPico: Pico };

export type BilledCosts = {
  readonly turns: readonly TurnCost[];
  readonly agents: readonly AgentCost[];
  /** Turns and runs that are left out because one of their requests has no price. */
  readonly unpriced: number;
  /** Sessions that were read. */
  readonly sessions: number;
};

/** A set of similar turns; null = of any project, of any model. */
export type TurnSet = { readonly project: string | null; readonly model: string | null; readonly spread: Spread };
/** A set of similar runs; null = of any type. */
export type AgentSet = { readonly agentType: string | null; readonly spread: Spread };

export type Estimates = {
  /** When the costs were gathered; epoch milliseconds. */
  readonly atMs: number;
  readonly sessions: number;
  readonly unpriced: number;
  /** The number of all turns, whether in a set or not. */
  readonly turnCount: number;
  readonly agentCount: number;
  /** Sets of at least `LEAST_COUNT`, the largest first. */
  readonly turns: readonly TurnSet[];
  readonly agents: readonly AgentSet[];
};

/** With fewer, the outermost tenths would be single costs or empty. */
export const LEAST_COUNT = 10;
/** Limits the size of the file, which hooks read. */
const MOST_SETS = 200;

export function estimatesOf({ turns, agents, unpriced, sessions }: BilledCosts, atMs: number): Estimates {
  const turnKeys = (turn: TurnCost): readonly Omit<TurnSet, "spread">[] => [
    { project: turn.project, model: turn.model },
    { project: null, model: turn.model },
    { project: turn.project, model: null },
    { project: null, model: null },
  ];
  const agentKeys = ({ agentType }: AgentCost): readonly Omit<AgentSet, "spread">[] => [
    { agentType },
    { agentType: null },
  ];
  return {
    atMs,
    sessions,
    unpriced,
    turnCount: turns.length,
    agentCount: agents.length,
    turns: setsOf(turns, turnKeys),
    agents: setsOf(agents, agentKeys),
  };
}

function setsOf<Cost extends { readonly costPico: Pico }, Key extends object>(
  costs: readonly Cost[],
  keysOf: (cost: Cost) => readonly Key[],
): readonly (Key & { readonly spread: Spread })[] {
  const sets = new Map<string, { readonly key: Key; readonly costs: Pico[] }>();
  for (const cost of costs) {
    for (const key of keysOf(cost)) {
      const name = JSON.stringify(key);
      const set = sets.get(name) ?? { key, costs: [] };
      sets.set(name, set);
      set.costs.push(cost.costPico);
    }
  }
  return [...sets.values()]
    .flatMap(({ key, costs: own }) => {
      const spread = own.length < LEAST_COUNT ? null : spreadOf(own);
      return spread === null ? [] : [{ ...key, spread }];
    })
    .sort((a, b) => b.spread.count - a.spread.count)
    .slice(0, MOST_SETS);
}

/** The narrowest set with enough turns: of the project and model, of the model, of the project, of all. */
export function turnsLike({ turns }: Estimates, project: string, model: string): TurnSet | null {
  const wanted = [
    [project, model],
    [null, model],
    [project, null],
    [null, null],
  ] as const;
  for (const [inProject, atModel] of wanted) {
    const set = turns.find((t) => t.project === inProject && t.model === atModel);
    if (set !== undefined) return set;
  }
  return null;
}

/** Runs of the type, else of any type. */
export function agentsLike({ agents }: Estimates, agentType: string): AgentSet | null {
  return agents.find((a) => a.agentType === agentType) ?? agents.find((a) => a.agentType === null) ?? null;
}
