/** Budgets that a lead set for a month: of every member, of one member, of a group, of the team. */

import { groupBy } from "../../groups.ts";
import { percentUsed, type Severity, severityOf } from "../../limits/limit.ts";
import type { Pico } from "../../pricing/money.ts";
import { candidateOf, groupsToHide, isEnough, leastPeople, type PrivacyRules } from "../report/privacy.ts";
import { addMembers, type SumRow, totalOf } from "../sums.ts";
import type { Roster } from "../team-file.ts";

export type TeamBudget = {
  /** `member` without a name: of each of them. */
  readonly scope: "member" | "group" | "team";
  /** A pseudonym or a name of the roster, or a group; "" = each, or the team. */
  readonly name: string;
  readonly pico: Pico;
};

/** Percent from which on a budget is worth a word, and from which on it is urgent. */
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
  /** Budgets of which nothing may be shown, because too few people are behind them; or of nobody that there is. */
  readonly skipped: readonly { readonly scope: TeamBudget["scope"]; readonly key: string; readonly reason: string }[];
};

/**
 * @param members the month's sums by member
 */
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
    const reason = !isEnough(members.length, team)
      ? "too few members were active this month"
      : scope === "group" && hiddenGroups.has(name)
        ? "too few members"
        : scope !== "team" && rows.length === 0 && name !== "" && !isKnown(budget, roster)
          ? "nobody is called so"
          : null;
    if (reason !== null) skipped.push({ scope, key: name, reason });
    else if (scope === "member" && name === "") {
      for (const row of rows) uses.push(budgetUse(budget, row.keys[0] as string, [row]));
    } else uses.push(budgetUse(budget, name, rows));
  }
  return { uses, skipped };
}

/** The groups that a report of the month would merge: the same in both, or one would give away what the other hides. */
async function groupsOfFew(
  members: readonly SumRow[],
  roster: Roster,
  team: PrivacyRules,
): Promise<ReadonlySet<string>> {
  const groups = groupBy(members, (row) => roster.get(row.keys[0] as string)?.group ?? "");
  const candidates = [...groups].map(([name, rows]) => candidateOf(name, addMembers(rows)));
  // A member is in one group.
  const distinct = (keys: readonly string[]): number => keys.reduce((n, key) => n + (groups.get(key)?.length ?? 0), 0);
  return new Set(await groupsToHide(candidates, leastPeople(team), distinct));
}

function rowsOf({ scope, name }: TeamBudget, members: readonly SumRow[], roster: Roster): readonly SumRow[] {
  if (scope === "team" || (scope === "member" && name === "")) return members;
  return members.filter(({ keys: [member = ""] }) => {
    const entry = roster.get(member);
    return scope === "group" ? entry?.group === name : member === name || entry?.name === name;
  });
}

function isKnown({ scope, name }: TeamBudget, roster: Roster): boolean {
  return [...roster.values()].some((e) =>
    scope === "group" ? e.group === name : e.name === name || e.member === name,
  );
}

function budgetUse({ scope, pico: limitPico }: TeamBudget, key: string, rows: readonly SumRow[]): BudgetUse {
  const usedPico = rows.reduce((sum, row) => sum + totalOf(row), 0n);
  const usedPercent = percentUsed(usedPico, limitPico);
  return { scope, key, limitPico, usedPico, usedPercent, severity: severityOf(usedPercent, BUDGET_THRESHOLDS) };
}

/**
 * `team=10000`, `group:platform=3000`, `member=200`, `member:dev-0123456789=500`.
 * @param parseUsd null for what is no amount
 * @returns null where it is no budget
 */
export function parseTeamBudget(text: string, parseUsd: (text: string) => Pico | null): TeamBudget | null {
  const m = /^(team|group|member)(?::([^=]+))?=(.+)$/.exec(text.trim());
  const scope = m?.[1] as TeamBudget["scope"] | undefined;
  const name = (m?.[2] ?? "").trim();
  const pico = m ? parseUsd(m[3] as string) : null;
  if (scope === undefined || pico === null || pico <= 0n) return null;
  if ((scope === "team") !== (name === "") && scope !== "member") return null;
  return { scope, name, pico };
}
