import type { Command } from "commander";
import { leaveTeam, requireMembership, TAKE_BACK_AFTER_LEAVING } from "../../../app/team/join-team.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { loadSettings } from "../../../store/settings.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { writeJson } from "../../report.ts";
import { changeSettings } from "../../settings-change.ts";
import { printLine } from "../../terminal/messages.ts";
import { confirm, confirmOrRefuse, printFiles, refuseDemo, type TeamRegister, teamHead } from "./team-command.ts";

type LeaveOptions = { readonly delete?: boolean; readonly yes?: boolean };

export const registerTeamLeave: TeamRegister = (team, io) => {
  team
    .command("leave")
    .description("(developer) leave the team; --delete takes back what was shared")
    .option("--delete", "delete everything that you have shared, from all of your machines")
    .option("--yes", "leave without being asked")
    .action((options: LeaveOptions, command: Command) => leave(options, command, io));
};

async function leave(options: LeaveOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  refuseDemo(common, command);
  const { teamDir, settingsFile } = dataPaths(common.dataDir, io.env);
  const deletes = options.delete ?? false;
  const { dir, member } = requireMembership(teamDir, deletes);
  const isSure = options.yes ?? false;
  if (deletes) await confirmOrRefuse("deleting", `Leave, and delete all that ${member} has in ${dir}?`, isSure);
  else await confirm("Leave?", isSure);
  const left = await leaveTeam(teamDir, deletes, Math.floor(io.now() / 86_400_000));
  printFiles(io, left.failed);
  if (left.failed.length > 0) {
    throw new UserError(`not everything that ${member} has shared could be deleted; you have not left`, {
      hint: "Ask the lead to delete these files, and try again.",
    });
  }
  if (loadSettings(settingsFile).settings.team.daily) {
    await changeSettings(command, io, (settings) => {
      settings.team.daily = false;
    });
  }
  if (common.json) writeJson(io, { ...teamHead(io), dir, member, deleted: deletes ? left.deleted : 0 });
  else {
    printLine(io.stderr, deletes ? `${member} has left, and what was shared is deleted.` : `${member} has left.`);
    if (deletes) printLine(io.stderr, "Leave on your other machines too: each shares by itself.");
    else {
      printLine(io.stderr, `What was shared stays in ${dir}.`);
      printLine(io.stderr, `To take it back later: ${TAKE_BACK_AFTER_LEAVING}.`);
    }
  }
}
