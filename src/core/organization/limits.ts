/** Members, groups and limits of an organisation, as its API reports them at one time. */

/** Names for ids. */
export type OrgDirectory = {
  readonly users: readonly OrgUser[];
  readonly workspaces: readonly Named[];
  readonly apiKeys: readonly Named[];
  readonly groups: readonly (Named & { readonly memberIds: readonly string[] })[];
};

export type Named = { readonly id: string; readonly name: string };

export type OrgUser = {
  readonly id: string;
  /** In lower case; "" = not given. */
  readonly email: string;
  readonly name: string;
  readonly role: string;
};

export const EMPTY_DIRECTORY: OrgDirectory = { users: [], workspaces: [], apiKeys: [], groups: [] };

/** What a limit applies to: `organization`, `seat_tier`, `rbac_group`, `user`, … Other values are possible. */
export type LimitScope = {
  readonly type: string;
  /** The seat tier, the group's or user's id, …; "" = the whole organisation. */
  readonly id: string;
};

/** A limit that somebody set. Amounts are decimal text in whole units of the currency. */
export type OrgLimit = {
  readonly id: string;
  readonly scope: LimitScope;
  /** `daily`, `weekly`, `monthly`, or a duration such as `30d`. */
  readonly period: string;
  /** null = unlimited. */
  readonly amount: string | null;
  readonly currency: string;
  readonly enabled: boolean;
};

/** What a member may spend in a period, what has been spent, and which limit decided. */
export type MemberLimit = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly period: string;
  /** null = unlimited in this period. */
  readonly amount: string | null;
  readonly spent: string;
  readonly currency: string;
  /** The limit that decided. */
  readonly source: LimitScope;
  readonly limitId: string;
  /** When the period ends, where the source reports it; epoch milliseconds. */
  readonly resetsAtMs: number | null;
};

export type RateLimit = {
  readonly group: string;
  readonly models: readonly string[];
  readonly limits: readonly { readonly type: string; readonly value: number }[];
};

/** A budget of LiteLLM. */
export type Budget = {
  readonly scope: LimitScope & { readonly name: string };
  /** When it ends and starts again; epoch milliseconds, null = never. */
  readonly resetsAtMs: number | null;
  readonly period: string;
  readonly amount: string | null;
  readonly spent: string;
};

export type OrgLimits = {
  readonly limits: readonly OrgLimit[];
  readonly members: readonly MemberLimit[];
  readonly rateLimits: readonly RateLimit[];
  readonly budgets: readonly Budget[];
};

export const NO_LIMITS: OrgLimits = { limits: [], members: [], rateLimits: [], budgets: [] };
