/**
 * A figure of an organisation from one of its sources: usage or cost of a day (or of a range of days) by member, model
 * and so on. Rows of different sources may describe the same requests: they are compared, never added.
 */

import type { Pico } from "../pricing/money.ts";

/** The origin of a row: a report of an API, or a kind of file. */
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

/** `none`: the source does not report it. */
export type ActorKind = (typeof ACTOR_KINDS)[number];

export type OrgRow = {
  readonly report: OrgReport;
  /** First day, UTC: `2026-11-01`. */
  readonly date: string;
  /** Last day, inclusive. Equals `date` except for sums over a range, which cannot be split into days. */
  readonly untilDate: string;
  readonly actorKind: ActorKind;
  /** The vendor's id of the actor; "" = none. */
  readonly actorId: string;
  /** A member's email address in lower case; else the source's name; "" = none. */
  readonly actorName: string;
  /** "" = the default one, or not reported. */
  readonly workspace: string;
  readonly apiKey: string;
  /** A team or group of the source. Where groups overlap, so do their rows. */
  readonly team: string;
  /** Rows of different tags overlap. */
  readonly tag: string;
  readonly model: string;
  readonly product: string;
  /** Such as `fast`; "" = not given. The same applies to the fields below. */
  readonly speed: string;
  readonly geo: string;
  readonly serviceTier: string;
  /** Such as `200k-1M`. */
  readonly contextWindow: string;
  /** What a line of a bill describes: a type of token, or of cost. */
  readonly detail: string;
  /** Tokens. */
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  /** Tokens written to the cache, where the source does not report the lifetime. */
  readonly cacheWriteUntold: number;
  readonly cacheRead: number;
  readonly webSearches: number;
  /** null = not given. */
  readonly requests: number | null;
  readonly sessions: number | null;
  /** The cost that the source reports, in 1e-12 of `currency`; null = none. */
  readonly costPico: Pico | null;
  /** The same before discounts, where the source reports it. */
  readonly listPico: Pico | null;
  /** ISO 4217. */
  readonly currency: string;
};

/** A row without any amounts. */
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
