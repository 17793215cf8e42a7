/** What must be known of a session to judge its context; from the logs, the status line or a hook alike. */

import type { AutoCompactConfig } from "./auto-compact.ts";
import type { CacheState, ContextRates } from "./compaction-cost.ts";
import type { ContextPolicy } from "./stage.ts";

export type ContextInput = {
  /** Input, cache reads and cache writes of the last main-chain response, or what a later compaction left. */
  readonly contextTokens: number;
  /** The window; a context larger than it proves a larger one. */
  readonly windowTokens: number;
  /** The model's; null = not known. */
  readonly maxOutputTokens: number | null;
  readonly autoCompact: AutoCompactConfig;
  /** The context after each step since the last compaction, oldest first. */
  readonly fills: readonly number[];
  /** Requests in a turn where `fills` has one entry per request; 1 where it has one per turn. */
  readonly fillsPerTurn: number;
  readonly requestsPerTurn: number;
  readonly baseTokens: number | null;
  readonly lastSummaryTokens: number | null;
  /** null = nothing known. */
  readonly cache: CacheState | null;
  /** null = no price is known. */
  readonly rates: ContextRates | null;
  readonly policy: ContextPolicy;
  /** The project's CLAUDE.md says what to keep; the client heeds it by itself. */
  readonly hasCompactInstructions: boolean;
  readonly title: string | null;
};
