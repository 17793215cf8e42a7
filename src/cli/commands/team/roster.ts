import type { Command } from "commander";
import { memberNamed } from "../../../app/team/find-member.ts";
import { emptyName } from "../../../app/team/join-team.ts";
import { cleanText } from "../../../core/clean-text.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Roster, RosterEntry } from "../../../core/team/team-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { changeRoster } from "../../../store/team/roster-file.ts";
import { listTeamFiles, sharingMembers } from "../../../store/team/team-folder.ts";
import { rosterJson } from "../../../view/json/team-json.ts";
import { rosterChange, rosterLines } from "../../../view/tables/team/team-lines.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { printLine, printMessage } from "../../terminal/messages.ts";
import { demoLines, refuseDemo, type TeamRegister, teamHead, teamOf } from "./team-command.ts";

const EXAMPLES = `
Examples:
  claude-cost team roster set alice@example.com --group platform --cost-center 4100
  claude-cost team roster set dev-7f3a91c2de --name "Alice" --group platform
  claude-cost team roster list
  claude-cost team roster remove alice@example.com

The roster is yours alone: in your own data folder, never in the team's. A name gives its pseudonym by the invite's secret,
and is not written down unless you say --name. Reports show names only with --names.`;

type SetOptions = { readonly group?: string; readonly costCenter?: string; readonly name?: string };

export const registerTeamRoster: TeamRegister = (team, io) => {
  const roster = team
    .command("roster")
    .description("(lead) which pseudonym is of which group, cost centre and person")
    .addHelpText("after", EXAMPLES)
    .action((_options: unknown, command: Command) => list(command, io));
  roster
    .command("list")
    .description("all members that were entered")
    .action((_options: unknown, command: Command) => list(command, io));
  roster
    .command("set <member>")
    .description("enter or change a member, by name or by pseudonym")
    .option("--group <group>", "the group that reports sum by; an empty one takes it away")
    .option("--cost-center <code>", "the cost centre that reports sum by; an empty one takes it away")
    .option("--name <name>", "a name to show with --names; an empty one takes it away")
    .action((member: string, options: SetOptions, command: Command) => set(member, options, command, io));
  roster
    .command("remove <member>")
    .description("take a member out of the roster")
    .action((member: string, _options: unknown, command: Command) => remove(member, command, io));
};

async function list(command: Command, io: Io): Promise<void> {
  const { roster } = await teamOf(undefined, command, io);
  write(roster, command, io);
}

function write(roster: Roster, command: Command, io: Io): void {
  const options = readCommonOptions(command);
  const members = [...roster.values()];
  if (options.json)
    writeJson(io, { ...teamHead(io), ...(options.demo ? { demo: true } : {}), members: members.map(rosterJson) });
  else {
    const style = styleOf(options, io);
    writeLines(io, [...demoLines(options, style), ...rosterLines(members, widthOf(io), style)]);
  }
}

async function set(text: string, options: SetOptions, command: Command, io: Io): Promise<void> {
  const { teamDir, open, member } = await place(text, command, io);
  const given = {
    name: cleanValue(options.name),
    group: cleanValue(options.group),
    costCenter: cleanValue(options.costCenter),
  };
  let before: RosterEntry | undefined;
  const roster = await changeRoster(teamDir, open.team.id, (members) => {
    before = members.get(member);
    members.set(member, {
      member,
      name: given.name ?? before?.name ?? "",
      group: given.group ?? before?.group ?? "",
      costCenter: given.costCenter ?? before?.costCenter ?? "",
    });
  });
  if (readCommonOptions(command).json) write(roster, command, io);
  else printLine(io.stderr, rosterChange(roster.get(member) as RosterEntry, before ?? null));
  const note = strangerNote(text, member, open.dir);
  if (note !== null) printMessage(io.stderr, note);
}

const cleanValue = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : cleanText(value).slice(0, 200);

async function remove(text: string, command: Command, io: Io): Promise<void> {
  const { teamDir, open, member } = await place(text, command, io);
  const roster = await changeRoster(teamDir, open.team.id, (members) => {
    if (members.delete(member)) return;
    const near = nearest(member, [...members.keys()]);
    throw new UserError(`${member} is not in the roster`, {
      hint: near === null ? "`claude-cost team roster list` names who is." : `Did you mean ${near}?`,
      exitCode: 2,
    });
  });
  if (readCommonOptions(command).json) write(roster, command, io);
  else printLine(io.stderr, `${member} is taken out.`);
}

/** @throws UserError where the team was not created on this machine, or the text names nobody */
async function place(text: string, command: Command, io: Io) {
  const options = readCommonOptions(command);
  refuseDemo(options, command);
  const open = await teamOf(undefined, command, io);
  const member = cleanText(text) === "" ? null : memberNamed(text, open);
  if (open.secret === null || member === null) {
    if (open.secret !== null) throw emptyName("member");
    throw new UserError("only the lead has a roster: this team was not made here", { exitCode: 2 });
  }
  return { teamDir: dataPaths(options.dataDir, io.env).teamDir, open, member };
}

/**
 * The warning for the lead that a member has shared nothing, so that the name may be mistyped. @returns null where the
 * member has shared
 */
function strangerNote(text: string, member: string, dir: string): string | null {
  const sharing = sharingMembers(listTeamFiles(dir));
  if (sharing.has(member)) return null;
  const near = nearest(cleanText(text).toLowerCase(), [...sharing]);
  if (near !== null) return `${member} has shared nothing: did you mean ${near}? (team roster remove ${member})`;
  return `${member} has shared nothing yet, under this name`;
}
