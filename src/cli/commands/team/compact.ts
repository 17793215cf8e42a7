import type { Command } from "commander";
import { compactTeam } from "../../../app/team/tidy-team.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { counted } from "../../../view/text/format.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { writeJson } from "../../report.ts";
import { printLine } from "../../terminal/messages.ts";
import { DIR_ARGUMENT, printFiles, refuseDemo, type TeamRegister, teamHead, teamOf } from "./team-command.ts";

export const registerTeamCompact: TeamRegister = (team, io) => {
  team
    .command("compact")
    .argument(...DIR_ARGUMENT)
    .description("(lead) merge the files of months that are over into one a month")
    .action((dir: string | undefined, _options: unknown, command: Command) => compact(dir, command, io));
};

async function compact(dir: string | undefined, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  refuseDemo(common, command);
  const opened = await teamOf(dir, command, io);
  const { stateDir } = dataPaths(common.dataDir, io.env);
  const { months, merged, undeleted, foreign } = await compactTeam(opened.dir, opened.today, stateDir);
  printFiles(io, foreign);
  for (const { path, reason } of undeleted) {
    printLine(io.stderr, `${path} is merged and could not be deleted (${reason}); it counts once all the same`);
  }
  if (common.json) writeJson(io, { ...teamHead(io), dir: opened.dir, months, merged, undeleted, foreign });
  else if (merged === 0) printLine(io.stderr, "There is nothing to merge: a month is merged a week after its end.");
  else printLine(io.stderr, `${counted(merged, "file")} merged into ${months.join(", ")}.`);
}
