/**
 * Converts the limits of an organisation to limits like any other: what is spent of each, who set it, and when it
 * resets.
 */

import { elapsedPercent, type Span, utcPeriod } from "../limits/calendar.ts";
import { type Consequence, type Limit, PLAIN_LIMIT, percentUsed, severityOf } from "../limits/limit.ts";
import type { Payer } from "../limits/plan.ts";
import { type Pico, parseUsd, usdString } from "../pricing/money.ts";
import type { SourceKind } from "./fetched.ts";
import type { Budget, LimitScope, MemberLimit, OrgDirectory, OrgLimit, OrgLimits } from "./limits.ts";

export type OrgLimitEntry = {
  readonly limit: Limit;
  /** Who the limit was set for; for a member's own limit, the scope that decided. */
  readonly setBy: LimitScope & { readonly name: string };
  readonly period: string;
  /** The member that the limit applies to; null = more than one. */
  readonly member: { readonly id: string; readonly name: string } | null;
  readonly isOwn: boolean;
};

export type OrgLimitFacts = {
  readonly source: SourceKind;
  readonly asOfMs: number;
  readonly limits: OrgLimits;
  readonly directory: OrgDirectory;
  /** Charges of this month by workspace ("" = the default one); null = not known. */
  readonly chargedThisMonth: ReadonlyMap<string, Pico> | null;
  /** The user's addresses, or pseudonyms, in lower case. */
  readonly own: ReadonlySet<string>;
  readonly thresholds: readonly number[];
  readonly nowMs: number;
};

/** Figures older than this may have grown considerably. */
const STALE_MS = 24 * 3_600_000;

/**
 * The organisation's limits first, then seat tiers, groups, workspaces, members; the user's own before other members'.
 */
export function orgLimitEntries(facts: OrgLimitFacts): readonly OrgLimitEntry[] {
  const { limits } = facts;
  const members = limits.members.map((member) => memberEntry(member, facts));
  return [
    ...limits.limits.filter(({ scope }) => scope.type !== "user").map((limit) => setEntry(limit, facts)),
    ...limits.budgets.map((budget) => budgetEntry(budget, facts)),
    ...members.filter(({ isOwn }) => isOwn),
    ...members.filter(({ isOwn }) => !isOwn),
  ];
}

/**
 * A limit set for a scope: compared with what all spent together or, for a limit per member, with the member who spent
 * most.
 */
function setEntry(set: OrgLimit, facts: OrgLimitFacts): OrgLimitEntry {
  const heirs = facts.limits.members.filter(
    ({ source, period }) => source.type === set.scope.type && source.id === set.scope.id && period === set.period,
  );
  const isEachOnes = heirs.length > 0 || set.scope.type === "seat_tier" || set.scope.type === "rbac_group";
  const spent = isEachOnes ? highest(heirs) : wholeSpend(set, facts);
  const setBy = { ...set.scope, name: scopeName(set.scope, facts.directory) };
  const notes = [
    ...(isEachOnes ? [eachOnesNote(heirs)] : []),
    ...(set.enabled ? [] : ["it is switched off, and applies again when it is switched on"]),
  ];
  const label = labelOf(isEachOnes ? `${setBy.name} (each)` : setBy.name, set.period);
  return {
    limit: limitOf(
      { id: `org:${set.scope.type}:${set.scope.id || set.period}:${set.period}`, label, notes, spent },
      set,
      facts,
    ),
    setBy,
    period: set.period,
    member: null,
    isOwn: false,
  };
}

/** Most periods are months, which the label leaves out because the reset date is shown. */
const labelOf = (name: string, period: string): string =>
  period === "" || period === "monthly" ? name : `${name}, ${period}`;

function eachOnesNote(heirs: readonly MemberLimit[]): string {
  if (heirs.length === 0) return "a limit for each member; no member's spend is reported with it";
  const together = heirs.reduce((sum, { spent }) => sum + (parseUsd(spent) ?? 0n), 0n);
  if (heirs.length === 1) return "a limit for each member; one has it";
  return `a limit for each of ${heirs.length} members, who spent $${usdString(together)} together; shown is the one who spent most`;
}

function highest(heirs: readonly MemberLimit[]): Pico | null {
  let most: Pico | null = null;
  for (const { spent } of heirs) {
    const pico = parseUsd(spent) ?? 0n;
    if (most === null || pico > most) most = pico;
  }
  return most;
}

/** What all members spent in the period; for the Console what it charged, also for one workspace. */
function wholeSpend({ scope, period }: OrgLimit, { limits, chargedThisMonth }: OrgLimitFacts): Pico | null {
  const spends = limits.members.filter((member) => member.period === period);
  if (spends.length > 0) return spends.reduce((sum, { spent }) => sum + (parseUsd(spent) ?? 0n), 0n);
  if (chargedThisMonth === null || period !== "monthly") return null;
  if (scope.type === "workspace") return chargedThisMonth.get(scope.id) ?? 0n;
  return [...chargedThisMonth.values()].reduce((sum, pico) => sum + pico, 0n);
}

