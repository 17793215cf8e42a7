/** `team report` as a table and as CSV. */

import { dayKey } from "../../../core/calendar/period.ts";
import { cleanText } from "../../../core/clean-text.ts";
import { type Pico, usdNumber, usdString } from "../../../core/pricing/money.ts";
import { TOKEN_CLASSES, totalTokens } from "../../../core/responses/tokens.ts";
import {
  allKey,
  type ReportDimension,
  sumDimension,
  type TeamGroup,
  type TeamReport,
  tooFewText,
  UNALLOCATED,
  WAY_OUT_OF_TOO_FEW,
} from "../../../core/team/report/report.ts";
import { type TeamSum, totalOf } from "../../../core/team/sums.ts";
import { perActiveDay } from "../../json/team-report-json.ts";
import { largest, plainBar } from "../../text/charts.ts";
import { csv } from "../../text/csv.ts";
import { capital, cellMoney, compactTokens, counted, money, percent, wholeNumber } from "../../text/format.ts";
import { type Column, type Row, renderTable } from "../../text/table.ts";
import { wrapWords } from "../../text/wrap.ts";
import { type TableFrame, titleLine } from "../frame.ts";
import { modelLabel } from "../model-label.ts";
import { teamTitle } from "./team-lines.ts";

const MEMBERS = "Members";

/** A pseudonym, and the name of merged groups, are never cut. */
const NAME_WIDTH = "others (n < 5)".length;

const COLUMNS = (name: string): readonly Column[] => [
  { header: name, priority: 1, rule: "shrink", minWidth: NAME_WIDTH, maxWidth: 40, isName: true },
  { header: "Total", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 3, rule: "hard", align: "right" },
  { header: MEMBERS, priority: 2, rule: "hard", align: "right" },
  { header: "Days", priority: 3, rule: "hard", align: "right" },
  { header: "A day", priority: 2, rule: "hard", align: "right" },
  { header: "Background", priority: 4, rule: "hard", align: "right", tone: "muted" },
  { header: "Requests", priority: 5, rule: "hard", align: "right" },
  { header: "Tokens", priority: 5, rule: "hard", align: "right" },
  { header: "", priority: 6, rule: "grow", minWidth: 8, maxWidth: 24 },
];

const HEADERS: Readonly<Record<ReportDimension, string>> = {
  member: "Member",
  group: "Group",
  "cost-center": "Cost centre",
  project: "Project",
  model: "Model",
  week: "Week (UTC)",
  day: "Day (UTC)",
};

const PLURALS: Readonly<Record<ReportDimension, string>> = {
  member: "members",
  group: "groups",
  "cost-center": "cost centres",
  project: "projects",
  model: "models",
  week: "weeks",
  day: "days",
};

/** @param foreign how many files of the folder were left out */
export function teamReportLines(report: TeamReport, frame: TableFrame, foreign: number): string[] {
  const { team, totals, dimension } = report;
  const title = titleLine(teamTitle(team.name), { ...frame, filter: rangeText(report) });
  const coverage = coverageLines(report, frame, foreign);
  if (totals === null) return [title, "", ...tooFewLines(report, frame), "", ...coverage];
  if (totals.members === 0) return [title, "", "Nothing was shared of these days.", "", ...coverage];
  const whole = usdNumber(totalOf(totals));
  const groups = withUnallocated(report);
  const top = largest(groups.map((group) => usdNumber(totalOf(group))));
  const isByMember = dimension === "member";
  const row = (name: string, sum: TeamSum): Row => [
    name,
    cellMoney(totalOf(sum)),
    percent(usdNumber(totalOf(sum)), whole),
    ...(isByMember ? [] : [wholeNumber(sum.members)]),
    wholeNumber(sum.activeDays),
    dayMoney(perActiveDay(sum)),
    sum.backgroundPico === 0n ? "–" : cellMoney(sum.backgroundPico),
    wholeNumber(sum.requests),
    compactTokens(totalTokens(sum.tokens)),
  ];
  const bar = (group: TeamGroup) => (width: number) =>
    plainBar(top === 0 ? 0 : usdNumber(totalOf(group)) / top, width, frame.style.unicode);
  // In a row for one member, the number of members is always one.
  const columns = COLUMNS(HEADERS[dimension]).filter(({ header }) => !isByMember || header !== MEMBERS);
  const rows = groups.map((group): Row => [...row(nameOf(dimension, group), group), bar(group)]);
  return [
    title,
    "",
    ...renderTable(columns, rows, frame.width, frame.style, {
      totals: [row("Total", totals)],
    }),
    ...notes(report, frame),
    ...coverage,
  ];
}

function nameOf(dimension: ReportDimension, { key, suppressed }: TeamGroup): string {
  return dimension === "model" && !suppressed ? modelLabel(key) : cleanText(key);
}

/** Adds a line for what belongs to nobody, even if that is nothing. */
function withUnallocated({ groups, dimension, unallocatedPico, openness }: TeamReport): readonly TeamGroup[] {
  const isAllocated = dimension === "group" || dimension === "cost-center" || dimension === "project";
  if (!isAllocated || openness !== "all" || unallocatedPico !== 0n || groups.some(({ key }) => key === UNALLOCATED)) {
    return groups;
  }
  return [...groups, NOTHING_UNALLOCATED];
}

const NOTHING_UNALLOCATED: TeamGroup = {
  key: UNALLOCATED,
  suppressed: false,
  members: 0,
  activeDays: 0,
  requests: 0,
  sessions: 0,
  webSearches: 0,
  tokens: { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 },
  costPico: 0n,
  backgroundPico: 0n,
  unpricedTokens: 0,
  firstDay: 0,
  lastDay: 0,
};

