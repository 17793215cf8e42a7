import type { Command } from "commander";
import { inspectSources } from "../../../app/sources/inspect-sources.ts";
import { ownSourcesDir } from "../../../app/sources/open-fetch.ts";
import { inspectTeam } from "../../../app/team/inspect-team.ts";
import type { SourceInspection } from "../../../core/organization/fetched.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { readMemberships } from "../../../store/team/membership-file.ts";
import { teamSourcesDir } from "../../../store/team/team-folder.ts";
import { doctorLines } from "../../../view/tables/doctor-lines.ts";
import { sourceFindings } from "../../../view/tables/organization/source-findings.ts";
import { teamFindings } from "../../../view/tables/team/team-findings.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { changesSinceAgreed } from "./share-rules.ts";
import { DIR_ARGUMENT, demoLines, type TeamRegister, teamHead, teamOf } from "./team-command.ts";

const EXAMPLES = `
Examples:
  claude-cost team doctor --demo        a made-up team of twelve
  claude-cost team doctor --json | jq '.sections[].findings[] | select(.level == "warn")'
Lines with ! ask for a look. Exit code 0 also where there are some; 1 or 2 where the folder is not there, or no team's.`;

export const registerTeamDoctor: TeamRegister = (team, io) => {
  team
    .command("doctor")
    .argument(...DIR_ARGUMENT)
    .description("who has shared until when, what counts once, what is left out, why, and what can be done")
    .addHelpText("after", EXAMPLES)
    .action((dir: string | undefined, _options: unknown, command: Command) => doctor(dir, command, io));
};

/** Checking the figures in the folder needs no key. */
const NO_KEYS = {};

const isStored = ({ startedMs, reports }: SourceInspection): boolean => startedMs !== null || reports.length > 0;

async function doctor(dir: string | undefined, command: Command, io: Io): Promise<void> {
  const options = readCommonOptions(command);
  const opened = await teamOf(dir, command, io);
  const paths = dataPaths(options.dataDir, io.env);
  const isDemo = options.demo === true;
  const fetched = isDemo ? [] : await inspectSources(teamSourcesDir(opened.dir), paths, NO_KEYS);
  const own = isDemo ? [] : await inspectSources(ownSourcesDir(paths), paths, io.env);
  const { member } = readMemberships(paths.teamDir);
  const ofTeam = teamFindings({
    ...(await inspectTeam(opened)),
    dir: opened.dir,
    team: opened.team,
    today: opened.today,
    isLead: opened.secret !== null,
    hasRoster: opened.roster.size > 0,
    ruleChanges: member?.id === opened.team.id ? changesSinceAgreed(member, opened.team) : [],
  });
  const sections = [
    ...ofTeam,
    ...sourceFindings(fetched.filter(isStored), io.now()).map((s) => ({
      ...s,
      title: `${s.title}, in the team's folder`,
    })),
    ...sourceFindings(own, io.now()),
  ];
  if (options.json) writeJson(io, { ...teamHead(io), ...(options.demo ? { demo: true } : {}), sections });
  else {
    const style = styleOf(options, io);
    writeLines(io, [...demoLines(options, style), ...doctorLines(sections, style, widthOf(io))]);
  }
}
