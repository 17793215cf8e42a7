/** `team check` in a terminal. */

import { dayKey } from "../../core/calendar/period.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { Severity } from "../../core/limits/limit.ts";
import type { Anomaly, Cause } from "../../core/team/check/anomalies.ts";
import type { BudgetUse, CheckedBudgets } from "../../core/team/check/budgets.ts";
import { MEMBER_PATTERN } from "../../core/team/check-cell.ts";
import type { DayRange } from "../../core/team/sums.ts";
import type { Team } from "../../core/team/team-file.ts";
import { type TableFrame, titleLine } from "../tables/frame.ts";
import { modelLabel } from "../tables/model-label.ts";
import { teamTitle } from "../tables/team/team-lines.ts";
import { cellMoney, money } from "../text/format.ts";
import { span } from "../text/spans.ts";
import { type Column, renderTable } from "../text/table.ts";
import type { Tone } from "../text/terminal-style.ts";
import { wrapWords } from "../text/wrap.ts";

export type ShownCheck = {
  readonly team: Team;
  readonly demo: boolean;
  readonly check: {
    readonly month: DayRange;
    readonly budgets: CheckedBudgets;
    readonly anomalies: readonly (Anomaly & {
      readonly scope: "member" | "team";
      readonly key: string;
      readonly day: number;
      readonly causes: readonly Cause[];
    })[];
    readonly isTooSmall: boolean;
  };
};

/** Whether somebody should look at it: a budget from 75 % on, or an anomaly. */
export function hasFindings({ check: { budgets, anomalies } }: Pick<ShownCheck, "check">): boolean {
  return anomalies.length > 0 || budgets.uses.some(({ severity }) => severity !== "ok");
}

const COLUMNS: readonly Column[] = [
  { header: "Budget", priority: 1, rule: "shrink", minWidth: 12, maxWidth: 40, isName: true },
  { header: "Used", priority: 2, rule: "hard", align: "right" },
  { header: "Limit", priority: 2, rule: "hard", align: "right" },
  { header: "", priority: 1, rule: "hard", align: "right" },
  { header: "", priority: 1, rule: "hard" },
];

const WORDS: Readonly<Record<Severity, readonly [text: string, tone: Tone]>> = {
  ok: ["ok", "text"],
  warn: ["! 75 % used", "warn"],
  critical: ["! 95 % used", "danger"],
  over: ["! over", "danger"],
  unknown: ["unknown", "muted"],
};

export function checkLines(shown: ShownCheck, frame: TableFrame): string[] {
  const { team, check } = shown;
  const { style, width } = frame;
  const { month, budgets, anomalies, isTooSmall } = check;
  const day = dayKey(month.to);
  const muted = (text: string): readonly string[] =>
    wrapWords(text, width, 2).map((line) => style.paint("muted", line));
  return [
    titleLine(teamTitle(team.name), { ...frame, filter: `${dayKey(month.from)} to ${day} (UTC)` }),
    "",
    ...(budgets.uses.length === 0 ? [] : renderTable(COLUMNS, budgets.uses.map(budgetRow), width, style)),
    ...budgets.skipped.flatMap(({ reason, ...of }) => muted(`budget of ${budgetName(of)}: not shown, ${reason}`)),
    ...(budgets.uses.length + budgets.skipped.length === 0
      ? muted('no budgets: claude-cost config set team.budgets \'["team=10000", "member=200"]\'')
      : []),
    "",
    ...(isTooSmall
      ? muted(`Fewer than ${team.k} members were active on ${day}: the day is not looked at.`)
      : anomalies.length === 0
        ? [`Nothing unusual on ${day}.`]
        : anomalies.flatMap((a) => anomalyLines(a, frame))),
  ];
}

function budgetName({ scope, key }: Pick<BudgetUse, "scope" | "key">): string {
  if (scope === "team") return "team";
  if (key === "") return "each member";
  return MEMBER_PATTERN.test(key) ? key : `${scope} ${cleanText(key)}`;
}

function budgetRow(use: BudgetUse) {
  const [word, tone] = WORDS[use.severity];
  return [
    budgetName(use),
    cellMoney(use.usedPico),
    cellMoney(use.limitPico),
    `${Math.floor(use.usedPercent)}%`,
    span(word, tone),
  ];
}

function anomalyLines(
  { scope, key, day, pico, usualPico, causes }: ShownCheck["check"]["anomalies"][number],
  { style, width }: TableFrame,
): readonly string[] {
  const isOfOne = scope === "member" && causes.length === 0;
  const who = scope === "team" ? "the team" : key;
  const why = causes.map((cause) => `${causeName(cause.key)} ${money(cause.pico)} (usually ${money(cause.usualPico)})`);
  const text = `! ${dayKey(day)}: ${who} spent ${money(pico)}, usually ${money(usualPico)} a day`;
  return [
    ...wrapWords(text, width, 2).map((line) => style.paint("warn", line)),
    ...(why.length === 0 ? [] : wrapWords(`  most of it: ${why.join(", ")}`, width, 4)),
    ...(isOfOne ? wrapWords(`  ${CAUSE_OF_ONE}`, width, 4).map((line) => style.paint("muted", line)) : []),
  ];
}

/** Of all who agreed to be shown the causes are: an increase always has one. */
const CAUSE_OF_ONE = "what it went to is shown to that member alone: `claude-cost why`";

function causeName(key: string): string {
  const [model = "", ...rest] = key.split(", ");
  return [modelLabel(model), ...rest].join(", ");
}
