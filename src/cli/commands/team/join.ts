import { resolve } from "node:path";
import type { Command } from "commander";
import { type Joining, planJoin, writeJoin } from "../../../app/team/join-team.ts";
import { chooseRoots } from "../../../claude-code/logs/roots.ts";
import { teamFields } from "../../../core/team/team-file.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { joinLines } from "../../../view/tables/team/team-lines.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { widthOf, writeJson } from "../../report.ts";
import { printLine } from "../../terminal/messages.ts";
import { confirmOrRefuse, refuseDemo, type TeamRegister, teamHead } from "./team-command.ts";

const EXAMPLES = `
Examples:
  claude-cost team join cct1.…
  claude-cost team join cct1.… --as alice@example.com     the same name on each of your machines
  claude-cost team join cct1.… --dir ~/Drive/claude-cost  where the folder is elsewhere on this machine

Joining sends nothing. \`claude-cost team share --show\` prints what would be sent.`;

type JoinOptions = { readonly as?: string; readonly dir?: string; readonly yes?: boolean };

export const registerTeamJoin: TeamRegister = (team, io) => {
  team
    .command("join <invite>")
    .description("(developer) join a team with the invite that its lead sent")
    .option("--as <name>", "the name that your pseudonym is made of (default: your account's e-mail address)")
    .option("--dir <dir>", "where the team's folder is on this machine (default: where the invite says)")
    .option("--yes", "join without being asked")
    .addHelpText("after", EXAMPLES)
    .action((invite: string, options: JoinOptions, command: Command) => join(invite, options, command, io));
};

async function join(invite: string, options: JoinOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  refuseDemo(common, command);
  const { teamDir } = dataPaths(common.dataDir, io.env);
  const roots = chooseRoots({ configDirs: common.configDir, env: io.env, homeDir: io.homeDir });
  const joining = planJoin({
    invite,
    name: options.as ?? null,
    dir: options.dir === undefined ? null : resolve(io.cwd, options.dir),
    teamDir,
    roots,
    homeDir: io.homeDir,
  });
  if (joining.isAgain) {
    printLine(
      io.stderr,
      "This machine has joined this team already: joining again changes only where its folder and your logs are.",
    );
  }
  for (const line of joinLines(joining.team, joining.membership.member, widthOf(io))) printLine(io.stderr, line);
  await confirmOrRefuse("joining", joining.isAgain ? "Join again?" : "Join?", options.yes ?? false);
  await writeJoin(joining, teamDir);
  if (common.json) writeJson(io, { ...teamHead(io), ...joinedJson(joining) });
  else
    printLine(
      io.stderr,
      `You are ${joining.isAgain ? "still " : ""}${joining.membership.member} there. Nothing was sent: \`claude-cost team share\` does.`,
    );
}

const joinedJson = ({ team, membership: { dir, member, machine } }: Joining) => ({
  dir,
  team: teamFields(team),
  member,
  machine,
});
