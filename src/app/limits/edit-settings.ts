/**
 * Changes credits, limits and budgets, in settings that the caller has locked. Each error states the user's mistake.
 */

import { type BudgetPeriod, budgetId } from "../../core/limits/budget.ts";
import { CAP_SCOPES, type CapScope, SPEND_LIMIT_KINDS, type SpendLimitKind } from "../../core/limits/plan.ts";
import type { SpendLimitPeriod } from "../../core/limits/spend-limit.ts";
import type { SpendScope } from "../../core/limits/spending.ts";
import { type Pico, parseUsd, usdString } from "../../core/pricing/money.ts";
import { UserError } from "../../core/user-error.ts";
import type { Settings } from "../../store/settings.ts";
import { refuseApiCredits, refuseCap, refuseSpendLimit } from "./refuse.ts";

/** @throws UserError where it is not a positive amount */
export function readAmount(text: string, what: string): Pico {
  const pico = parseUsd(text);
  if (pico === null || pico < 0n) {
    throw new UserError(`${what}: '${text}' is not an amount of dollars`, {
      hint: "Write it like 100, 12.50 or $1,234.56.",
      exitCode: 2,
    });
  }
  return pico;
}

export type NewPurchase = {
  readonly pico: Pico;
  /** A date, or a time. */
  readonly on?: string;
  readonly at?: string;
  /** The date on which it expires, if not the default. */
  readonly expires?: string | undefined;
  readonly note?: string | undefined;
};

/** A purchase of API credits. @returns its id */
export function addPurchase(settings: Settings, purchase: NewPurchase): string {
  refuseApiCredits(settings);
  const { purchases, reconciliations } = settings.credits.apiCredits;
  const id = nextId([...purchases, ...reconciliations]);
  purchases.push({ id, ...purchaseEntry(purchase) });
  return id;
}

/** A purchase of usage credits. @returns its id */
export function addUsagePurchase(settings: Settings, purchase: NewPurchase): string {
  const { usageCredits } = settings.credits;
  usageCredits.purchases ??= [];
  const id = nextId(usageCredits.purchases);
  usageCredits.purchases.push({ id, ...purchaseEntry(purchase) });
  return id;
}

function purchaseEntry({ pico, on, at, expires, note }: NewPurchase) {
  return {
    usd: usdString(pico),
    ...(on === undefined ? {} : { on }),
    ...(at === undefined ? {} : { at }),
    ...(expires === undefined ? {} : { expires }),
    ...(note === undefined ? {} : { note }),
  };
}

/**
 * Adds a balance of usage credits that was read at a time. Earlier ones are kept, because what was drawn is computed
 * from them.
 */
export function addBalance(settings: Settings, pico: Pico, atMs: number): void {
  const { usageCredits } = settings.credits;
  const entries = [...(usageCredits.earlier ?? []), ...(usageCredits.balance ? [usageCredits.balance] : [])];
  entries.push({ usd: usdString(pico), asOf: new Date(atMs).toISOString() });
  entries.sort((a, b) => Date.parse(a.asOf) - Date.parse(b.asOf));
  const latest = entries.pop();
  if (latest !== undefined) usageCredits.balance = latest;
  usageCredits.earlier = entries;
}

/** @returns the reconciliation's id */
export function addReconciliation(settings: Settings, atMs: number, balancePico: Pico): string {
  refuseApiCredits(settings);
  const { purchases, reconciliations } = settings.credits.apiCredits;
  const id = nextId([...purchases, ...reconciliations]);
  const at = new Date(atMs).toISOString();
  settings.credits.apiCredits.reconciliations.push({ id, at, balanceUsd: usdString(balancePico) });
  return id;
}

function nextId(entries: readonly { readonly id: string }[]): string {
  const used = entries.map((e) => Number(e.id));
  return String(Math.max(0, ...used.filter(Number.isSafeInteger)) + 1);
}

/** Removes a purchase or a reconciliation. */
export function removeCreditEntry(settings: Settings, id: string): "purchase" | "reconciliation" {
  const { apiCredits } = settings.credits;
  for (const [kind, list] of [
    ["purchase", apiCredits.purchases],
    ["reconciliation", apiCredits.reconciliations],
  ] as const) {
    const at = list.findIndex((e) => e.id === id);
    if (at < 0) continue;
    list.splice(at, 1);
    return kind;
  }
  throw new UserError(`there is no entry ${id}`, { hint: "`claude-cost credits list` shows the ids.", exitCode: 2 });
}

export type NewBudget = {
  readonly pico: Pico;
  readonly per: BudgetPeriod;
  readonly scope: SpendScope;
  readonly hard: boolean;
  /** null = the default name, by period and scope. */
  readonly name: string | null;
};

/** Adds the budget, or replaces the one of the same name. */
export function setBudget(settings: Settings, budget: NewBudget): { id: string; replaced: boolean } {
  const { pico, per, scope, hard, name } = budget;
  const id = name ?? budgetId(per, scope);
  const entry = {
    id,
    usd: usdString(pico),
    per,
    ...(scope.project ? { project: scope.project } : {}),
    ...(scope.model ? { model: scope.model } : {}),
    ...(scope.session ? { session: scope.session } : {}),
    hard,
  };
  const at = settings.budgets.findIndex((b) => b.id === id);
  if (at < 0) settings.budgets.push(entry);
  else settings.budgets[at] = entry;
  return { id, replaced: at >= 0 };
}

export function removeBudget(settings: Settings, id: string): void {
  const at = settings.budgets.findIndex((b) => b.id === id);
  if (at < 0) {
    const ids = settings.budgets.map((b) => `'${b.id}'`).join(", ");
    throw new UserError(`there is no budget '${id}'`, {
      hint: ids === "" ? "No budget is set." : `There is ${ids}.`,
      exitCode: 2,
    });
  }
  settings.budgets.splice(at, 1);
}

/** What a limit applies to: usage credits of some kind, or a spend limit that someone else enforces. */
export const LIMIT_OWNERS = [...CAP_SCOPES, ...SPEND_LIMIT_KINDS] as const;
export type LimitOwner = (typeof LIMIT_OWNERS)[number];

export type NewLimit = {
  readonly owner: LimitOwner;
  /** null = remove the limit. */
  readonly value: Pico | "unlimited" | null;
  readonly per: SpendLimitPeriod;
};

export function setLimit(settings: Settings, limit: NewLimit, nowMs: number): void {
  const isCap = (owner: string): owner is CapScope => (CAP_SCOPES as readonly string[]).includes(owner);
  if (isCap(limit.owner)) setCap(settings, limit.owner, limit.value, nowMs);
  else setSpendLimit(settings, limit.owner, limit);
}

function setCap(settings: Settings, scope: CapScope, value: NewLimit["value"], nowMs: number): void {
  const { usageCredits } = settings.credits;
  if (value !== null) refuseCap(settings, scope);
  if (value === null) delete usageCredits.limits[scope];
  else usageCredits.limits[scope] = value === "unlimited" ? value : usdString(value);
  usageCredits.limitsSetAt = new Date(nowMs).toISOString();
}

function setSpendLimit(settings: Settings, kind: SpendLimitKind, { value, per }: NewLimit): void {
  if (value !== null) refuseSpendLimit(settings, kind);
  const others = settings.limits.spend.filter((l) => l.kind !== kind);
  const isSet = value !== null && value !== "unlimited";
  settings.limits.spend = isSet ? [...others, { kind, usd: usdString(value), per }] : others;
}
