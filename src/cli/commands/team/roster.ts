import type { Command } from "commander";
import { pseudonymOf } from "../../../app/team/secret.ts";
import { cleanText } from "../../../core/clean-text.ts";
import { MEMBER_PATTERN } from "../../../core/team/check-cell.ts";
import type { Roster } from "../../../core/team/team-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { changeRoster } from "../../../store/team/roster-file.ts";
import { rosterJson } from "../../../view/json/team-json.ts";
import { rosterLines } from "../../../view/tables/team/team-lines.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { printLine } from "../../terminal/messages.ts";
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
    .option("--group <group>", "the group that reports sum by")
    .option("--cost-center <code>", "the cost centre that reports sum by")
    .option("--name <name>", "a name to show with --names")
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
  const { teamDir, id, member } = await place(text, command, io);
  const given = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : cleanText(value).slice(0, 200);
  const roster = await changeRoster(teamDir, id, (members) => {
    const old = members.get(member);
    members.set(member, {
      member,
      name: given(options.name) ?? old?.name ?? "",
      group: given(options.group) ?? old?.group ?? "",
      costCenter: given(options.costCenter) ?? old?.costCenter ?? "",
    });
  });
  if (readCommonOptions(command).json) write(roster, command, io);
  else printLine(io.stderr, `${member} is entered.`);
}

async function remove(text: string, command: Command, io: Io): Promise<void> {
  const { teamDir, id, member } = await place(text, command, io);
  const roster = await changeRoster(teamDir, id, (members) => {
    if (!members.delete(member)) throw new UserError(`${member} is not in the roster`, { exitCode: 2 });
  });
  if (readCommonOptions(command).json) write(roster, command, io);
  else printLine(io.stderr, `${member} is taken out.`);
}

/** @throws UserError where the team was not made here */
async function place(text: string, command: Command, io: Io) {
  const options = readCommonOptions(command);
  refuseDemo(options, command);
  const { team, secret } = await teamOf(undefined, command, io);
  if (secret === null) {
    throw new UserError("only the lead has a roster: this team was not made here", { exitCode: 2 });
  }
  const { teamDir } = dataPaths(options.dataDir, io.env);
  return { teamDir, id: team.id, member: MEMBER_PATTERN.test(text) ? text : pseudonymOf(secret, text) };
}
