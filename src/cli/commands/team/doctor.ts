import type { Command } from "commander";
import { inspectTeam } from "../../../app/team/inspect-team.ts";
import { doctorLines } from "../../../view/tables/doctor-lines.ts";
import { teamFindings } from "../../../view/tables/team-findings.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { DIR_ARGUMENT, demoLines, type TeamRegister, teamHead, teamOf } from "./team-command.ts";

export const registerTeamDoctor: TeamRegister = (team, io) => {
  team
    .command("doctor")
    .argument(...DIR_ARGUMENT)
    .description("who has shared until when, what counts once, what is left out and why")
    .action((dir: string | undefined, _options: unknown, command: Command) => doctor(dir, command, io));
};

async function doctor(dir: string | undefined, command: Command, io: Io): Promise<void> {
  const options = readCommonOptions(command);
  const opened = await teamOf(dir, command, io);
  const sections = teamFindings({
    ...(await inspectTeam(opened)),
    dir: opened.dir,
    team: opened.team,
    today: opened.today,
    isLead: opened.secret !== null,
    hasRoster: opened.roster.size > 0,
  });
  if (options.json) writeJson(io, { ...teamHead(io), ...(options.demo ? { demo: true } : {}), sections });
  else {
    const style = styleOf(options, io);
    writeLines(io, [...demoLines(options, style), ...doctorLines(sections, style, widthOf(io))]);
  }
}
