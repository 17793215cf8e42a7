/** Background: tokens that Claude Code spent on its own behalf, and the evidence for them. */

import type { Pico } from "../pricing/money.ts";
import type { Tokens } from "../responses/tokens.ts";

/**
 * exact: every billed request is accounted for. at-least: everything recorded is counted, but something unrecorded was
 * or may have been billed. partial: a part of the record is missing. unrecorded: there is no record.
 */
export type BackgroundStatus = "exact" | "at-least" | "partial" | "unrecorded";
export type BackgroundSource = "otel" | "cost-state" | "statusline" | "none";

/** The kind of background of which only a total is known. */
export const UNATTRIBUTED = "unattributed";
/** Kinds for billed main and subagent requests that telemetry reports and no log contains. */
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

/** Background spent at one time, to be counted on its day. */
export type BackgroundEntry = BackgroundKind & {
  readonly timeMs: number;
  readonly model: string;
  readonly source: Exclude<BackgroundSource, "none">;
};

/** Why a figure is only a lower bound. */
export type BackgroundGap =
  /** A run ended without a ledger (killed, crashed): its background was not recorded. */
  | "crashed-run"
  /** The session continued after the client's last ledger: it is running, or its last run was killed. */
  | "after-ledger"
  /** The ledger includes less than was logged, and no known run explains it. */
  | "short-ledger"
  /** The ledger that it continues is missing or ambiguous. */
  | "lost-parent"
  /** Only the client's dollars are known, no tokens. */
  | "dollars-only"
  /** Telemetry covers some of the session, and no ledger covers the rest. */
  | "part-telemetry"
  /** Only telemetry covers it: it omits checks of auto mode, and a kill loses the last export. */
  | "telemetry-alone"
  /** An answer broke off (interrupted, cut off, killed) or never came. */
  | "lost-answer"
  /** Another client worked in the session and left no ledger. */
  | "other-client"
  /** A session without a terminal: the requests for its state and label are not recorded. */
  | "detached"
  /** Telemetry reports more than the ledger includes. */
  | "contradiction"
  /** Telemetry does not split cache writes into those of five minutes and of an hour. */
  | "unsplit-writes";

export type SessionBackground = {
  readonly sessionId: string;
  readonly status: BackgroundStatus;
  readonly source: BackgroundSource;
  /** null = not known (unrecorded, or dollars only). */
  readonly tokens: Tokens | null;
  readonly costPico: Pico | null;
  /** Web searches that were billed but are not proven by the log; `costPico` includes their price. */
  readonly webSearches: number;
  readonly kinds: readonly BackgroundKind[];
  /** By time and model; they add up to `tokens` and `costPico`. */
  readonly entries: readonly BackgroundEntry[];
  /** The client's own total for the session as last written (at its prices; a fork's includes its parent's). */
  readonly clientPico: Pico | null;
  /** The client's price less ours for the same tokens; 0 = they agree, null = not known. */
  readonly clientDifferencePico: Pico | null;
  /** Models of background tokens without a price: their tokens are counted, their cost is not. */
  readonly unpricedModels: readonly string[];
  readonly gaps: readonly BackgroundGap[];
  /** Responses after this time are in no ledger so far and change no figure; NaN = they may. Epoch milliseconds. */
  readonly settledUntilMs: number;
};

/** Shared, because many sessions contain it several times. */
const NONE: readonly never[] = Object.freeze([]);

/** The background of a session for which nothing was recorded. */
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

/** Whether nothing was recorded for a session, as in `unrecorded`. */
export function isUnrecorded({ status, entries, clientPico, gaps }: SessionBackground): boolean {
  return status === "unrecorded" && entries.length === 0 && clientPico === null && gaps.length === 0;
}
