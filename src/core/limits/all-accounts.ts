/** Computes the limits of every account. */

import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import type { Account } from "./account.ts";
import { type LimitAlert, worstFirst } from "./alerts.ts";
import type { Ledger } from "./credits/credit-ledger.ts";
import type { DrawSums, Draws } from "./draws.ts";
import type { Limit } from "./limit.ts";
import type { LimitsFacts } from "./limits-facts.ts";
import { accountLimits } from "./limits-state.ts";
import { type LimitsInputs, measureLimits, spendingOf } from "./measure.ts";
import type { PlanState } from "./plan-state.ts";
import { windowUse } from "./window-use.ts";

/** The limits of one account. */
export type AccountState = {
  readonly account: Account;
  readonly plan: PlanState;
  readonly limits: readonly Limit[];
  /** Worst first. */
  readonly alerts: readonly LimitAlert[];
  /** This UTC month's spend by who pays for it; null where the plan is not known to have windows. */
  readonly drawn: DrawSums | null;
  readonly draws: Draws | null;
  /** API credits; null = none were entered. */
  readonly ledger: Ledger | null;
  /** Spend of the last five hours, at API rates: activity, not the plan's window. */
  readonly recentPico: Pico;
  readonly facts: LimitsFacts;
};

export type LimitsState = {
  /** At least one. */
  readonly accounts: readonly AccountState[];
  /** The limits of all accounts together, with the account's name where there is more than one. */
  readonly limits: readonly Limit[];
  /** Worst first. */
  readonly alerts: readonly LimitAlert[];
  readonly nowMs: number;
};

/** @param inputs of each account, at least one */
export function limitsState(inputs: readonly LimitsInputs[], zone: Zone, nowMs: number): LimitsState {
  const isNamed = inputs.length > 1;
  const accounts = inputs.map((input) => accountState(input, isNamed ? input.account.name : null, zone, nowMs));
  return {
    accounts,
    limits: accounts.flatMap((a) => a.limits),
    alerts: worstFirst(accounts.flatMap((a) => a.alerts)),
    nowMs,
  };
}

function accountState(input: LimitsInputs, name: string | null, zone: Zone, nowMs: number): AccountState {
  const { facts, drawn, draws } = measureLimits(input);
  const { plan, limits, alerts, ledger } = accountLimits(facts, input.policy, zone, nowMs);
  const use = { readings: [...input.earlier, ...input.reports], spending: spendingOf(input), zone, nowMs };
  const named = (limit: Limit): Limit => (name === null ? limit : { ...limit, account: name });
  return {
    account: input.account,
    plan,
    limits: limits.map((limit) => named({ ...limit, use: windowUse(limit, use) })),
    alerts: alerts.map((alert) => ({ ...alert, limit: named(alert.limit) })),
    drawn,
    draws,
    ledger,
    recentPico: facts.recentPico,
    facts,
  };
}
