/** What tools added to the context: by tool, and the most expensive results. */

import type { Pico } from "../pricing/money.ts";
import { mostExpensiveFirst } from "./cause-sums.ts";
import type { ConversationRequest } from "./conversation.ts";

export type ToolUse = { readonly tool: string; readonly calls: number; readonly files: number };

export type ToolResult = {
  readonly sessionId: string;
  readonly timeMs: number;
  readonly tool: string;
  /** The file or command; only for the user's own reports. */
  readonly name: string;
  readonly tokens: number;
  /** The cost of adding it to the context; reading it again later is `history`. */
  readonly costPico: Pico;
};

const SHOWN = 5;
const FILE_TOOLS = new Set(["Read", "Edit", "Write", "MultiEdit", "NotebookRead", "NotebookEdit"]);

export class ToolResults {
  readonly #tools = new Map<string, { calls: number; files: Set<string> }>();
  #largest: ToolResult[] = [];

  add(sessionId: string, { timeMs, spent }: ConversationRequest): void {
    for (const { result, tokens, costPico } of spent) {
      if (result === null) continue;
      const { tool, name } = result;
      const use = this.#tools.get(tool) ?? { calls: 0, files: new Set() };
      this.#tools.set(tool, use);
      use.calls++;
      if (FILE_TOOLS.has(tool)) use.files.add(name);
      this.#keep({ sessionId, timeMs, tool, name, tokens, costPico });
    }
  }

  #keep(result: ToolResult): void {
    const least = this.#largest.at(-1);
    if (this.#largest.length === SHOWN && least !== undefined && least.costPico >= result.costPico) return;
    this.#largest = [...this.#largest, result].sort(mostExpensiveFirst).slice(0, SHOWN);
  }

  tools(): readonly ToolUse[] {
    return [...this.#tools].map(([tool, { calls, files }]) => ({ tool, calls, files: files.size }));
  }

  mostExpensive(): readonly ToolResult[] {
    return this.#largest;
  }
}
