/** What would have cost less in a range: a few pieces of advice, each with its savings and what to do. */

import type { Pico } from "../pricing/money.ts";
import type { Lifetime, LifetimeCost } from "./cache-lifetime.ts";
import type { CauseReport } from "./causes.ts";
import type { WhatIf } from "./what-if.ts";

export type Advice = { readonly savesPico: Pico } & (
  | { readonly id: "clear-between-tasks"; readonly times: number }
  | { readonly id: "compact-before-pause"; readonly times: number }
  | { readonly id: "narrow-questions"; readonly times: number }
  | { readonly id: "fast-off" }
  | { readonly id: "subagent-model"; readonly model: string }
  | { readonly id: "unused-mcp"; readonly server: string; readonly sessions: number; readonly costPico: Pico }
  | { readonly id: "smaller-claude-md"; readonly project: string; readonly tokens: number }
  | {
      readonly id: "cache-lifetime";
      readonly whose: "main" | "subagents";
      readonly lifetime: Lifetime;
      /** null = all projects. */
      readonly project: string | null;
      readonly actualPico: Pico;
    }
);

export const ADVICE_IDS = [
  "clear-between-tasks",
  "compact-before-pause",
  "narrow-questions",
  "fast-off",
  "subagent-model",
  "unused-mcp",
  "smaller-claude-md",
  "cache-lifetime",
] as const satisfies readonly Advice["id"][];

/** The id of a piece of advice in the list of what the user has silenced. */
export const adviceKey = (id: string): string => `advice:${id}`;

export type AdviceInput = {
  readonly report: CauseReport;
  readonly totalPico: Pico;
  /** Subagents' requests priced at a cheaper model; null = there are none, or no model is cheaper. */
  readonly subagents: (WhatIf & { readonly model: string }) | null;
  /** Estimated tokens of the CLAUDE.md files that sessions of a project load. */
  readonly claudeMdTokens: ReadonlyMap<string, number>;
  /** Ids that the user has silenced. */
  readonly silenced: readonly string[];
};

const MOST_LINES = 5;
/** Savings below a cent, or below a hundredth of the total, are not shown. */
const LEAST_PICO = 10_000_000_000n;
const LEAST_SHARE = 100n;
/** A server that was unused in fewer sessions than this may be needed in the next one. */
const LEAST_SESSIONS = 3;
/** A CLAUDE.md up to this size is considered reasonable. */
const FAIR_CLAUDE_MD = 5_000;

/** Sorted by savings, largest first. */
export function findAdvice(input: AdviceInput): readonly Advice[] {
  const { totalPico, silenced } = input;
  const isWorthIt = ({ id, savesPico }: Advice): boolean =>
    savesPico >= LEAST_PICO && savesPico * LEAST_SHARE >= totalPico && !silenced.includes(adviceKey(id));
  const found = [
    ...occasions(input),
    ...ofSubagents(input),
    ...ofServers(input),
    ...ofClaudeMd(input),
    ...ofLifetimes(input),
  ];
  return found
    .filter(isWorthIt)
    .sort((a, b) => (a.savesPico === b.savesPico ? 0 : a.savesPico < b.savesPico ? 1 : -1))
    .slice(0, MOST_LINES);
}

function occasions({ report }: AdviceInput): readonly Advice[] {
  const { clear, compact, narrow } = report.advice;
  const fast = report.causes.find(({ id }) => id === "fast")?.costPico ?? 0n;
  return [
    { id: "clear-between-tasks", ...clear },
    { id: "compact-before-pause", ...compact },
    { id: "narrow-questions", ...narrow },
    { id: "fast-off", savesPico: fast },
  ];
}

function ofSubagents({ subagents }: AdviceInput): readonly Advice[] {
  if (subagents === null) return [];
  const { model, costPico, whatIfPico } = subagents;
  return [{ id: "subagent-model", model, savesPico: costPico - whatIfPico }];
}

function ofServers({ report }: AdviceInput): readonly Advice[] {
  return report.advice.mcpServers.flatMap(({ server, sessions, calls, costPico }) =>
    calls > 0 || sessions < LEAST_SESSIONS
      ? []
      : [{ id: "unused-mcp" as const, server, sessions, costPico, savesPico: costPico }],
  );
}

function ofClaudeMd({ report, claudeMdTokens }: AdviceInput): readonly Advice[] {
  return report.starts.flatMap(({ project, medianTokens, costPico, rereadPico }) => {
    const tokens = claudeMdTokens.get(project) ?? 0;
    const more = Math.min(tokens, medianTokens) - FAIR_CLAUDE_MD;
    if (more <= 0) return [];
    const savesPico = ((costPico + rereadPico) * BigInt(more)) / BigInt(medianTokens);
    return [{ id: "smaller-claude-md" as const, project, tokens, savesPico }];
  });
}

/** The cheaper cache lifetime overall, and for each project where another one is cheaper. */
function ofLifetimes({ report: { lifetimes } }: AdviceInput): readonly Advice[] {
  const { main, subagents, projects } = lifetimes;
  const overall = better(main);
  const ofProjects = [...projects].flatMap(([project, cost]) =>
    better(cost) === overall ? [] : [lifetimeAdvice("main", project, cost)],
  );
  return [lifetimeAdvice("main", null, main), lifetimeAdvice("subagents", null, subagents), ...ofProjects];
}

export function better(cost: LifetimeCost): Lifetime {
  return cost["1h"] < cost["5m"] ? "1h" : "5m";
}

function lifetimeAdvice(whose: "main" | "subagents", project: string | null, cost: LifetimeCost): Advice {
  const lifetime = better(cost);
  const { actualPico } = cost;
  return { id: "cache-lifetime", whose, lifetime, project, actualPico, savesPico: actualPico - cost[lifetime] };
}
