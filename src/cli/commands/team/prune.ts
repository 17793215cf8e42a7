import type { Command } from "commander";
import { pruneTeam } from "../../../app/team/tidy-team.ts";
import { dayKey } from "../../../core/calendar/period.ts";
import { UserError } from "../../../core/user-error.ts";
import { counted } from "../../../view/text/format.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions, readDay } from "../../options/common-options.ts";
import { writeJson } from "../../report.ts";
import { printLine } from "../../terminal/messages.ts";
import {
  confirmOrRefuse,
  DIR_ARGUMENT,
  printFiles,
  refuseDemo,
  type TeamRegister,
  teamHead,
  teamOf,
} from "./team-command.ts";

type PruneOptions = { readonly before: string; readonly yes?: boolean };

export const registerTeamPrune: TeamRegister = (team, io) => {
  team
    .command("prune")
    .argument(...DIR_ARGUMENT)
    .description("(lead) delete what was shared of the time before a date; it is not shared again")
    .requiredOption("--before <date>", "the first UTC date that stays")
    .option("--yes", "delete without being asked")
    .action((dir: string | undefined, options: PruneOptions, command: Command) => prune(dir, options, command, io));
};

async function prune(dir: string | undefined, options: PruneOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  refuseDemo(common, command);
  const opened = await teamOf(dir, command, io);
  if (opened.secret === null) {
    throw new UserError(`only the lead deletes what others shared: ${opened.dir} is a team that was not made here`, {
      hint: "`claude-cost team leave --delete` takes back your own.",
      exitCode: 2,
    });
  }
  const before = readDay("--before", options.before, opened.today, "first");
  if (before > opened.today) throw new UserError(`--before: ${dayKey(before)} has not come yet`, { exitCode: 2 });
  await confirmOrRefuse(
    "deleting",
    `Delete all that is older than ${dayKey(before)} in ${opened.dir}?`,
    options.yes ?? false,
  );
  const { files, rows, failed } = await pruneTeam(opened.dir, opened.team, before, opened.today);
  printFiles(io, failed);
  if (common.json) writeJson(io, { ...teamHead(io), dir: opened.dir, before: dayKey(before), files, rows, failed });
  else printLine(io.stderr, `${counted(rows, "row")} deleted from ${counted(files, "file")}.`);
  if (failed.length > 0) throw new UserError("not every file could be pruned");
}
