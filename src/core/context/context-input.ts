/** What must be known of a session to judge its context; from the logs, the status line or a hook alike. */

import type { AutoCompactConfig } from "./auto-compact.ts";
import type { CacheState, ContextRates } from "./compaction-cost.ts";
import type { ContextSettings } from "./context-settings.ts";
import type { ContextPolicy } from "./stage.ts";

export type ContextInput = {
  /** Input, cache reads and cache writes of the last main-chain response, or what a later compaction left. */
  readonly contextTokens: number;
  /** The window; a context larger than it proves a larger one. */
  readonly windowTokens: number;
  /** The model's; null = not known. */
  readonly maxOutputTokens: number | null;
  readonly autoCompact: AutoCompactConfig;
  /** The context at the end of each turn since the last compaction, oldest first; the last one may still run. */
  readonly fills: readonly number[];
  readonly requestsPerTurn: number;
  /** What every request carries: system prompt, tools, CLAUDE.md. */
  readonly baseTokens: number;
  readonly lastSummaryTokens: number | null;
  /** null = nothing known. */
  readonly cache: CacheState | null;
  /** What the client says it would write again with a cold cache; null = it does not say, or the context changed since. */
  readonly recacheTokens: number | null;
  /** null = no price is known. */
  readonly rates: ContextRates | null;
  readonly policy: ContextPolicy;
  /** The project's CLAUDE.md says what to keep; the client heeds it by itself. */
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
