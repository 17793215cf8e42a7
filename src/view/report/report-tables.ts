/** The tables of a report, for the page and for Markdown. */

import { dayKey } from "../../core/calendar/period.ts";
import type { Cause } from "../../core/drivers/cause-sums.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { type Pico, usdNumber } from "../../core/pricing/money.ts";
import type { GroupList, GroupSummary } from "../../core/reports/group-list.ts";
import type { PeriodList } from "../../core/reports/period-list.ts";
import { addTotals, type Totals, TotalsSum } from "../../core/reports/totals.ts";
import type { UsageReport } from "../../core/reports/usage-report.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { modelLabel, modelsLabel } from "../tables/model-label.ts";
import { cellMoney, compactTokens, counted, wholeNumber } from "../text/format.ts";
import { when } from "../text/time.ts";
import { CAUSE_LABELS } from "../words/cause-words.ts";
import { knownBackgroundCell } from "../words/certainty.ts";
import { limitName, moneyText, percentText } from "../words/limit-phrases.ts";
import { sourceText } from "../words/limits-words.ts";
import { amountOf, amountText, isUnpricedAmount } from "../words/priced-amount.ts";
import { kindTable } from "./kind-table.ts";
import type { PageTable, ShownWith } from "./page-table.ts";
import { projectNames, sessionName } from "./range-names.ts";

/** A report with what is needed to show it. */
export type ShownReport = ShownWith & {
  readonly report: UsageReport & { readonly causes: { readonly causes: readonly Cause[] } };
  /** Present limits; null where the range does not include today, or where the report is filtered. */
  readonly limits: readonly Limit[] | null;
};

type AmountRow = { readonly totals: Totals; readonly totalPico: Pico };

const NOTHING: Totals = new TotalsSum().finish();

export const SHOWN_SESSIONS = 10;
const SHOWN_GROUPS = 10;

/** A part of a total, for a bar. */
export function shareOf(part: Pico, whole: Pico): number {
  return whole === 0n ? 0 : usdNumber(part) / usdNumber(whole);
}

/** A row's part of a total, for a bar; `–` for a row of which nothing has a price. */
function shareCell(row: AmountRow, whole: Pico): number | string {
  return isUnpricedAmount(amountOf(row)) ? "–" : shareOf(row.totalPico, whole);
}

const totalText = (row: AmountRow): string => amountText(amountOf(row), true, cellMoney);

/** As in the table of `daily`. */
function backgroundText({ backgroundPico, certainty }: Pick<PeriodList, "backgroundPico" | "certainty">): string {
  return knownBackgroundCell(backgroundPico, certainty.status, true);
}

export function periodTable({ report }: ShownReport): PageTable {
  const { periods, totalPico, totals, kind } = report.periods;
  return {
    title: kind === "week" ? "Weeks" : "Months",
    columns: [
      { title: kind, kind: "text" },
      { title: "requests", kind: "number", wide: true },
      { title: "background", kind: "number", wide: true },
      { title: "total", kind: "number" },
      { title: "share", kind: "share" },
    ],
    rows: periods.map((period) => [
      period.period,
      wholeNumber(period.totals.requests),
      backgroundText(period),
      totalText(period),
      shareCell(period, totalPico),
    ]),
    total: ["all", wholeNumber(totals.requests), backgroundText(report.periods), totalText(report.periods), ""],
  };
}

export function modelTable({ report: { models } }: ShownReport): PageTable {
  return groupTable("Models", "model", models, (group) => modelLabel(group.key) || "(no model)");
}

export function projectTable({ report: { projects }, titles }: ShownReport): PageTable {
  const names = projectNames(
    projects.groups.map(({ key }) => key),
    titles,
  );
  return groupTable("Projects", "project", projects, (group) => names.get(group.key) ?? "");
}