function memberEntry(member: MemberLimit, facts: OrgLimitFacts): OrgLimitEntry {
  const { directory, own } = facts;
  const user = directory.users.find(({ id }) => id === member.userId);
  const name = member.email || user?.email || member.name || member.userId;
  const isOwn = own.has(name.toLowerCase()) || own.has(member.userId);
  const setBy = { ...member.source, name: scopeName(member.source, directory) };
  const label = labelOf(isOwn ? "your limit" : name, member.period);
  const meaning =
    member.amount === null ? ["no limit in this period"] : member.amount === "0" ? ["included usage only"] : [];
  const notes = [`set by ${setBy.name}`, ...meaning];
  const spent = parseUsd(member.spent);
  return {
    limit: limitOf({ id: `member:${member.userId}:${member.period}`, label, notes, spent }, member, facts),
    setBy,
    period: member.period,
    member: { id: member.userId, name },
    isOwn,
  };
}

function budgetEntry(budget: Budget, facts: OrgLimitFacts): OrgLimitEntry {
  const { scope, period, amount, resetsAtMs, spent } = budget;
  const label = labelOf(`${scope.type} ${scope.name}`, period);
  const own = facts.own.has(scope.name.toLowerCase());
  return {
    limit: limitOf(
      {
        id: `litellm:${scope.type}:${scope.id}`,
        label,
        notes: amount === null ? ["no budget"] : [],
        spent: parseUsd(spent),
      },
      { amount, period, currency: "USD", resetsAtMs },
      facts,
    ),
    setBy: { type: scope.type, id: scope.id, name: `${scope.type} ${scope.name}` },
    period,
    member: null,
    isOwn: own,
  };
}

const SCOPES: Readonly<Record<string, string>> = {
  organization: "organisation",
  seat_tier: "seat tier",
  rbac_group: "group",
  workspace: "workspace",
  usage_tier: "usage tier of the organisation",
  organization_service: "service",
  user: "member",
};

/** `seat tier premium`, `group platform`, `organisation`. */
function scopeName({ type, id }: LimitScope, { groups, workspaces, users }: OrgDirectory): string {
  const what = SCOPES[type] ?? type;
  if (id === "") return what;
  const name =
    groups.find((group) => group.id === id)?.name ||
    workspaces.find((workspace) => workspace.id === id)?.name ||
    users.find((user) => user.id === id)?.email;
  return type === "user" ? `a limit of the member's own` : `${what} ${name || id}`;
}

type Part = {
  readonly id: string;
  readonly label: string;
  readonly notes: readonly string[];
  readonly spent: Pico | null;
};
type Terms = Pick<OrgLimit, "amount" | "period" | "currency"> & { readonly resetsAtMs?: number | null };

function limitOf({ id, label, notes, spent }: Part, terms: Terms, facts: OrgLimitFacts): Limit {
  const { source, asOfMs, nowMs, thresholds } = facts;
  const span = spanOf(terms, nowMs);
  // A figure from before the period began does not apply to it.
  const isOld = span !== null && asOfMs < span.fromMs;
  const whole = terms.amount === null ? null : parseUsd(terms.amount);
  const used = isOld ? null : spent;
  const usedPercent = whole === null || used === null ? null : percentUsed(used, whole);
  const isUsd = terms.currency === "USD";
  return {
    ...PLAIN_LIMIT,
    ...ENDINGS[source],
    id,
    kind: "spend-limit",
    label,
    usedPercent,
    usedPico: isUsd ? used : null,
    counts: null,
    limitPico: isUsd ? whole : null,
    leftPico: isUsd && whole !== null && used !== null ? (whole > used ? whole - used : 0n) : null,
    foreign: isUsd
      ? null
      : { currency: terms.currency, used: used === null ? null : usdString(used), limit: terms.amount },
    startsAtMs: span?.fromMs ?? null,
    resetsAtMs: span?.toMs ?? null,
    pacePercent: span === null || whole === null ? null : elapsedPercent(span, nowMs),
    asOfMs,
    source: "organization",
    stale: nowMs - asOfMs > STALE_MS,
    // Without a limit nothing can be crossed.
    severity: whole === null ? (used === null ? "unknown" : "ok") : severityOf(usedPercent, thresholds),
    hard: whole !== null,
    shared: false,
    notes: isOld ? [...notes, "fetched before this period began: what is spent of it is not known"] : notes,
  };
}

/** What happens when the limit is used up, and who can raise it. */
const ENDINGS: Readonly<Record<SourceKind, { readonly consequence: Consequence; readonly payer: Payer | null }>> = {
  anthropic: { consequence: "api-stops", payer: "console-admin" },
  enterprise: { consequence: "windows-only", payer: "owner" },
  gateway: { consequence: "refused", payer: null },
  litellm: { consequence: "refused", payer: null },
};

const PERIODS = { daily: "day", weekly: "week", monthly: "month" } as const;

/** null = the source does not report when the period began. */
function spanOf({ period, resetsAtMs }: Terms, nowMs: number): Span | null {
  if (Object.hasOwn(PERIODS, period)) return utcPeriod(PERIODS[period as keyof typeof PERIODS], nowMs);
  const days = /^(\d{1,4})d$/.exec(period);
  if (typeof resetsAtMs !== "number" || days === null) return null;
  return { fromMs: resetsAtMs - Number(days[1]) * 86_400_000, toMs: resetsAtMs };
}
