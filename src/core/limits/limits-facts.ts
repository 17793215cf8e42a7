/**
 * The part of the limits' input that needs the history or the client's files: sums and reports at a given time. A
 * report measures it from the logs; status line and hooks read the stored facts and update them.
 */

import type { Pico } from "../pricing/money.ts";
import type { Account } from "./account.ts";
import type { Burn } from "./burn.ts";
import { type Span, utcPeriod } from "./calendar.ts";
import type { Ledger, Purchase, Reconciliation } from "./credits/credit-ledger.ts";
import type { CreditFacts, ExtraUsageReport } from "./credits/usage-credits-input.ts";
import type { PlanKind } from "./plan.ts";
import type { SpendScope, SpendSum } from "./spending.ts";
import type { WindowReport } from "./windows.ts";

export type LimitsFacts = {
  readonly account: Account;
  /** When the history was read; epoch milliseconds. */
  readonly atMs: number;
  /** Suggested by the account's kind. */
  readonly planHint: PlanKind | null;
  readonly reports: readonly WindowReport[];
  readonly extraUsage: ExtraUsageReport | null;
  /** How credits were measured: by evidence, because the plan has windows, or as all spend. */
  readonly meter: "evidence" | "everything";
  readonly credits: CreditFacts;
  /** The user's entries that the balances were computed from (see `entriesOf`). */
  readonly entries: { readonly usageCredits: string; readonly apiCredits: string };
  readonly apiLedger: Ledger | null;
  /** Responses without a price since the ledger began. */
  readonly apiUnpriced: number;
  /** All spend in the UTC day, week (from Monday) and month of `atMs`. */
  readonly spent: { readonly [P in UtcPeriod]: SpendSum & Span };
  readonly budgets: readonly BudgetFacts[];
  /** The usual rate of all spending. */
  readonly burn: Burn | null;
  /** Spend of the last five hours, at API rates: activity, not the plan's window. */
  readonly recentPico: Pico;
};

export type UtcPeriod = "day" | "week" | "month";

/** The spend in a budget's scope and period. */
export type BudgetFacts = {
  readonly budgetId: string;
  readonly per: "day" | "week" | "month" | "session" | "total";
  /** Includes the session, for a budget per session. */
  readonly scope: SpendScope;
  readonly spent: SpendSum;
  /** null = the budget has no period. */
  readonly period: Span | null;
  /** The usual rate of spending in the scope. */
  readonly burn: Burn | null;
};

/** A text that changes with any entry of a balance. */
export function entriesOf(purchases: readonly Purchase[], readings: readonly Reconciliation[]): string {
  const bought = purchases.map((p) => `${p.id} ${p.atMs} ${p.pico} ${p.expiresAtMs}`);
  const read = readings.map((r) => `${r.id} ${r.atMs} ${r.balancePico}`);
  return [...bought, "", ...read].join("; ");
}

/** The facts before the logs were read for the first time. */
export function noFacts(nowMs: number): LimitsFacts {
  const nothing = (per: UtcPeriod): SpendSum & Span => ({ pico: 0n, unpriced: 0, ...utcPeriod(per, nowMs) });
  const day = nothing("day");
  const month = nothing("month");
  return {
    account: { key: "", name: "", roots: [] },
    atMs: 0,
    planHint: null,
    reports: [],
    extraUsage: null,
    meter: "evidence",
    credits: {
      monthFromMs: month.fromMs,
      dayFromMs: day.fromMs,
      monthPico: 0n,
      dayPico: 0n,
      sinceReportPico: 0n,
      sinceOrganizationPico: 0n,
      unknownPico: 0n,
      ledger: null,
      burn: null,
    },
    entries: { usageCredits: "", apiCredits: "" },
    apiLedger: null,
    apiUnpriced: 0,
    spent: { day, week: nothing("week"), month },
    budgets: [],
    burn: null,
    recentPico: 0n,
  };
}
