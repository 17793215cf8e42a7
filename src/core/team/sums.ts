/** The interface of engines: sums of a team's cells, a row per group or member, never one per cell. */

import type { DayNumber } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../responses/tokens.ts";

/** The dimensions of sums. `group` is the roster's group of the member (`SumQuery.groupOf`). */
export const SUM_DIMENSIONS = [
  "member",
  "group",
  "project",
  "model",
  "week",
  "day",
  "month",
  "kind",
  "billing",
  "provider",
  "speed",
  "geo",
] as const;
export type SumDimension = (typeof SUM_DIMENSIONS)[number];

/** UTC days, both inclusive. */
export type DayRange = { readonly from: DayNumber; readonly to: DayNumber };

/** Every possible day of a cell. */
export const ALL_DAYS: DayRange = { from: 0, to: 100_000 };

export type SumQuery = {
  readonly range: DayRange;
  /** Empty = a single row for everything; no row where there are no cells. */
  readonly by: readonly SumDimension[];
  /** Member → group, for `by: ["group"]`. Missing members have the group "". */
  readonly groupOf?: ReadonlyMap<string, string>;
  /** Only cells with one of these values of a dimension. */
  readonly only?: { readonly dimension: SumDimension; readonly values: readonly string[] };
};

export type TeamSum = {
  /** The number of different members. */
  readonly members: number;
  /** Days with responses other than background, counted once for each member. */
  readonly activeDays: number;
  readonly requests: number;
  readonly sessions: number;
  readonly webSearches: number;
  readonly tokens: Tokens;
  /** Logged responses: main conversation and subagents. */
  readonly costPico: Pico;
  readonly backgroundPico: Pico;
  readonly unpricedTokens: number;
  /** First and last day with cells. */
  readonly firstDay: DayNumber;
  readonly lastDay: DayNumber;
};

/** @param keys one for each dimension of the query; days, weeks and months as `2026-11-21`, `2026-W47`, `2026-11` */
export type SumRow = TeamSum & { readonly keys: readonly string[] };

/** Who used something, without how much. */
export type PeopleRow = Pick<SumRow, "keys" | "members" | "activeDays" | "firstDay" | "lastDay">;

/** What one member spent, whose pseudonym is the only key. */
export type SpendRow = PeopleRow & Pick<SumRow, "costPico" | "backgroundPico">;

/** The n-th seven days since a member's first day with cells. */
export type WeekOfUse = {
  /** 1 = the first. */
  readonly week: number;
  readonly members: number;
  readonly activeDays: number;
  readonly totalPico: Pico;
};

/** One machine of one member. */
export type MachineShare = {
  readonly member: string;
  readonly machine: string;
  /** The first and the last day of which it has shared everything. */
  readonly firstDay: DayNumber;
  readonly lastDay: DayNumber;
};

export const ENGINES = ["embedded", "duckdb", "clickhouse"] as const;
export type EngineName = (typeof ENGINES)[number];

/** The interface of the embedded engine, DuckDB and ClickHouse. They return the same rows, sorted by their keys. */
export interface TeamEngine {
  readonly name: EngineName;
  sums(query: SumQuery): Promise<readonly SumRow[]>;
  /** The rows of `sums` without amounts, which may be had sooner. */
  people(query: SumQuery): Promise<readonly PeopleRow[]>;
  /**
   * The rows of `sums` by member, with no amounts but money.
   * @param soon what the next queries of this range will be grouped by: an engine may heed it as it reads the cells
   */
  members(range: DayRange, soon?: readonly SumDimension[]): Promise<readonly SpendRow[]>;
  weeksOfUse(range: DayRange): Promise<readonly WeekOfUse[]>;
  /** As far as cells show: from the first of them to the day before the last share, or the last of them. */
  machines(): Promise<readonly MachineShare[]>;
  close(): Promise<void>;
}

const NO_SUM: TeamSum = {
  members: 0,
  activeDays: 0,
  requests: 0,
  sessions: 0,
  webSearches: 0,
  tokens: NO_TOKENS,
  costPico: 0n,
  backgroundPico: 0n,
  unpricedTokens: 0,
  firstDay: Number.POSITIVE_INFINITY,
  lastDay: Number.NEGATIVE_INFINITY,
};

/** The sum of disjoint sets of members. */
export function addMembers(sums: readonly TeamSum[]): TeamSum {
  return sums.reduce(
    (a, b) => ({
      members: a.members + b.members,
      activeDays: a.activeDays + b.activeDays,
      requests: a.requests + b.requests,
      sessions: a.sessions + b.sessions,
      webSearches: a.webSearches + b.webSearches,
      tokens: addTokens(a.tokens, b.tokens),
      costPico: a.costPico + b.costPico,
      backgroundPico: a.backgroundPico + b.backgroundPico,
      unpricedTokens: a.unpricedTokens + b.unpricedTokens,
      firstDay: Math.min(a.firstDay, b.firstDay),
      lastDay: Math.max(a.lastDay, b.lastDay),
    }),
    NO_SUM,
  );
}

export function totalOf(sum: Pick<TeamSum, "costPico" | "backgroundPico">): Pico {
  return sum.costPico + sum.backgroundPico;
}

/** The order of every engine's rows: by code units, so that it is independent of locale and database. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Combines what several sources know about machines: one entry for each, with all days that any of them covers. */
export function mergeMachines(shares: readonly MachineShare[]): readonly MachineShare[] {
  const merged = new Map<string, MachineShare>();
  for (const share of shares) {
    const key = `${share.member} ${share.machine}`;
    const known = merged.get(key) ?? share;
    const firstDay = Math.min(known.firstDay, share.firstDay);
    merged.set(key, { ...share, firstDay, lastDay: Math.max(known.lastDay, share.lastDay) });
  }
  return [...merged.values()].sort((a, b) => compareKeys([a.member, a.machine], [b.member, b.machine]));
}
