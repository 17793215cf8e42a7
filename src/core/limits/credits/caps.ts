/** Decides which monthly limits on usage credits apply to this user, where several were set. */

import { type Pico, parseUsd } from "../../pricing/money.ts";
import { CAP_SCOPES, type CapScope, PLAN_POLICIES, type PlanKind, type Seat } from "../plan.ts";

/** Dollars as an exact decimal, or no limit. Missing = not set. */
export type Caps = { readonly [K in CapScope]?: string | undefined };

export type Cap = {
  /** null = unlimited. */
  readonly pico: Pico | null;
  /** The kind of limit. */
  readonly scope: CapScope;
};

export type CapsInForce = {
  /**
   * The user's own limit: a member's takes precedence over the group's, that over the seat tier's, even if it is
   * "unlimited".
   */
  readonly personal: Cap | null;
  /** A hard limit on everybody's use together. */
  readonly organization: Cap | null;
  /** Limits of seat tiers of which one would apply; which one depends on the user's seat, which is not known. */
  readonly seatNeeded: readonly Cap[];
};

/** Limits that the plan does not have are ignored. */
export function capsInForce(caps: Caps, plan: PlanKind, seat: Seat | null): CapsInForce {
  const set = CAP_SCOPES.filter((s) => caps[s] !== undefined && PLAN_POLICIES[plan].caps.includes(s));
  const capOf = (scope: CapScope): Cap => ({ pico: amountOf(caps[scope] as string), scope });
  const isTier = (scope: CapScope): boolean => scope === "standard" || scope === "premium";
  const personal = set.find((s) => s !== "organization" && (!isTier(s) || s === seat));
  return {
    personal: personal === undefined ? null : capOf(personal),
    organization: set.includes("organization") ? capOf("organization") : null,
    seatNeeded: personal === undefined && seat === null ? set.filter(isTier).map(capOf) : [],
  };
}

const amountOf = (text: string): Pico | null => (text === "unlimited" ? null : parseUsd(text));
