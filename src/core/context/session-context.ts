import type { Pico } from "../pricing/money.ts";
import type { Compaction } from "../responses/session-facts.ts";
import type { ContextState } from "./context-state.ts";

/** A compaction and, where the status line reported it, its cost. */
export type CompactionRecord = Compaction & { readonly costPico: Pico | null };

/** A session's context as reports show it. */
export type SessionContext = {
  readonly sessionId: string;
  readonly project: string;
  /** "" = none. */
  readonly title: string;
  /** The model's name in reports. */
  readonly model: string;
  /** Epoch milliseconds. */
  readonly lastMs: number;
  readonly isOpen: boolean;
  readonly state: ContextState;
  readonly compactions: readonly CompactionRecord[];
};
