/** Reads the most recently fetched limits of the organisation, with what was spent against them. */

import { dayKey, firstOfMonth } from "../../core/calendar/period.ts";
import { alertsOf, type LimitAlert, type Quiet } from "../../core/limits/alerts.ts";
import type { Thresholds } from "../../core/limits/limit.ts";
import { SOURCE_KINDS, type SourceKind } from "../../core/organization/fetched.ts";
import { type OrgLimitEntry, orgLimitEntries } from "../../core/organization/limit-list.ts";
import type { RateLimit } from "../../core/organization/limits.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { SourceStore } from "../../store/sources/source-store.ts";

export type OrganizationLimits = {
  readonly source: SourceKind;
  readonly asOfMs: number;
  readonly entries: readonly OrgLimitEntry[];
  readonly rateLimits: readonly RateLimit[];
  /** The most severe first. */
  readonly alerts: readonly LimitAlert[];
};

export type OrgLimitsOptions = {
  readonly sourcesDir: string;
  /** The user's own e-mail addresses or pseudonyms, in lower case. */
  readonly own: ReadonlySet<string>;
  /** Whether to leave out the limits of other members. */
  readonly onlyOwn: boolean;
  readonly thresholds: Thresholds;
  readonly quiet: Quiet;
  readonly nowMs: number;
};

/** @returns one for each source that has limits; none where nothing was fetched */
export async function readOrgLimits(options: OrgLimitsOptions): Promise<readonly OrganizationLimits[]> {
  const { sourcesDir, own, onlyOwn, thresholds, quiet, nowMs } = options;
  const found: OrganizationLimits[] = [];
  for (const source of SOURCE_KINDS) {
    const store = new SourceStore(sourcesDir, source);
    const fetched = store.limits();
    if (fetched === null) continue;
    const { asOfMs, limits } = fetched;
    const all = orgLimitEntries({
      source,
      asOfMs,
      limits,
      directory: store.directory(),
      chargedThisMonth: limits.limits.length > 0 ? await chargedThisMonth(store, nowMs) : null,
      own,
      thresholds: thresholds.spendPercent,
      nowMs,
    });
    const entries = onlyOwn ? all.filter(({ member, isOwn }) => member === null || isOwn) : all;
    const alerts = alertsOf(
      entries.map(({ limit }) => limit),
      thresholds,
      quiet,
      nowMs,
    );
    found.push({ source, asOfMs, entries, rateLimits: limits.rateLimits, alerts });
  }
  return found;
}

/** This month's charge of each workspace according to the Console; null = the Console has none. */
async function chargedThisMonth(store: SourceStore, nowMs: number): Promise<ReadonlyMap<string, Pico> | null> {
  const first = dayKey(firstOfMonth(Math.floor(nowMs / 86_400_000)));
  const rows = await store.rows("cost-report", first, null);
  if (rows.length === 0) return null;
  const sums = new Map<string, Pico>();
  for (const { workspace, costPico, currency } of rows) {
    if (costPico !== null && currency === "USD") sums.set(workspace, (sums.get(workspace) ?? 0n) + costPico);
  }
  return sums;
}
