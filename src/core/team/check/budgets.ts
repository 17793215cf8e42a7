/** A lead's monthly budgets: for every member, for one member, for a group, for the team. */

import { groupBy } from "../../groups.ts";
import { percentUsed, type Severity, severityOf } from "../../limits/limit.ts";
import type { Pico } from "../../pricing/money.ts";
import { candidateOf, groupsToHide, isEnough, leastPeople, type PrivacyRules } from "../report/privacy.ts";
import { addMembers, type SumRow, totalOf } from "../sums.ts";
import type { Roster } from "../team-file.ts";

export type TeamBudget = {
  /** `member` without a name: for each of them. */
  readonly scope: "member" | "group" | "team";
  /** A pseudonym or a member's name, or a group; "" = each member, or the team. */
  readonly name: string;
  readonly pico: Pico;
  /** The pseudonym of the member with that name; undefined = the name is a pseudonym, or no member has it. */
  readonly member?: string;
};

/** Percentages from which a budget is reported, and reported as urgent. */
export const BUDGET_THRESHOLDS = [75, 95] as const;

export type BudgetUse = {
  readonly scope: TeamBudget["scope"];
  /** A pseudonym, a group; "" = the team. */
  readonly key: string;
  readonly limitPico: Pico;
  readonly usedPico: Pico;
  readonly usedPercent: number;
  readonly severity: Severity;
};

export type CheckedBudgets = {
  readonly uses: readonly BudgetUse[];
  /** Budgets of which nothing may be shown because too few people are included, or none. */
  readonly skipped: readonly { readonly scope: TeamBudget["scope"]; readonly key: string; readonly reason: string }[];
};

/** @param members the month's sums by member */
export async function checkBudgets(
  budgets: readonly TeamBudget[],
  members: readonly SumRow[],
  roster: Roster,
  team: PrivacyRules,
): Promise<CheckedBudgets> {
  const uses: BudgetUse[] = [];
  const skipped: CheckedBudgets["skipped"][number][] = [];
  const hiddenGroups = await groupsOfFew(members, roster, team);
  for (const budget of budgets) {
    const { scope, name } = budget;
    const rows = rowsOf(budget, members, roster);
    const isHidden = scope === "group" && hiddenGroups.has(name);
    const reason = isHidden ? "too few members" : reasonToSkip(budget, rows, { members, roster, team });
    if (reason !== null) skipped.push({ scope, key: name, reason });
    else if (scope === "member" && name === "") {
      for (const row of rows) uses.push(budgetUse(budget, row.keys[0] as string, [row]));
    } else uses.push(budgetUse(budget, name, rows));
  }
  return { uses, skipped };
}

type MonthOfTeam = {
  readonly members: readonly SumRow[];
  readonly roster: Roster;
  readonly team: PrivacyRules;
};

/** @param rows of the people in the budget's scope. @returns null where it can be shown */
function reasonToSkip(budget: TeamBudget, rows: readonly SumRow[], { members, roster, team }: MonthOfTeam) {
  if (!isEnough(members.length, team)) return "too few members were active this month";
  if (rows.length > 0 || budget.scope === "team") return null;
  if (budget.name === "") return "nobody was active this month";
  if (isKnown(budget, roster)) return null;
  return budget.scope === "group" ? "no member is in this group" : "no member has this name";
}

/** The groups that a report of the month would merge. Both must agree, or one would reveal what the other hides. */
async function groupsOfFew(
  members: readonly SumRow[],
  roster: Roster,
  team: PrivacyRules,
): Promise<ReadonlySet<string>> {
  const groups = groupBy(members, (row) => roster.get(row.keys[0] as string)?.group ?? "");
  const candidates = [...groups].map(([name, rows]) => candidateOf(name, addMembers(rows)));
  // A member is in one group only.
  const distinct = (keys: readonly string[]): number => keys.reduce((n, key) => n + (groups.get(key)?.length ?? 0), 0);
  return new Set(await groupsToHide(candidates, leastPeople(team), distinct));
}

function rowsOf(
  { scope, name, member: named = name }: TeamBudget,
  members: readonly SumRow[],
  roster: Roster,
): readonly SumRow[] {
  if (scope === "team" || (scope === "member" && name === "")) return members;
  return members.filter(({ keys: [member = ""] }) => {
    return scope === "group" ? roster.get(member)?.group === name : member === named;
  });
}

function isKnown({ scope, name, member = name }: TeamBudget, roster: Roster): boolean {
  return scope === "group" ? [...roster.values()].some(({ group }) => group === name) : roster.has(member);
}

function budgetUse({ scope, pico: limitPico }: TeamBudget, key: string, rows: readonly SumRow[]): BudgetUse {
  const usedPico = rows.reduce((sum, row) => sum + totalOf(row), 0n);
  const usedPercent = percentUsed(usedPico, limitPico);
  return { scope, key, limitPico, usedPico, usedPercent, severity: severityOf(usedPercent, BUDGET_THRESHOLDS) };
}

/**
 * Parses `team=10000`, `group:platform=3000`, `member=200`, `member:dev-0123456789=500`.
 * @param parseUsd returns null for an invalid amount
 * @returns null where it is not a valid budget
 */
export function parseTeamBudget(text: string, parseUsd: (text: string) => Pico | null): TeamBudget | null {
  const m = /^(team|group|member)(?::([^=]+))?=(.+)$/.exec(text.trim());
  const scope = m?.[1] as TeamBudget["scope"] | undefined;
  const name = (m?.[2] ?? "").trim();
  const pico = m ? parseUsd(m[3] as string) : null;
  if (scope === undefined || pico === null || pico <= 0n) return null;
  if ((scope === "team") !== (name === "") && scope !== "member") return null;
  if (name === "" && m?.[2] !== undefined) return null;
  return { scope, name, pico };
}
