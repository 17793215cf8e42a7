/** What `team doctor` found in a team's folder. */

import { dayKey } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { RuleChange } from "../../../core/team/rules.ts";
import type { Team } from "../../../core/team/team-file.ts";
import { counted } from "../../text/format.ts";
import type { Finding, FindingSection } from "../doctor-lines.ts";
import { ruleChangeText } from "./rule-changes.ts";
import { datesText, people } from "./team-lines.ts";

export type TeamFindings = {
  readonly dir: string;
  readonly team: Team;
  readonly today: DayNumber;
  readonly isLead: boolean;
  readonly hasRoster: boolean;
  /** What the lead has changed since the member of this machine agreed; empty for everybody else. */
  readonly ruleChanges: readonly RuleChange[];
  readonly members: readonly {
    readonly member: string;
    readonly machines: number;
    readonly untilDay: DayNumber | null;
    readonly isInRoster: boolean;
    readonly hasOverlay: boolean;
  }[];
  readonly files: { readonly usage: number; readonly compacted: number };
  readonly cells: number;
  readonly superseded: number;
  readonly missing: readonly string[];
  readonly duplicates: readonly {
    readonly member: string;
    readonly machines: readonly string[];
    readonly days: number;
  }[];
  readonly twoNames: readonly { readonly members: readonly string[]; readonly days: number }[];
  readonly foreign: readonly { readonly path: string; readonly reason: string }[];
  readonly firstDay: DayNumber | null;
};

/** A member who has shared nothing for this many days is listed. */
const SILENT_DAYS = 7;
/** This many small files are slow to open on a network drive. */
const MANY_FILES = 2_000;
const DAYS_A_MONTH = 30.44;

export function teamFindings(found: TeamFindings): readonly FindingSection[] {
  return [
    { title: "Team", findings: aboutTeam(found) },
    { title: "Members", findings: aboutMembers(found) },
    { title: "Counted once", findings: aboutDuplicates(found) },
    { title: "Left out", findings: found.foreign.map((file) => warn(file.path, leftOutText(file))) },
  ].filter(({ findings }) => findings.length > 0);
}

const info = (name: string, text: string): Finding => ({ level: "info", name, text });
const ok = (name: string, text: string): Finding => ({ level: "ok", name, text });
const warn = (name: string, text: string): Finding => ({ level: "warn", name, text });

function aboutTeam({
  dir,
  team,
  today,
  isLead,
  files,
  firstDay,
  cells,
  foreign,
  ruleChanges,
}: TeamFindings): readonly Finding[] {
  const oldest = today - Math.round(team.retentionMonths * DAYS_A_MONTH);
  const prune = `claude-cost team prune --before ${dayKey(oldest)}`;
  return [
    info("name", team.name),
    info("folder", dir),
    info("dates", `${datesText(team)}, UTC`),
    info("may be shared besides", team.allow.length === 0 ? "nothing" : team.allow.join(", ")),
    info("shown of at least", `${people(team.k)}${team.agreedToNames ? "; all agreed to be named" : ""}`),
    info("you", isLead ? "the lead: this team was made here" : "not the lead: this team was made elsewhere"),
    ...ruleChanges.map((change) =>
      warn(
        "changed by the lead",
        `${ruleChangeText(change)}${change.isWider ? ": sharing waits until you agree" : ""}`,
      ),
    ),
    info(
      "rows",
      `${cells} that count, in ${counted(files.usage, "file")} and ${counted(files.compacted, "compacted month")}${foreign.length > 0 ? `; ${counted(foreign.length, "other")} left out, named below` : ""}`,
    ),
    ...(files.usage > MANY_FILES
      ? [warn("many small files", "merge those of months that are over: claude-cost team compact")]
      : []),
    ...(firstDay !== null && firstDay < oldest
      ? [
          warn(
            "kept for too long",
            `since ${dayKey(firstDay)}, though ${team.retentionMonths} months were agreed: ${prune}`,
          ),
        ]
      : []),
  ];
}

/** Why a file is left out, and what can be done. */
function leftOutText({ path, reason }: TeamFindings["foreign"][number]): string {
  return `left out: ${reason}. ${WAYS_OUT.find(({ when }) => when.test(reason))?.text ?? wayOutOf(path)}`;
}

const WAYS_OUT: readonly { readonly when: RegExp; readonly text: string }[] = [
  {
    when: /future/,
    text: "The clock of the machine that wrote it was ahead, or this one's is behind: set it right, and share again from there.",
  },
  { when: /newer version|schema is/, text: "Update claude-cost here." },
  { when: /cannot be (?:read|listed) \(/, text: "Give whoever reads the folder the right to read it." },
  { when: /^a link$/, text: "Put the file itself there." },
  { when: /conflict copy|not finished|not a (?:file|folder) of claude-cost/, text: "It can be deleted." },
  { when: /another (?:month|member)/, text: "It was copied or moved there: delete it." },
];

function wayOutOf(path: string): string {
  return /[/\\]compacted[/\\]/.test(path)
    ? "Restore it from a backup; without one delete it, and members who still have the logs write their part anew when they share."
    : "The member's next `claude-cost team share` writes it anew, from what the logs still hold.";
}

function aboutMembers({ members, missing, today, hasRoster, team }: TeamFindings): readonly Finding[] {
  const last = Math.min(team.to ?? today, today - 1);
  const machines = members.reduce((n, member) => n + member.machines, 0);
  const strangers = members.filter(({ isInRoster }) => hasRoster && !isInRoster);
  return [
    ok("sharing", `${counted(members.length, "member")} with ${counted(machines, "machine")}`),
    ...members.flatMap(({ member, untilDay }): readonly Finding[] => {
      if (untilDay === null) return [warn(member, "it is not known until when it has shared")];
      const days = last - untilDay;
      return days > SILENT_DAYS ? [warn(member, `has shared until ${dayKey(untilDay)}, ${days} days ago`)] : [];
    }),
    ...missing.map((member) => warn(member, "is in the roster, and has shared nothing")),
    ...strangers.map(({ member }) => warn(member, "has shared, and is not in the roster: it counts as unallocated")),
    ...members
      .filter(({ hasOverlay }) => hasOverlay)
      .map(({ member }) => info(member, "has prices of its own: its dollars are not the list's")),
  ];
}

/** Without the number, which would be the days on which one person was active. */
const someDays = (days: number): string => (days === 1 ? "a day" : "several days");

function aboutDuplicates({ duplicates, twoNames, superseded }: TeamFindings): readonly Finding[] {
  return [
    ...(superseded > 0 ? [info("older rows", `${superseded}, for which newer ones count`)] : []),
    ...duplicates.map(({ member, machines, days }) =>
      info(member, `${machines.join(" and ")} hold the same responses on ${someDays(days)}: one home on two machines`),
    ),
    ...twoNames.map(({ members, days }) =>
      warn(
        members.join(", "),
        `hold the same responses on ${someDays(days)}: one person under two names or two invites, counted once. The person joins again under the name that is to go, takes it back with \`claude-cost team leave --delete\`, and joins under the other`,
      ),
    ),
  ];
}
