/** Groups of a dimension with their background, as `by` lists them. They add up to the total of the range. */

import { modelOfBackground, projectOfBackground } from "../background/background-days.ts";
import { withUnpriced } from "../background/sum.ts";
import type { BackgroundEntry, BackgroundStatus, SessionBackground } from "../background/types.ts";
import { addToGroup } from "../groups.ts";
import type { Pico } from "../pricing/money.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import { type Spend, spendOf, statusByKey } from "./certainty.ts";
import {
  byDimension,
  bySession,
  type Dimension,
  type Group,
  groupRows,
  isWorkedOut,
  type KeyOf,
  totalOf,
} from "./group.ts";
import { type Totals, TotalsSum } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

export type GroupSummary = Spend & {
  /** "" where the client did not log it. */
  readonly key: string;
  /** `background`: the row for all background that belongs to no group of the dimension. */
  readonly kind: "group" | "background";
  /** For a project: the parts of its worktrees, by name, most expensive first. */
  readonly worktrees: readonly GroupSummary[];
};

export type GroupList = Spend & {
  /** Most expensive first, the row of the background last. */
  readonly groups: readonly GroupSummary[];
};

export type GroupListInputs = {
  readonly table: UsageTable;
  /** 1 for the rows of `table` to include. */
  readonly selected: Uint8Array;
  /** Background of the sessions and the time to include. */
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  /** The name of a logged model in reports. */
  readonly nameOf: (model: string) => string;
  /** For a dimension whose groups are computed. */
  readonly ownKeys?: OwnKeys;
};

/** The groups of a dimension that is computed from sessions, times and names. */
export type OwnKeys = {
  readonly ofRow: KeyOf;
  /** null = it belongs to no group. @param timeMs of the background; epoch milliseconds */
  readonly ofBackground: (sessionId: string, timeMs: number) => string | null;
};

/** For a dimension in which everything that a session does at a time is in one group. */
export function keysBySession(table: UsageTable, keyOf: (sessionId: string, timeMs: number) => string): OwnKeys {
  const sessionOf = bySession(table);
  return { ofRow: (i) => keyOf(sessionOf(i), table.columns.timeMs[i] as number), ofBackground: keyOf };
}

/** @throws TypeError where the keys of a computed dimension are missing */
function ownKeysOf({ ownKeys }: GroupListInputs, dimension: Dimension): OwnKeys {
  if (!ownKeys) throw new TypeError(`groups by ${dimension} need keys of their own`);
  return ownKeys;
}

export function listGroups(inputs: GroupListInputs, dimension: Dimension): GroupList {
  const { table, selected, background } = inputs;
  const keyOf = keyOfRows(inputs, dimension);
  const keyOfEntry = keyOfEntries(inputs, dimension);
  const logged = groupRows(table, selected, keyOf);
  const { byKey, restPico, hasRest } = backgroundByKey(background, keyOfEntry);
  const statuses = statusByKey({ table, selected, background }, keyOf, keyOfEntry);
  // Unrecorded background of a session can be of any model.
  const statusOf = (key: string): BackgroundStatus =>
    dimension === "model" ? statuses.all : (statuses.byKey.get(key) ?? "exact");
  const worktrees = dimension === "project" ? worktreesOf(inputs) : new Map<string, GroupSummary[]>();
  const groups: GroupSummary[] = summaries(logged, byKey).map((group) => ({
    ...group,
    backgroundStatus: statusOf(group.key),
    worktrees: (worktrees.get(group.key) ?? []).map((tree) => ({ ...tree, backgroundStatus: statusOf(group.key) })),
  }));
  if (hasRest) {
    groups.push({ ...summary("", NOTHING, restPico), kind: "background", backgroundStatus: statuses.all });
  }
  const all = totalOf(table, selected);
  const totals = { ...all, unpriced: withUnpriced(all.unpriced, [...background.values()]) };
  const backgroundPico = groups.reduce((sum, group) => sum + group.backgroundPico, 0n);
  return { groups, ...spendOf(totals, backgroundPico, statuses.all) };
}

