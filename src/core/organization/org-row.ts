/**
 * A figure of an organisation, as one of its sources gives it: usage or cost of a day (or of a range of days) by member,
 * model and so on. Rows of different sources may be about the same requests: they are compared, never added.
 */

import type { Pico } from "../pricing/money.ts";

/** What a row comes from: a report of an API, or a kind of file. */
export const ORG_REPORTS = [
  "messages",
  "claude-code",
  "cost-report",
  "analytics-cost",
  "analytics-usage",
  "spend-limits",
  "litellm",
  "litellm-teams",
  "litellm-tags",
  "console-cost",
  "console-usage",
  "spend-report",
  "cur",
  "focus",
] as const;

export type OrgReport = (typeof ORG_REPORTS)[number];

export const ACTOR_KINDS = ["user", "service-account", "api-key", "federated", "principal", "none"] as const;

/** `none`: the source does not say who. */
export type ActorKind = (typeof ACTOR_KINDS)[number];

export type OrgRow = {
  readonly report: OrgReport;
  /** First day, UTC: `2026-11-01`. */
  readonly date: string;
  /** Last day, inclusive. The same as `date` but for sums over a range, which have no days. */
  readonly untilDate: string;
  readonly actorKind: ActorKind;
  /** The vendor's id of the actor; "" = none. */
  readonly actorId: string;
  /** A member's e-mail address in lower case; else the name that the source has; "" = none. */
  readonly actorName: string;
  /** "" = the default one, or not told. */
  readonly workspace: string;
  readonly apiKey: string;
  /** A team or group of the source. Where groups overlap their rows do, too. */
  readonly team: string;
  /** Tags overlap. */
  readonly tag: string;
  readonly model: string;
  readonly product: string;
  /** Such as `fast`; "" = not given. The same for those that follow. */
  readonly speed: string;
  readonly geo: string;
  readonly serviceTier: string;
  /** Such as `200k-1M`. */
  readonly contextWindow: string;
  /** What a line of a bill is about: a type of token, or of cost. */
  readonly detail: string;
  /** Tokens. */
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  /** Tokens written to the cache for a time that the source does not tell. */
  readonly cacheWriteUntold: number;
  readonly cacheRead: number;
  readonly webSearches: number;
  /** null = not given. */
  readonly requests: number | null;
  readonly sessions: number | null;
  /** What the source says that it cost: 1e-12 of `currency`; null = it tells no cost. */
  readonly costPico: Pico | null;
  /** The same before discounts, where the source tells it. */
  readonly listPico: Pico | null;
  /** ISO 4217. */
  readonly currency: string;
};

/** A row with nothing in it but what it is of. */
export function emptyOrgRow(report: OrgReport, date: string, untilDate: string = date): OrgRow {
  return {
    report,
    date,
    untilDate,
    actorKind: "none",
    actorId: "",
    actorName: "",
    workspace: "",
    apiKey: "",
    team: "",
    tag: "",
    model: "",
    product: "",
    speed: "",
    geo: "",
    serviceTier: "",
    contextWindow: "",
    detail: "",
    input: 0,
    output: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheWriteUntold: 0,
    cacheRead: 0,
    webSearches: 0,
    requests: null,
    sessions: null,
    costPico: null,
    listPico: null,
    currency: "USD",
  };
}
