/** A turn that is still growing, as far as the log shows it. Its cost comes from the table. */

import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { FallbackAnswers, SubagentRun, Turn } from "../../core/dashboard/turn.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { askedInstead } from "../../core/responses/fallback.ts";
import type { Compaction } from "../../core/responses/session-facts.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../../core/responses/tokens.ts";
import type { PromptStart } from "./timeline-row.ts";

type Run = { readonly agentId: string; readonly agentType: string; readonly description: string };

export class TurnDraft {
  readonly number: number;
  readonly start: PromptStart;
  readonly startMs: number;
  endMs: number;
  apiErrors = 0;
  toolErrors = 0;
  readonly compactions: Compaction[] = [];
  /** By response: the subagent that made it; "" = the main conversation. */
  readonly #agents = new Map<string, string>();
  /** Those of them that count as a request. */
  #requestKeys: string[] = [];
  /** By response: the requested model, as logged. */
  readonly #asked = new Map<string, string>();
  readonly #tools = new Map<string, number>();
  readonly #toolIds = new Set<string>();
  readonly #runs = new Map<string, Run>();

  constructor(number: number, start: PromptStart, startMs: number) {
    this.number = number;
    this.start = start;
    this.startMs = startMs;
    this.endMs = startMs;
  }

  /** Responses, their parts and searches that belong to the turn. */
  get keys(): Iterable<string> {
    return this.#agents.keys();
  }

  /**
   * @param keys the response's own, then those of its parts
   * @param agentId "" = the main conversation
   * @param askedModel as logged; "" = not logged
   */
  response(keys: readonly string[], agentId: string, askedModel: string): void {
    for (const key of keys) this.#agents.set(key, agentId);
    for (const key of keys.slice(0, 1)) {
      this.#requestKeys.push(key);
      // Its parts have models of their own.
      this.#asked.set(key, askedModel);
    }
  }

  /** Web searches that only a tool's result proves. */
  search(key: string): void {
    this.#agents.set(key, "");
  }

  /** @param timeMs of one of its rows; epoch milliseconds, NaN = not known */
  reach(timeMs: number): void {
    if (!(this.endMs >= timeMs) && !Number.isNaN(timeMs)) this.endMs = timeMs;
  }

  tool(id: string, name: string): void {
    if (id !== "" && this.#toolIds.has(id)) return;
    this.#toolIds.add(id);
    this.#tools.set(name, (this.#tools.get(name) ?? 0) + 1);
  }

  usesTool(id: string): boolean {
    return id !== "" && this.#toolIds.has(id);
  }

  /** @param key the tool use that started it, or the agent's own id */
  agent(key: string, about: Partial<Run>): void {
    const run = this.#runs.get(key);
    this.#runs.set(key, {
      agentId: about.agentId || run?.agentId || "",
      agentType: run?.agentType || about.agentType || "",
      description: run?.description || about.description || "",
    });
  }

  /** What made a response: the type of subagent, "subagent" where that is not known; "" = the main conversation. */
  agentOf(key: string): string {
    const agentId = this.#agents.get(key) ?? "";
    if (agentId === "") return "";
    return [...this.#runs.values()].find((run) => run.agentId === agentId)?.agentType || "subagent";
  }

  /**
   * @param rows what the session is billed for in this turn
   * @param nameOf the displayed name of a model
   */
  finish(rows: readonly BilledRow[], nameOf: (model: string) => string): Turn {
    const billed = new Set(rows.map((row) => row.key));
    const requests = rows.filter((row) => row.isRequest);
    return {
      number: this.number,
      kind: this.start.kind,
      prompt: this.start.prompt,
      startMs: this.startMs,
      endMs: this.endMs,
      requests: requests.length,
      copied: this.#requestKeys.filter((key) => !billed.has(key)).length,
      tokens: sumTokens(rows),
      costPico: sumCost(rows),
      unpriced: requests.filter((row) => Number.isNaN(row.costPico)).length,
      models: [...new Set(requests.map((row) => nameOf(row.model)))],
      mainModel: mostUsed(
        requests.filter((row) => this.#agents.get(row.key) === ""),
        nameOf,
      ),
      fallbacks: this.#fallbacks(rows, nameOf),
      tools: [...this.#tools].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
      toolErrors: this.toolErrors,
      subagents: [...this.#runs.values()].map((run) => this.#subagent(run, rows)),
      compactions: this.compactions,
      apiErrors: this.apiErrors,
    };
  }

  #fallbacks(rows: readonly BilledRow[], nameOf: (model: string) => string): readonly FallbackAnswers[] {
    const answers = new Map<string, FallbackAnswers>();
    for (const row of rows) {
      const askedModel = askedInstead(row.model, this.#asked.get(row.key) ?? "", nameOf);
      if (askedModel === null) continue;
      const model = nameOf(row.model);
      const name = `${model}\0${askedModel}`;
      const { requests = 0, costPico = 0n } = answers.get(name) ?? {};
      const more = { requests: requests + (row.isRequest ? 1 : 0), costPico: costPico + sumCost([row]) };
      answers.set(name, { model, askedModel, ...more });
    }
    return [...answers.values()];
  }

  #subagent(run: Run, rows: readonly BilledRow[]): SubagentRun {
    const own = run.agentId === "" ? [] : rows.filter((row) => this.#agents.get(row.key) === run.agentId);
    return {
      ...run,
      requests: own.filter((row) => row.isRequest).length,
      unpriced: own.filter((row) => row.isRequest && Number.isNaN(row.costPico)).length,
      tokens: sumTokens(own),
      costPico: sumCost(own),
    };
  }
}

/** @returns the name of the model with the most rows; "" where there are none */
function mostUsed(rows: readonly BilledRow[], nameOf: (model: string) => string): string {
  const counts = new Map<string, number>();
  for (const { model } of rows) counts.set(nameOf(model), (counts.get(nameOf(model)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

const sumTokens = (rows: readonly BilledRow[]): Tokens =>
  rows.reduce((sum, row) => addTokens(sum, row.tokens), NO_TOKENS);

const sumCost = (rows: readonly BilledRow[]): Pico =>
  rows.reduce((sum, row) => (Number.isNaN(row.costPico) ? sum : sum + BigInt(row.costPico)), 0n);
