/** Budgets that a lead set for a month: of every member, of one member, of a group, of the team. */

import { percentUsed, type Severity, severityOf } from "../../limits/limit.ts";
import type { Pico } from "../../pricing/money.ts";
import { type SumRow, totalOf } from "../sums.ts";
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
 * @param k fewest people of whom a figure is shown; 1 = all agreed
 */
export function checkBudgets(
  budgets: readonly TeamBudget[],
  members: readonly SumRow[],
  roster: Roster,
  k: number,
): CheckedBudgets {
  const uses: BudgetUse[] = [];
  const skipped: CheckedBudgets["skipped"][number][] = [];
  for (const budget of budgets) {
    const { scope, name } = budget;
    const rows = rowsOf(budget, members, roster);
    if (scope === "team") uses.push(budgetUse(budget, "", rows));
    else if (scope === "member" && members.length < k) skipped.push({ scope, key: name, reason: "too few members" });
    else if (scope === "member" && name === "") {
      for (const row of rows) uses.push(budgetUse(budget, row.keys[0] as string, [row]));
    } else if (scope === "group" && !isEnough(rows.length, members.length, k)) {
      skipped.push({ scope, key: name, reason: "too few members" });
    } else if (rows.length === 0 && !isKnown(budget, roster)) {
      skipped.push({ scope, key: name, reason: "nobody is called so" });
    } else uses.push(budgetUse(budget, name, rows));
  }
  return { uses, skipped };
}

/** Of a group, and of those who are not in it: what is left of the total is a figure too. */
function isEnough(group: number, team: number, k: number): boolean {
  const rest = team - group;
  return group === 0 || (group >= k && (rest === 0 || rest >= k));
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
