/** Which monthly limit on usage credits holds for this user, where several people set some. */

import { type Pico, parseUsd } from "../pricing/money.ts";
import { CAP_SCOPES, type CapScope, PLAN_POLICIES, type PlanKind, type Seat } from "./plan.ts";

/** Dollars as an exact decimal, or no limit. Missing = not set. */
export type Caps = { readonly [K in CapScope]?: string | undefined };

export type EffectiveCap = {
  /** null = unlimited. */
  readonly pico: Pico | null;
  /** Whose limit it is. */
  readonly scope: CapScope;
};

const amountOf = (text: string): Pico | null => (text === "unlimited" ? null : parseUsd(text));

/**
 * A member's own limit goes before the group's, that before the seat tier's ("unlimited" too); the organisation's is a
 * hard ceiling above them all.
 * @returns null where none is set that the plan knows
 */
export function effectiveCap(caps: Caps, plan: PlanKind, seat: Seat | null): EffectiveCap | null {
  const known = PLAN_POLICIES[plan].caps;
  const personal = CAP_SCOPES.filter((s) => s !== "organization" && known.includes(s))
    .filter((s) => (s !== "standard" && s !== "premium") || s === seat)
    .find((s) => caps[s] !== undefined);
  const organization = known.includes("organization") ? caps.organization : undefined;
  const own: EffectiveCap | null =
    personal === undefined ? null : { pico: amountOf(caps[personal] as string), scope: personal };
  if (organization === undefined) return own;
  const ceiling: EffectiveCap = { pico: amountOf(organization), scope: "organization" };
  if (own === null) return ceiling;
  if (own.pico === null) return ceiling.pico === null ? own : ceiling;
  return ceiling.pico !== null && ceiling.pico < own.pico ? ceiling : own;
}
