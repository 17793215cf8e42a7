/**
 * Compares a team's report with what an organisation's sources report for the same days, with the likely reason for a
 * difference.
 */

import { dayKey, parseDay } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import type { SourceCheck } from "../team/report/report.ts";
import type { DayRange } from "../team/sums.ts";
import type { OrgReport, OrgRow } from "./org-row.ts";
import { rowValue } from "./row-value.ts";

const NAMES: Readonly<Partial<Record<OrgReport, string>>> = {
  messages: "Console usage at list prices",
  "analytics-usage": "analytics usage at list prices",
  "analytics-cost": "analytics cost",
  "claude-code": "Console's estimate for Claude Code",
  litellm: "LiteLLM",
  "spend-limits": "spend limits, so far",
  "spend-report": "claude.ai spend report",
  cur: "AWS bill (CUR 2.0)",
  focus: "FOCUS bill",
};

/** In this order. */
export const CHECKED_REPORTS = Object.keys(NAMES) as readonly OrgReport[];

/** What members shared of some days. */
export type SharedTotals = (members: ReadonlySet<string>, range: DayRange) => Promise<Pico>;

export type CheckOptions = {
  readonly range: DayRange;
  /** The pseudonym of a row's member; null = not a member of the team. */
  memberOf(row: OrgRow): string | null;
  readonly book: PriceBook;
  /** With fewer members nothing is compared: the difference would reveal a person's use. */
  readonly fewest: number;
  readonly shared: SharedTotals;
};

/** @param rows of one report @returns null where it contains too few members in these days */
export async function sourceCheck(
  report: OrgReport,
  rows: readonly OrgRow[],
  options: CheckOptions,
): Promise<SourceCheck | null> {
  const { memberOf, book, fewest, shared } = options;
  const found = inRange(report === "spend-limits" ? latestOfPeriod(rows) : rows, options.range);
  const members = new Set<string>();
  let pico = 0n;
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { row, first, last } of found) {
    const member = memberOf(row);
    const value = rowValue(row, book);
    if (member === null || value === null) continue;
    members.add(member);
    pico += value.pico;
    [from, to] = [Math.min(from, first), Math.max(to, last)];
  }
  if (members.size === 0 || members.size < fewest) return null;
  const range = { from, to };
  const differencePico = pico - (await shared(members, range));
  const reason = reasonOf(report, pico, differencePico, members.size);
  return {
    source: `${NAMES[report] ?? report}, ${dayKey(from)} to ${dayKey(to)}`,
    range,
    members,
    pico,
    differencePico,
    reason,
  };
}

type DatedRow = { readonly row: OrgRow; readonly first: DayNumber; readonly last: DayNumber };

/** Rows that are completely in the range: a sum over days that begins before it cannot be split. */
function inRange(rows: readonly OrgRow[], { from, to }: DayRange): readonly DatedRow[] {
  return rows.flatMap((row): readonly DatedRow[] => {
    const [first, last] = [parseDay(row.date), parseDay(row.untilDate)];
    return first === null || last === null || first < from || last > to ? [] : [{ row, first, last }];
  });
}

/** Of several snapshots of a month so far, the last one; rows of days and weeks are added up. */
function latestOfPeriod(rows: readonly OrgRow[]): readonly OrgRow[] {
  const latest = new Map<string, OrgRow>();
  for (const row of rows.filter(({ detail }) => detail === "monthly")) {
    const key = JSON.stringify([row.actorId, row.actorName, row.date]);
    const before = latest.get(key);
    if (before === undefined || before.untilDate < row.untilDate) latest.set(key, row);
  }
  return [...latest.values()];
}

/** Differences below half a percent come from rounding and from days that begin at another hour. */
const SAME = 200n;

/** Sources that only contain use beyond the seats, or only Console logins. */
const WITHOUT_SEATS: ReadonlySet<OrgReport> = new Set([
  "messages",
  "claude-code",
  "analytics-usage",
  "analytics-cost",
  "spend-limits",
  "spend-report",
]);
const BILLED: ReadonlySet<OrgReport> = new Set(["analytics-cost", "spend-limits", "spend-report", "cur", "focus"]);

function reasonOf(report: OrgReport, pico: Pico, difference: Pico, members: number): string {
  const size = difference < 0n ? -difference : difference;
  const of = members === 1 ? "of 1 member" : `of ${members} members`;
  if (size * SAME <= pico) return `${of}; they agree`;
  if (difference > 0n) return `${of}; most likely other machines, cloud sessions, or days that were not shared`;
  const reasons = [
    ...(BILLED.has(report) ? ["discounts"] : []),
    ...(WITHOUT_SEATS.has(report) ? ["what a seat includes is not in it"] : ["use that does not pass it"]),
    "background that it counts elsewhere, or days that it tells later",
  ];
  return `${of}; most likely ${reasons.join(", ")}`;
}
