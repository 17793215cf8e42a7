/** Tokens that Claude Code spent on its own behalf, and how we know. */

import type { Pico } from "../pricing/money.ts";
import type { Tokens } from "../usage/tokens.ts";

export type BackgroundStatus = "exact" | "partial" | "unrecorded";
export type BackgroundSource = "otel" | "cost-state" | "statusline" | "none";

/** One kind of background request (`query_source`), or "unattributed" where only a total is known. */
export type BackgroundKind = {
  readonly kind: string;
  /** null = not known (a ledger has totals only). */
  readonly requests: number | null;
  readonly tokens: Tokens | null;
  readonly costPico: Pico | null;
};

/** What was spent at one time, for booking on days. */
export type BackgroundEntry = BackgroundKind & { readonly timeMs: number; readonly model: string };

export type SessionBackground = {
  readonly sessionId: string;
  readonly status: BackgroundStatus;
  readonly source: BackgroundSource;
  /** null = not known (unrecorded, or dollars only). */
  readonly tokens: Tokens | null;
  readonly costPico: Pico | null;
  readonly webSearches: number;
  readonly kinds: readonly BackgroundKind[];
  /** By time and model; their sums are `tokens` and `costPico`. */
  readonly entries: readonly BackgroundEntry[];
  /** The client's own total for the session (its prices), where it wrote one. */
  readonly clientPico: Pico | null;
};