function keyOfRows(inputs: GroupListInputs, dimension: Dimension): KeyOf {
  if (isWorkedOut(dimension)) return ownKeysOf(inputs, dimension).ofRow;
  return byDimension(inputs.table, dimension, inputs.nameOf);
}

const NOTHING = new TotalsSum().finish();

function summary(key: string, totals: Totals, backgroundPico: Pico): GroupSummary {
  return { key, kind: "group", ...spendOf(totals, backgroundPico), worktrees: [] };
}

/** Groups with responses or background, most expensive first. */
function summaries(logged: readonly Group[], background: ReadonlyMap<string, Pico>): GroupSummary[] {
  const byKey = new Map(logged.map(({ key, totals }) => [key, totals]));
  const keys = [...new Set([...byKey.keys(), ...background.keys()])];
  return keys
    .map((key) => summary(key, byKey.get(key) ?? NOTHING, background.get(key) ?? 0n))
    .sort(
      (a, b) => Number(b.totalPico - a.totalPico) || b.totals.requests - a.totals.requests || (a.key < b.key ? -1 : 1),
    );
}

/** Worktrees by project, of the sessions that began in one. */
function worktreesOf({ table, selected, background, sessions }: GroupListInputs): ReadonlyMap<string, GroupSummary[]> {
  const found = new Map<string, SessionFacts>();
  for (const facts of sessions.values()) if (facts.worktree !== "") found.set(facts.sessionId, facts);
  const list = new Map<string, GroupSummary[]>();
  if (found.size === 0) return list;
  // A worktree's name is only unique within its project.
  const keyOf = (sessionId: string): string => {
    const facts = found.get(sessionId);
    return facts ? JSON.stringify([facts.project, facts.worktree]) : "";
  };
  const sessionOf = bySession(table);
  const logged = groupRows(table, selected, (i) => keyOf(sessionOf(i))).filter(({ key }) => key !== "");
  const costs = new Map<string, Pico>();
  for (const { sessionId, costPico } of background.values()) {
    const key = keyOf(sessionId);
    if (key !== "" && costPico !== null) costs.set(key, (costs.get(key) ?? 0n) + costPico);
  }
  for (const group of summaries(logged, costs)) {
    const [project, worktree] = JSON.parse(group.key) as [string, string];
    addToGroup(list, project, { ...group, key: worktree });
  }
  return list;
}

type KeyOfEntry = (session: SessionBackground, entry: BackgroundEntry) => string | null;

/**
 * The group of a background entry: its model, its session's project, or the key computed from its session and time. In
 * other dimensions (branch, agent, skill, …) the group of a background request is not known: null.
 */
function keyOfEntries(inputs: GroupListInputs, dimension: Dimension): KeyOfEntry {
  const { sessions, nameOf } = inputs;
  if (dimension === "model") return (_, { model }) => modelOfBackground(model, nameOf);
  if (isWorkedOut(dimension)) {
    const { ofBackground } = ownKeysOf(inputs, dimension);
    return ({ sessionId }, { timeMs }) => ofBackground(sessionId, timeMs);
  }
  return dimension === "project" ? ({ sessionId }) => projectOfBackground(sessions, sessionId) : () => null;
}

function backgroundByKey(
  background: GroupListInputs["background"],
  keyOf: KeyOfEntry,
): { readonly byKey: ReadonlyMap<string, Pico>; readonly restPico: Pico; readonly hasRest: boolean } {
  const byKey = new Map<string, Pico>();
  let restPico = 0n;
  let hasRest = false;
  for (const session of background.values()) {
    for (const entry of session.entries) {
      if (entry.costPico === null) continue;
      const key = keyOf(session, entry);
      if (key === null) {
        restPico += entry.costPico;
        hasRest = true;
      } else byKey.set(key, (byKey.get(key) ?? 0n) + entry.costPico);
    }
  }
  return { byKey, restPico, hasRest };
}
