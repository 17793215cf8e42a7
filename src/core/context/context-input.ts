/** The input of the context rules, whether it comes from the logs, the status line or a hook. */

import type { AutoCompactConfig } from "./auto-compact.ts";
import type { CacheState, ContextRates } from "./compaction-cost.ts";
import type { ContextSettings } from "./context-settings.ts";
import type { ContextPolicy } from "./stage.ts";

export type ContextInput = {
  /** Input, cache reads and cache writes of the last main-chain response, or the size after a later compaction. */
  readonly contextTokens: number;
  /** The window; a context that exceeds it proves a larger one. */
  readonly windowTokens: number;
  /** The model's; null = not known. */
  readonly maxOutputTokens: number | null;
  readonly autoCompact: AutoCompactConfig;
  /** The context at the end of each turn since the last compaction, oldest first; the last one may still run. */
  readonly fills: readonly number[];
  readonly requestsPerTurn: number;
  /** What every request contains: system prompt, tools, CLAUDE.md. */
  readonly baseTokens: number;
  readonly lastSummaryTokens: number | null;
  /** null = nothing known. */
  readonly cache: CacheState | null;
  /**
   * What the client reports that it would write again with a cold cache; null = not reported, or the context has
   * changed since.
   */
  readonly recacheTokens: number | null;
  /** null = no price is known. */
  readonly rates: ContextRates | null;
  readonly policy: ContextPolicy;
  /** The project's CLAUDE.md contains instructions for the summary, which the client follows by itself. */
  readonly hasCompactInstructions: boolean;
  readonly title: string | null;
  /** For the compaction of an idle session. */
  readonly idle: {
    readonly settings: ContextSettings["idle"];
    /** An auto-compact window smaller than the model's is set. */
    readonly isAutoWindow: boolean;
    /** Of the client; "" = not known. */
    readonly version: string;
    /** Epoch milliseconds; null = not known. */
    readonly lastMs: number | null;
  };
  readonly nowMs: number;
};
