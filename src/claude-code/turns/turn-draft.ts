/** A turn while it is still growing. */

import type { SubagentRun, Turn } from "../../core/dashboard/turn.ts";
import type { Pico } from "../../core/pricing/money.ts";
import type { Compaction } from "../../core/responses/session-facts.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../../core/responses/tokens.ts";
import type { PromptStart } from "./timeline-row.ts";

/** One response as the timeline knows it: what it adds to its turn, and takes away again when a fuller row comes. */
export type TurnResponse = {
  readonly model: string;
  readonly tokens: Tokens;
  readonly costPico: Pico;
  readonly priced: boolean;
  /** The subagent that made it; "" = the main conversation. */
  readonly agentId: string;
  readonly timeMs: number;
};

type Run = {
  agentId: string;
  agentType: string;
  description: string;
  requests: number;
  tokens: Tokens;
  costPico: Pico;
};

export class TurnDraft {
  readonly number: number;
  readonly start: PromptStart;
  readonly startMs: number;
  endMs: number;
  apiErrors = 0;
  toolErrors = 0;
  readonly compactions: Compaction[] = [];
  readonly #responses = new Map<string, TurnResponse>();
  readonly #tools = new Map<string, number>();
  readonly #toolIds = new Set<string>();
  readonly #runs = new Map<string, Run>();

  constructor(number: number, start: PromptStart, startMs: number) {
    this.number = number;
    this.start = start;
    this.startMs = startMs;
    this.endMs = startMs;
  }

  response(id: string, response: TurnResponse): void {
    this.#responses.set(id, response);
    if (!(this.endMs >= response.timeMs)) this.endMs = response.timeMs;
  }

  tool(id: string, name: string): void {
    if (id !== "" && this.#toolIds.has(id)) return;
    this.#toolIds.add(id);
    this.#tools.set(name, (this.#tools.get(name) ?? 0) + 1);
  }

  usesTool(id: string): boolean {
    return id !== "" && this.#toolIds.has(id);
  }

  /** @param key the tool use that started it, else the agent's own id */
  agent(key: string, about: { agentId?: string; agentType?: string; description?: string }): void {
    const run = this.#runs.get(key) ?? {
      agentId: "",
      agentType: "",
      description: "",
      requests: 0,
      tokens: NO_TOKENS,
      costPico: 0n,
    };
    this.#runs.set(key, {
      ...run,
      agentId: about.agentId || run.agentId,
      agentType: run.agentType || about.agentType || "",
      description: run.description || about.description || "",
    });
  }

  finish(): Turn {
    const responses = [...this.#responses.values()];
    const runs = [...this.#runs.values()].map((run): SubagentRun => {
      const own = responses.filter((r) => r.agentId !== "" && r.agentId === run.agentId);
      return { ...run, requests: own.length, tokens: sumTokens(own), costPico: sumCost(own) };
    });
    return {
      number: this.number,
      kind: this.start.kind,
      prompt: this.start.prompt,
      startMs: this.startMs,
      endMs: this.endMs,
      requests: responses.length,
      tokens: sumTokens(responses),
      costPico: sumCost(responses),
      unpriced: responses.filter((r) => !r.priced).length,
      models: [...new Set(responses.map((r) => r.model))],
      tools: [...this.#tools].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
      toolErrors: this.toolErrors,
      subagents: runs,
      compactions: this.compactions,
      apiErrors: this.apiErrors,
    };
  }
}

const sumTokens = (responses: readonly TurnResponse[]): Tokens =>
  responses.reduce((sum, r) => addTokens(sum, r.tokens), NO_TOKENS);

const sumCost = (responses: readonly TurnResponse[]): Pico => responses.reduce((sum, r) => sum + r.costPico, 0n);
