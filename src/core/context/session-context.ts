import type { Pico } from "../pricing/money.ts";
import type { Compaction } from "../responses/session-facts.ts";
import type { ContextState } from "./context-state.ts";

/** What a compaction was and, where the status line saw it, what it cost. */
export type CompactionRecord = Compaction & { readonly costPico: Pico | null };

/** A session's context as reports show it. */
export type SessionContext = {
  readonly sessionId: string;
  readonly project: string;
  /** "" = none. */
  readonly title: string;
  /** The name under which reports know it. */
  readonly model: string;
  /** Epoch milliseconds. */
  readonly lastMs: number;
  readonly isOpen: boolean;
  readonly state: ContextState;
  readonly compactions: readonly CompactionRecord[];
};
