/** The output of `team join`, `team share` and `team roster`. */

import { dayKey } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import { cleanText } from "../../../core/clean-text.ts";
import { DEFAULT_K, type RosterEntry, type Shareable, type Team } from "../../../core/team/team-file.ts";
import { counted } from "../../text/format.ts";
import { type Column, renderTable } from "../../text/table.ts";
import type { TerminalStyle } from "../../text/terminal-style.ts";
import { wrapWords } from "../../text/wrap.ts";

const CHOICES: Readonly<Record<Shareable, string>> = {
  projects: "projects, by aliases of your own (team.projects)",
  prs: "how many pull requests (team.prs)",
  lines: "how many lines (team.lines)",
  agents: "agents and skills that you name (team.agents, team.skills)",
};

/** The dates that are shared. */
export function datesText({ from, to }: Pick<Team, "from" | "to">): string {
  if (from === null) return to === null ? "any date" : `until ${dayKey(to)}`;
  return to === null ? `from ${dayKey(from)} on` : `${dayKey(from)} to ${dayKey(to)}`;
}

export const teamTitle = (name: string): string => `Team ${cleanText(name) || "without a name"}`;

export const people = (n: number): string => (n === 1 ? "1 person" : `${n} people`);

/** A part of a sentence: the fewest people that the lead's reports show. */
const shownOf = ({ k, agreedToNames }: Team): string =>
  agreedToNames
    ? "reports show members one by one, however few they are: all are taken to have agreed"
    : `reports show sums of at least ${people(k)}, and pseudonyms`;

/** What somebody agrees to by joining. */
export function joinLines(team: Team, member: string, width: number): string[] {
  const choices = team.allow.map((what) => CHOICES[what]).join("; ");
  const sentences = [
    `Team '${cleanText(team.name)}', ${datesText(team)} (UTC). You would be ${member} there.`,
    "When you share, sums leave this machine: for each UTC date, model and kind of request how many requests, sessions, tokens and dollars.",
    "Never: prompts, answers, titles, paths, branches, file names, session ids, host or user names, the time of day.",
    choices === "" ? "Nothing else may be shared in this team." : `Only if you set it: ${choices}.`,
    `The lead's ${shownOf(team)}.`,
    "Where the lead changes this so that more is shared, shown or kept, nothing is sent until you agree.",
    `Kept for ${counted(team.retentionMonths, "month")}. Who can read the folder can read the rows. \`claude-cost team leave --delete\` takes yours back.`,
  ];
  return sentences.flatMap((sentence) => wrapWords(sentence, width, 2));
}

type ShareView = {
  readonly days: { readonly fromDay: DayNumber; readonly untilDay: DayNumber };
  readonly cells: readonly unknown[];
  readonly changed: readonly { readonly month: string; readonly cells: readonly unknown[] }[];
  readonly made: { readonly imported: number; readonly misdated: number; readonly leftOut: number };
  readonly retained: number;
  readonly clockBehindDays: number;
};

/** Why there is no date to be shared. */
function noDaysText(fromDay: DayNumber, { to }: Team): string {
  if (to === null || fromDay <= to) return `the team's first date, ${dayKey(fromDay)}, has not ended yet (UTC)`;
  return `the team's last date was ${dayKey(to)}, and what was before ${dayKey(fromDay)} is not kept: nothing is shared`;
}

/** Notes for the member in addition to the rows. */
export function shareNotes({ days, made, retained, clockBehindDays }: ShareView, team: Team): string[] {
  const { fromDay, untilDay } = days;
  return [
    ...(team.agreedToNames || team.k < DEFAULT_K ? [`the lead has set that ${shownOf(team)}`] : []),
    ...(untilDay < fromDay ? [noDaysText(fromDay, team)] : []),
    ...(clockBehindDays > 0
      ? [`this machine's clock is ${counted(clockBehindDays, "day")} behind its last share: set it right`]
      : []),
    ...(made.misdated > 0
      ? [`${counted(made.misdated, "response")} with a date that cannot be (a clock was off) not shared`]
      : []),
    ...(made.leftOut > 0 ? [`${counted(made.leftOut, "response")} of projects in team.leaveOut not shared`] : []),
    ...(made.imported > 0
      ? [`${counted(made.imported, "response")} imported from other machines not shared: each machine shares its own`]
      : []),
    ...(retained > 0
      ? [`the logs of ${counted(retained, "day")} are gone from here; what was shared of them stays`]
      : []),
  ];
}

export function shareSummary({ changed, cells, days }: ShareView, dir: string): string[] {
  const rows = changed.reduce((n, month) => n + month.cells.length, 0);
  const months = changed.map(({ month }) => month).join(", ");
  return [
    `${counted(rows, "row")} to write (${months}), of ${cells.length} from ${dayKey(days.fromDay)} to ${dayKey(days.untilDay)} (UTC), to ${dir}.`,
    "`claude-cost team share --show` prints each of them.",
  ];
}

/** What an entry of the roster has after a change. @param before null = it is new */
export function rosterChange(entry: RosterEntry, before: RosterEntry | null): string {
  const { member } = entry;
  const parts = ROSTER_FIELDS.map(([field, label]) => {
    const [was, is] = [before?.[field] ?? "", entry[field]];
    if (is !== "") return `${label} ${is}`;
    return was === "" ? null : `${label} ${was} taken away`;
  }).filter((part) => part !== null);
  const text = parts.length === 0 ? "without name, group and cost centre" : parts.join(", ");
  return `${member} ${before === null ? "is entered" : "is on the roster"}: ${text}.`;
}

const ROSTER_FIELDS = [
  ["name", "name"],
  ["group", "group"],
  ["costCenter", "cost centre"],
] as const;

const ROSTER_COLUMNS: readonly Column[] = [
  { header: "Member", priority: 1, rule: "hard" },
  { header: "Name", priority: 2, rule: "shrink" },
  { header: "Group", priority: 1, rule: "shrink" },
  { header: "Cost centre", priority: 3, rule: "shrink" },
];

export function rosterLines(members: readonly RosterEntry[], width: number, style: TerminalStyle): string[] {
  if (members.length === 0)
    return ["Nobody is entered. `claude-cost team roster set NAME --group GROUP` enters a member."];
  const row = ({ member, name, group, costCenter }: RosterEntry) => [member, name, group, costCenter].map(cleanText);
  return renderTable(ROSTER_COLUMNS, members.map(row), width, style);
}
