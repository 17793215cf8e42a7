/** Changes the plan and its usage credits, in settings that the caller has locked. */

import type { Billing, PlanKind, Seat } from "../../core/limits/plan.ts";
import { PLAN_POLICIES } from "../../core/limits/plan.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { UserError } from "../../core/user-error.ts";
import type { Settings } from "../../store/settings.ts";
import { addBalance, addUsagePurchase } from "./edit-settings.ts";
import { refuseBalance, refusePlanOptions, refuseReload, refuseSwitchingOff, refuseUsageCredits } from "./refuse.ts";

export type NewPlan = {
  readonly kind: PlanKind;
  readonly seat: Seat | undefined;
  readonly billing: Billing | undefined;
};

/** Removes the seat and billing of the previous plan where the new one has none. */
export function setPlan(settings: Settings, { kind, seat, billing }: NewPlan): void {
  refusePlanOptions(kind, { seat: seat !== undefined, billing: billing !== undefined });
  const { plan } = settings;
  plan.kind = kind;
  if (seat !== undefined) plan.seat = seat;
  if (billing !== undefined) plan.billing = billing;
  if (!PLAN_POLICIES[kind].hasSeats) delete plan.seat;
  if (PLAN_POLICIES[kind].billing !== "either") delete plan.billing;
}

/** Auto-reload as stored in the settings; the threshold is `below`. */
export type NewReload = { readonly below: Pico; readonly to: Pico | null; readonly add: Pico | null };

export type ReloadSetting = { belowUsd: string; toUsd?: string; addUsd?: string };

/** @throws UserError where it would buy nothing */
export function reloadSetting({ below, to, add }: NewReload): ReloadSetting {
  if (to !== null && to <= below) {
    throw new UserError("auto-reload fills the balance up to more than its threshold", {
      hint: `At $${usdString(below)} it buys; --to has to be more than that. A fixed amount is --add.`,
      exitCode: 2,
    });
  }
  if (add !== null && add <= 0n) throw new UserError("auto-reload buys more than nothing", { exitCode: 2 });
  const belowUsd = usdString(below);
  return to === null ? { belowUsd, addUsd: usdString(add ?? 0n) } : { belowUsd, toUsd: usdString(to) };
}

export type CreditsChange = {
  readonly enabled: boolean;
  readonly balance: Pico | null;
  readonly bought: Pico | null;
  /** When the balance was read, or the credits were bought. */
  readonly atMs: number;
  /** A date; only for purchases. */
  readonly expires: string | undefined;
  /** null = unchanged; "off" = none. */
  readonly reload: NewReload | "off" | null;
};

export function changeUsageCredits(settings: Settings, change: CreditsChange): void {
  const { usageCredits } = settings.credits;
  refuseUsageCredits(settings);
  if (!change.enabled) refuseSwitchingOff(settings);
  if (change.balance !== null || change.bought !== null) refuseBalance(settings);
  usageCredits.enabled = change.enabled;
  if (change.bought !== null) {
    const at = new Date(change.atMs).toISOString();
    addUsagePurchase(settings, { pico: change.bought, at, expires: change.expires });
  }
  if (change.balance !== null) addBalance(settings, change.balance, change.atMs);
  if (change.reload === "off") delete usageCredits.autoReload;
  else if (change.reload !== null) {
    refuseReload(settings);
    usageCredits.autoReload = reloadSetting(change.reload);
  }
}
