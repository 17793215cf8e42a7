/** Fetches the parts that have no days: the directory of people, and the limits. */

import { dayKey, firstOfMonth, firstOfWeek } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { FetchedPart } from "../../core/organization/fetched.ts";
import { type MemberLimit, NO_LIMITS, type OrgDirectory, type OrgLimits } from "../../core/organization/limits.ts";
import { emptyOrgRow, type OrgRow } from "../../core/organization/org-row.ts";
import { parseUsd } from "../../core/pricing/money.ts";
import type { Snapshot, Source } from "../../sources/port.ts";
import type { SourceStore } from "../../store/sources/source-store.ts";
import { type FetchOptions, NOTHING_FETCHED, noteReport, refusalOf, refusalState } from "./fetch-parts.ts";

const DAY_MS = 86_400_000;

export async function fetchDirectory(
  source: Source,
  options: FetchOptions,
  parts: FetchedPart[],
): Promise<OrgDirectory> {
  const { store, protect } = options;
  const before = store.directory();
  let found: OrgDirectory = before;
  for (const snapshot of source.directory) {
    const { part, value } = await fetchSnapshot(snapshot, options);
    parts.push(part);
    if (value !== null) found = { ...found, ...value };
  }
  // Keep the known name of people who have left: rows of earlier days are theirs.
  const present = new Set(found.users.map((user) => user.id));
  const all = { ...found, users: [...found.users, ...before.users.filter((user) => !present.has(user.id))] };
  if (source.directory.length > 0) store.writeDirectory(protect.directory(all));
  return all;
}

export async function fetchLimits(source: Source, options: FetchOptions, parts: FetchedPart[]): Promise<void> {
  const { store, protect, nowMs } = options;
  // Where the server refuses limits now, do not keep those of an earlier run: they would look as recent as the others.
  let limits: OrgLimits = NO_LIMITS;
  const fresh = new Set<keyof OrgLimits>();
  for (const snapshot of source.limits) {
    const { part, value } = await fetchSnapshot(snapshot, options);
    parts.push(part);
    if (value === null) continue;
    const safe = protect.limits({ ...NO_LIMITS, ...value });
    for (const name of Object.keys(value) as (keyof OrgLimits)[]) {
      // Several requests may answer for one part, for example the budgets of keys and those of teams.
      limits = { ...limits, [name]: fresh.has(name) ? [...limits[name], ...safe[name]] : safe[name] };
      fresh.add(name);
    }
  }
  if (fresh.size === 0) return;
  store.writeLimits(limits, nowMs);
  if (fresh.has("members")) await storeSamples(store, limits.members, nowMs);
}

/** The server keeps no history of the spend of a period, so store the last value read on each day. */
async function storeSamples(store: SourceStore, members: readonly MemberLimit[], nowMs: number): Promise<void> {
  const today = Math.floor(nowMs / DAY_MS);
  const untilDate = dayKey(today);
  const rows = members.flatMap((member): OrgRow[] => {
    const first = firstDayOf(member.period, today);
    if (first === null) return [];
    return [
      {
        ...emptyOrgRow("spend-limits", dayKey(first), untilDate),
        actorKind: "user",
        actorId: member.userId,
        actorName: member.email,
        detail: member.period,
        costPico: parseUsd(member.spent),
        currency: member.currency,
      },
    ];
  });
  const months = new Set([untilDate.slice(0, 7), dayKey(firstOfWeek(today)).slice(0, 7)]);
  await store.replaceWhere("spend-limits", months, rows, (row) => row.untilDate === untilDate);
}

/** The first day of the current period. Periods begin at midnight UTC, weeks on Monday. */
function firstDayOf(period: string, today: DayNumber): DayNumber | null {
  if (period === "daily") return today;
  if (period === "weekly") return firstOfWeek(today);
  return period === "monthly" ? firstOfMonth(today) : null;
}

async function fetchSnapshot<T>(
  snapshot: Snapshot<T>,
  options: FetchOptions,
): Promise<{ part: FetchedPart; value: T | null }> {
  const { id, optional } = snapshot;
  const part = { ...NOTHING_FETCHED, id, kind: "snapshot" as const, optional };
  options.progress({ part: id, window: null, rows: 0 });
  try {
    const value = await snapshot.fetch();
    const rows = Object.values(value as Record<string, readonly unknown[]>).reduce((n, list) => n + list.length, 0);
    noteReport(options.store, id, { refusal: null });
    return { part: { ...part, rows }, value };
  } catch (error) {
    const refusal = await refusalOf(error, snapshot, options);
    noteReport(options.store, id, { refusal: refusalState(refusal) });
    return { part: { ...part, refusal }, value: null };
  }
}
