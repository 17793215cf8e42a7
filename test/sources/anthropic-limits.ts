/** Spend limits of the vendor's organisation API: those in effect for each member, and those that were configured. */

import { cents } from "./anthropic-usage.ts";
import { chargedUsd, type MadeOrganisation, type MadeRequest, utcDate } from "./made-organisation.ts";

/** One limit for the first member, one for a group, one for a seat tier, and the organisation's for the rest. */
export function effective(organisation: MadeOrganisation, nowMs: number): readonly unknown[] {
  const month = utcDate(nowMs).slice(0, 7);
  return organisation.users.flatMap((user, i) => {
    const own = organisation.requests.filter((r) => r.userId === user.id);
    const spent = (some: readonly MadeRequest[]): string => {
      const text = cents(chargedUsd(some));
      return text.replace(/(\.\d{3})\d+$/, "$1");
    };
    const actor = { type: "user_actor", user_id: user.id, email_address: user.email, name: user.name, deleted: false };
    const monthly = {
      actor,
      amount: i === 1 ? null : LIMIT_CENTS[i % LIMIT_CENTS.length],
      currency: "USD",
      period: "monthly",
      period_to_date_spend: spent(own.filter((r) => utcDate(r.timeMs).startsWith(month))),
      source: [
        { type: "user", user_id: user.id },
        { type: "organization" },
        { type: "seat_tier", seat_tier: "premium" },
        { type: "rbac_group", rbac_group_id: user.groups[0] },
      ][i % 4],
      spend_limit_id: `spl_${i}`,
    };
    const today = utcDate(nowMs);
    const daily = {
      ...monthly,
      amount: "2000",
      period: "daily",
      period_to_date_spend: spent(own.filter((r) => utcDate(r.timeMs) === today)),
    };
    return i === 0 ? [monthly, daily] : [monthly];
  });
}

const LIMIT_CENTS = ["300", "100000", "50000", "0"];

export function configured(organisation: MadeOrganisation): readonly unknown[] {
  const one = (id: string, scope: unknown, amount: string | null, rest = {}) => ({
    type: "spend_limit",
    id,
    scope,
    amount,
    currency: "USD",
    period: "monthly",
    is_enabled: true,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    ...rest,
  });
  return [
    one("spl_org", { type: "organization" }, "100000"),
    one("spl_seat", { type: "seat_tier", seat_tier: "premium" }, "50000"),
    one("spl_group", { type: "rbac_group", rbac_group_id: organisation.groups[0]?.id }, "20000"),
    one("spl_user", { type: "user", user_id: organisation.users[0]?.id }, "300"),
    one("spl_new", { type: "moon_base", base_id: "b1" }, null),
  ];
}
