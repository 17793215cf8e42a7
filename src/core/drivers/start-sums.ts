import type { Pico } from "../pricing/money.ts";
import { promptTokens } from "../responses/tokens.ts";
import { mostExpensiveFirst } from "./cause-sums.ts";
import { START } from "./content.ts";
import type { ConversationRequest } from "./conversation.ts";

/** What sessions of a project load before they do any work: system prompt, tools, CLAUDE.md, the first prompt. */
export type ProjectStart = {
  readonly project: string;
  readonly sessions: number;
  /** Tokens of the first and the last session, and the median. */
  readonly firstTokens: number;
  readonly lastTokens: number;
  readonly medianTokens: number;
  readonly costPico: Pico;
  /** The cost of reading it again with every later request; a part of `history`. */
  readonly rereadPico: Pico;
};

type Draft = { starts: { timeMs: number; tokens: number }[]; costPico: Pico; rereadPico: Pico };

export class StartSums {
  readonly #byProject = new Map<string, Draft>();

  add(project: string, { timeMs, tokens, split, spent }: ConversationRequest): void {
    const draft = this.#byProject.get(project) ?? { starts: [], costPico: 0n, rereadPico: 0n };
    this.#byProject.set(project, draft);
    if (split === null) draft.starts.push({ timeMs, tokens: promptTokens(tokens) });
    for (const { cause, key, costPico } of spent) {
      if (cause === "start") draft.costPico += costPico;
      if (cause === "history" && key === START) draft.rereadPico += costPico;
    }
  }

  /** Most expensive first. */
  list(): readonly ProjectStart[] {
    const found = [...this.#byProject].filter(([, { starts }]) => starts.length > 0);
    return found.map(([project, draft]) => startOf(project, draft)).sort(mostExpensiveFirst);
  }
}

function startOf(project: string, { starts, costPico, rereadPico }: Draft): ProjectStart {
  const byTime = [...starts].sort((a, b) => a.timeMs - b.timeMs);
  const sizes = starts.map(({ tokens }) => tokens).sort((a, b) => a - b);
  return {
    project,
    sessions: starts.length,
    firstTokens: byTime[0]?.tokens ?? 0,
    lastTokens: byTime.at(-1)?.tokens ?? 0,
    medianTokens: sizes[Math.floor((sizes.length - 1) / 2)] ?? 0,
    costPico,
    rereadPico,
  };
}
