/** Tokens that Claude Code spent on its own behalf, and how we know. */

import type { Pico } from "../pricing/money.ts";
import type { Tokens } from "../responses/tokens.ts";

/**
 * exact: every billed request is accounted for. at-least: all that is recorded is known, but something that is in no
 * record was billed, or may have been. partial: a part of the record is missing. unrecorded: there is none.
 */
export type BackgroundStatus = "exact" | "at-least" | "partial" | "unrecorded";
export type BackgroundSource = "otel" | "cost-state" | "statusline" | "none";

/** The kind of what only a total is known of. */
export const UNATTRIBUTED = "unattributed";
/** Kinds of billed main and subagent requests that telemetry names and no log holds. */
export const UNLOGGED = { main: "unlogged-main", subagent: "unlogged-subagent" } as const;

/** One kind of background request (`query_source`), or "unattributed" where only a total is known. */
export type BackgroundKind = {
  readonly kind: string;
  /** null = not known (a ledger has totals only). */
  readonly requests: number | null;
  /** null = not known (the status line has dollars only). */
  readonly tokens: Tokens | null;
  /** null = unpriced. */
  readonly costPico: Pico | null;
};

/** What was spent at one time, for booking on days. */
export type BackgroundEntry = BackgroundKind & {
  readonly timeMs: number;
  readonly model: string;
  readonly source: Exclude<BackgroundSource, "none">;
};

/** Why a figure is only a lower bound. */
export type BackgroundGap =
  /** Responses of a run that ended without a ledger (killed, crashed): its background was not written down. */
  | "crashed-run"
  /** The session went on after the client last wrote: it runs, or its last run was killed. */
  | "after-ledger"
  /** The ledger is short of what was logged, and no known run explains it. */
  | "short-ledger"
  /** The ledger that it went on from is gone, or cannot be told from others. */
  | "lost-parent"
  /** Dollars of the client only, without tokens. */
  | "dollars-only"
  /** Telemetry covers a part of the session, and no ledger covers the rest. */
  | "part-telemetry"
  /** Telemetry covers it, and no ledger does: checks of auto mode send none, and a kill loses the last export. */
  | "telemetry-alone"
  /** An answer broke off (interrupted, cut off, killed) or never came. */
  | "lost-answer"
  /** Another client worked in the session and left no ledger. */
  | "other-client"
  /** A session without a terminal: requests for its state and label are in no record. */
  | "detached"
  /** Telemetry names more than the ledger holds. */
  | "contradiction"
  /** Cache writes of five minutes and of an hour, which telemetry does not split. */
  | "unsplit-writes";

export type SessionBackground = {
  readonly sessionId: string;
  readonly status: BackgroundStatus;
  readonly source: BackgroundSource;
  /** null = not known (unrecorded, or dollars only). */
  readonly tokens: Tokens | null;
  readonly costPico: Pico | null;
  /** Web searches that are billed and left no evidence in the log; their price is in `costPico`. */
  readonly webSearches: number;
  readonly kinds: readonly BackgroundKind[];
  /** By time and model; their sums are `tokens` and `costPico`. */
  readonly entries: readonly BackgroundEntry[];
  /** The client's own total for the session as it last wrote it (its prices; a fork's includes its parent's). */
  readonly clientPico: Pico | null;
  /** What the client's prices come to above ours for the same tokens; 0 = they agree, null = not known. */
  readonly clientDifferencePico: Pico | null;
  /** Models of background tokens without a price: their tokens are counted, their cost is not. */
  readonly unpricedModels: readonly string[];
  readonly gaps: readonly BackgroundGap[];
  /** Responses after this time are in no ledger so far, and change no figure; NaN = they may. Epoch milliseconds. */
  readonly settledUntilMs: number;
};

/** Shared, because it stands several times in each of many sessions. */
const NONE: readonly never[] = Object.freeze([]);

/** A session of which nothing was written down. */
export function unrecorded(sessionId: string): SessionBackground {
  return {
    sessionId,
    status: "unrecorded",
    source: "none",
    tokens: null,
    costPico: null,
    webSearches: 0,
    kinds: NONE,
    entries: NONE,
    clientPico: null,
    clientDifferencePico: null,
    unpricedModels: NONE,
    gaps: NONE,
    settledUntilMs: Number.NaN,
  };
}

/** Whether nothing was written down of a session, as in `unrecorded`. */
export function isUnrecorded({ status, entries, clientPico, gaps }: SessionBackground): boolean {
  return status === "unrecorded" && entries.length === 0 && clientPico === null && gaps.length === 0;
}