function groupTable(title: string, thing: string, list: GroupList, nameOf: (group: GroupSummary) => string): PageTable {
  const { groups, totals, totalPico } = list;
  const shown = groups.length > SHOWN_GROUPS + 1 ? groups.slice(0, SHOWN_GROUPS) : groups;
  const others = groups.slice(shown.length);
  const row = (name: string, sum: AmountRow): (string | number)[] => [
    name,
    wholeNumber(sum.totals.requests),
    compactTokens(totalTokens(sum.totals.tokens)),
    totalText(sum),
    shareCell(sum, totalPico),
  ];
  const rest = row(`${others.length} others`, {
    totals: others.map((group) => group.totals).reduce(addTotals, NOTHING),
    totalPico: others.reduce((n, group) => n + group.totalPico, 0n),
  });
  return {
    title,
    columns: [
      { title: thing, kind: "name" },
      { title: "requests", kind: "number", wide: true },
      { title: "tokens", kind: "number", wide: true },
      { title: "total", kind: "number" },
      { title: "share", kind: "share" },
    ],
    rows: [
      ...shown.map((group) => row(group.kind === "background" ? "(background)" : nameOf(group), group)),
      ...(others.length === 0 ? [] : [rest]),
    ],
    total: [
      counted(groups.length, thing),
      wholeNumber(totals.requests),
      compactTokens(totalTokens(totals.tokens)),
      totalText(list),
      "",
    ],
  };
}

export function causeTable({ report }: ShownReport): PageTable {
  const { causes } = report.causes;
  const total = report.periods.totalPico;
  return {
    title: "What made it cost that",
    columns: [
      { title: "cause", kind: "text" },
      { title: "cost", kind: "number" },
      { title: "share", kind: "share" },
    ],
    rows: causes.map(({ id, about, costPico }) => [
      CAUSE_LABELS[id],
      `${about ? "about " : ""}${cellMoney(costPico)}`,
      shareOf(costPico, total),
    ]),
    total: ["all", totalText(report.periods), ""],
  };
}

export function backgroundTable({ report: { background } }: ShownReport): PageTable {
  const { kinds, costPico } = background;
  return {
    ...kindTable(kinds, { title: "cost", write: cellMoney }),
    ...(costPico === null ? {} : { total: ["all", "", cellMoney(costPico)] }),
    notes: ["What Claude Code spends on its own behalf: titles, summaries, suggestions, safety checks."],
  };
}

export function limitTable({ zone, nowMs }: ShownReport, limits: readonly Limit[]): PageTable {
  return {
    title: "Limits and credits now",
    columns: [
      { title: "limit", kind: "name" },
      { title: "used", kind: "number" },
      { title: "money", kind: "text" },
      { title: "resets", kind: "text", wide: true },
      { title: "source", kind: "text", wide: true },
    ],
    rows: limits.map((limit) => [
      limitName(limit),
      `${SIGNS[limit.severity]}${percentText(limit.usedPercent)}`,
      moneyText(limit) || "–",
      limit.resetsAtMs === null ? "–" : when(limit.resetsAtMs, nowMs, zone),
      sourceText(limit, nowMs),
    ]),
    notes: limits.flatMap((limit) => limit.notes.map((note) => `${limitName(limit)}: ${note}`)),
  };
}

const SIGNS: Readonly<Record<Limit["severity"], string>> = {
  ok: "",
  unknown: "? ",
  warn: "! ",
  critical: "!! ",
  over: "over ",
};

export function sessionTable({ report, titles, zone }: ShownReport): PageTable {
  const { sessions, totalPico } = report.sessions;
  const names = projectNames(
    report.projects.groups.map(({ key }) => key),
    titles,
  );
  return {
    title: "Most expensive sessions",
    columns: [
      { title: "session", kind: "name" },
      { title: "project", kind: "name" },
      { title: "last active", kind: "text", wide: true },
      { title: "model", kind: "name", wide: true },
      { title: "total", kind: "number" },
      { title: "share", kind: "share", wide: true },
    ],
    rows: sessions
      .slice(0, SHOWN_SESSIONS)
      .map((session) => [
        sessionName(session, titles),
        names.get(session.facts.project) ??
          projectNames([session.facts.project], titles).get(session.facts.project) ??
          "",
        Number.isFinite(session.facts.lastMs) ? dayKey(zone.dayOf(session.facts.lastMs)) : "–",
        modelsLabel(session.models),
        totalText(session),
        shareCell(session, totalPico),
      ]),
  };
}
