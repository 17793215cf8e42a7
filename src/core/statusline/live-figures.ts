/** What the mod in Claude Code is told beside the client's own live figures. */

import type { ContextState } from "../context/context-state.ts";
import type { Limit } from "../limits/limit.ts";
import type { MoneyMeaning } from "../limits/plan.ts";
import type { LiveBill, RequestSum } from "./live-session.ts";
import type { TodaySpend } from "./spend-snapshot.ts";

export type LiveTurn = RequestSum & { readonly turnId: string };

/** Sums of the account, dollars; null = they were not made today, so that what came since is not known. */
export type LivePeriods = {
  readonly today: TodaySpend | null;
  readonly weekUsd: number | null;
  readonly monthUsd: number | null;
  /** When the logs were read; epoch milliseconds. */
  readonly asOfMs: number | null;
};

export type LiveFigures = {
  readonly sessionId: string;
  /** Claude Code draws our status line, which shows what the footer would. */
  readonly hasStatusline: boolean;
  readonly money: MoneyMeaning | null;
  readonly bill: LiveBill | null;
  readonly turns: readonly LiveTurn[];
  readonly periods: LivePeriods;
  readonly context: ContextState | null;
  /** Of the account. */
  readonly limits: readonly Limit[];
};
