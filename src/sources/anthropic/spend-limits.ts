/**
 * Spend limits: those that were set, and what each member may still spend, with the limit that decided. The Enterprise
 * API and a Claude apps gateway use the same format.
 */

import * as v from "valibot";
import { picoOfDecimal } from "../../core/organization/amounts.ts";
import type { Access } from "../../core/organization/fetched.ts";
import type { LimitScope, MemberLimit, OrgLimits } from "../../core/organization/limits.ts";
import { usdString } from "../../core/pricing/money.ts";
import { count, text } from "../answers.ts";
import type { ApiClient } from "../client/api-client.ts";
import type { Snapshot } from "../port.ts";
import { CONFIGURED_LIMITS, CONSOLE_ADMIN, SPEND_LIMITS } from "./access.ts";
import { allByCursor } from "./directory.ts";

/** Amounts are in the smallest unit of the currency; yen and some others have no smaller unit. */
const WITHOUT_MINOR_UNIT = new Set(["JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "PYG", "UGX", "RWF"]);
const READS_BETA = "spend-limit-reads-2026-09-26";

const minorAmount = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.check((amount) => picoOfDecimal(amount) !== null, "an amount"),
);

const scope = v.looseObject({ type: v.string() });

const summary = v.looseObject({
  actor: v.looseObject({
    type: text,
    user_id: text,
    scoped_api_key_id: text,
    name: text,
    email_address: text,
  }),
  groups: v.optional(v.nullable(v.array(v.string()))),
  amount: v.nullable(minorAmount),
  currency: v.optional(v.string(), "USD"),
  period: v.string(),
  period_to_date_spend: v.optional(v.nullable(minorAmount)),
  period_resets_at: text,
  source: v.optional(v.nullable(scope)),
  scope: v.optional(v.nullable(scope)),
  spend_limit_id: text,
});

const configured = v.looseObject({
  id: v.string(),
  scope,
  amount: v.nullable(minorAmount),
  currency: v.optional(v.string(), "USD"),
  period: v.string(),
  is_enabled: v.optional(v.boolean(), true),
});

type Part = Snapshot<Partial<OrgLimits>>;

/** A row for each member and period. */
export function effectiveLimits(client: ApiClient, signal: AbortSignal, access: Access = SPEND_LIMITS): Part {
  return {
    id: "spend_limits/effective",
    access,
    optional: false,
    fetch: async () => {
      const { effective } = client.organization.spendLimits;
      const all = await allByCursor("spend_limits/effective", summary, (query) => effective.list(query, { signal }));
      return { members: all.map(memberOf) };
    },
  };
}

/** The limits that were set for the organisation, its seat tiers, groups, workspaces and members. */
export function configuredLimits(client: ApiClient, signal: AbortSignal): Part {
  return {
    id: "spend_limits",
    access: CONFIGURED_LIMITS,
    optional: true,
    fetch: async () => {
      const all = await allByCursor("spend_limits", configured, (query) =>
        client.spendLimits.list({ ...query, betas: [READS_BETA] }, { signal }),
      );
      return {
        limits: all.map((limit) => ({
          id: limit.id,
          scope: scopeOf(limit.scope),
          period: limit.period,
          amount: limit.amount === null ? null : wholeUnits(limit.amount, limit.currency),
          currency: limit.currency.toUpperCase(),
          enabled: limit.is_enabled,
        })),
      };
    },
  };
}

function memberOf(row: v.InferOutput<typeof summary>): MemberLimit {
  const { actor, currency } = row;
  const resetsAtMs = Date.parse(row.period_resets_at);
  return {
    userId: actor.user_id || actor.scoped_api_key_id,
    email: actor.email_address.toLowerCase(),
    name: actor.name,
    groups: row.groups ?? [],
    period: row.period,
    amount: row.amount === null ? null : wholeUnits(row.amount, currency),
    spent: wholeUnits(row.period_to_date_spend ?? "0", currency),
    currency: currency.toUpperCase(),
    source: scopeOf(row.source ?? row.scope ?? { type: "" }),
    limitId: row.spend_limit_id,
    resetsAtMs: Number.isNaN(resetsAtMs) ? null : resetsAtMs,
  };
}

/** `"12050.5"` cents → `"120.505"`. */
function wholeUnits(amount: string, currency: string): string {
  const isMinor = !WITHOUT_MINOR_UNIT.has(currency.toUpperCase());
  return usdString(picoOfDecimal(amount, isMinor) ?? 0n);
}

/** The field of the id depends on the scope: `rbac_group_id`, `seat_tier`, `user_id`, `workspace_id`, `service`. */
function scopeOf(value: Readonly<Record<string, unknown>>): LimitScope {
  const { type, ...rest } = value;
  const id = Object.values(rest).find((part) => typeof part === "string");
  return { type: String(type), id: typeof id === "string" ? id : "" };
}

const rateLimit = v.looseObject({
  group: v.optional(v.nullable(v.looseObject({ id: text, type: text, display_name: text }))),
  /** The older name of `group`. */
  group_type: text,
  models: v.optional(v.nullable(v.array(v.string()))),
  limits: v.array(v.looseObject({ type: v.string(), value: count })),
});

export function rateLimits({ organization }: ApiClient, signal: AbortSignal): Part {
  return {
    id: "rate_limits",
    access: CONSOLE_ADMIN,
    optional: true,
    fetch: async () => {
      const all = await allByCursor("rate_limits", rateLimit, (query) =>
        organization.rateLimits.list(query, { signal }),
      );
      return {
        rateLimits: all.map(({ group, group_type, models, limits }) => ({
          group: group?.display_name || group?.id || group?.type || group_type,
          models: models ?? [],
          limits: limits.map(({ type, value }) => ({ type, value })),
        })),
      };
    },
  };
}