const dayMoney = (usd: number | null): string => (usd === null ? "–" : `$${usd.toFixed(2)}`);

function rangeText({ range: { from, to } }: TeamReport): string {
  if (from <= 0) return `until ${dayKey(to)}`;
  return from === to ? dayKey(from) : `${dayKey(from)} to ${dayKey(to)}`;
}

function tooFewLines({ team }: TeamReport, { width }: TableFrame): readonly string[] {
  const sentences = [`${capital(tooFewText(team))}.`, WAY_OUT_OF_TOO_FEW];
  return sentences.flatMap((sentence) => wrapWords(sentence, width));
}

function notes(report: TeamReport, { style, width }: TableFrame): string[] {
  const { team, totals, distribution, openness, groups } = report;
  const quantiles = distribution.map(({ percent: p, pico }) => `${p} % ${money(pico)}`).join(", ");
  const list = [
    distribution.length === 0
      ? null
      : `a member's spending in these days: ${quantiles}${openness === "totals" ? " (rounded)" : ""}`,
    openness === "totals" ? `fewer than ${team.k} members: only totals and rounded quantiles are shown` : null,
    groups.some(({ suppressed }) => suppressed)
      ? `${PLURALS[report.dimension]} of fewer than ${team.k} members are merged, and others with them where they could be told from the total`
      : null,
    unallocatedText(report),
    totals !== null && totals.unpricedTokens > 0
      ? `! unpriced: ${compactTokens(totals.unpricedTokens)} tokens, not in the dollars above`
      : null,
    ...report.checks.map(checkText),
    report.checksLeftOut > 0
      ? `${counted(report.checksLeftOut, "check")} of other sources left out: beside these figures the difference would be of few members${report.dimension === "member" ? "" : "; --by member may show it"}`
      : null,
  ];
  const lines = list.filter((line) => line !== null).flatMap((line) => wrapWords(line, width, 2));
  return ["", ...lines.map((line) => style.paint(line.startsWith("!") ? "warn" : "muted", line))];
}

/** What belongs to no group, cost centre or project, even if that is nothing. */
function unallocatedText({ openness, groups, unallocatedPico, dimension }: TeamReport): string | null {
  if (openness !== "all") return null;
  // By group, cost centre or project it already has a row.
  if (unallocatedPico === 0n) return sumDimension(dimension) === "group" ? null : "unallocated: nothing";
  const what = dimension === "cost-center" ? "a cost centre" : "a group";
  if (dimension === "project") {
    if (unallocatedPico === 0n) return null;
    return unallocatedPico === null
      ? "unallocated: what has no project is of too few members to be shown"
      : `unallocated: ${money(unallocatedPico)} has no project that a member chose to share`;
  }
  if (unallocatedPico !== null)
    return `unallocated: ${money(unallocatedPico)} is of members without ${what} on the roster`;
  const isGrouped = dimension === "group" || dimension === "cost-center";
  return isGrouped || groups.length === 0
    ? `unallocated: members without ${what} on the roster are too few to be shown`
    : "unallocated: not shown here, because beside these figures it could tell of few members; --by group may show it";
}

function checkText({ source, pico, differencePico, reason }: TeamReport["checks"][number]): string {
  const sign = differencePico > 0n ? "+" : "";
  return `check: ${source} has ${money(pico)} (${sign}${money(differencePico)}): ${reason}`;
}

function coverageLines(report: TeamReport, { style, width }: TableFrame, foreign: number): string[] {
  const { members, sharing, machines, lastDay, missing } = report.coverage;
  const until = lastDay === null ? "" : `, the last for ${dayKey(lastDay)}`;
  const lines = [
    `${sharing} of ${counted(members, "member")} shared, from ${counted(machines, "machine")}${until}`,
    missing.length > 0 ? `! not shared: ${missing.slice(0, 10).join(", ")}${missing.length > 10 ? " …" : ""}` : null,
    foreign > 0 ? `! ${counted(foreign, "file")} of the folder left out: \`claude-cost team doctor\` names them` : null,
  ];
  return lines
    .filter((line) => line !== null)
    .flatMap((line) => wrapWords(line, width, 2))
    .map((line) => style.paint(line.startsWith("!") ? "warn" : "muted", line));
}

const CSV_HEADER = [
  "members",
  "activeDays",
  "requests",
  "sessions",
  "webSearches",
  ...TOKEN_CLASSES,
  "costUsd",
  "backgroundUsd",
  "totalUsd",
  "unpricedTokens",
  "suppressed",
];

/** The rows sum to the total. A team of too few people to be divided has one row, of all. */
export function teamReportCsv({ team, dimension, groups, openness, totals }: TeamReport): string {
  const isUndivided = openness === "totals" && totals !== null;
  const rows = isUndivided ? [{ ...totals, key: allKey(team.k), suppressed: true }] : groups;
  const usd = (pico: Pico): string => usdString(pico);
  return csv(
    [dimension, ...CSV_HEADER],
    rows.map((group) => [
      group.key,
      group.members,
      group.activeDays,
      group.requests,
      group.sessions,
      group.webSearches,
      ...TOKEN_CLASSES.map((name) => group.tokens[name]),
      usd(group.costPico),
      usd(group.backgroundPico),
      usd(totalOf(group)),
      group.unpricedTokens,
      String(group.suppressed),
    ]),
  );
}
