import { type Command, Option } from "commander";
import { type ReportRequest, reportTeam } from "../../../app/team/report-team.ts";
import { REPORT_DIMENSIONS, type ReportDimension } from "../../../core/team/report/report.ts";
import { teamReportJson } from "../../../view/json/team-report-json.ts";
import { teamReportCsv, teamReportLines } from "../../../view/tables/team/team-report-table.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { writeFocus } from "./focus.ts";
import { DIR_ARGUMENT, printTooFew, type TeamRegister, teamOf } from "./team-command.ts";
import { addEngineOptions, type EngineOptions, openTeamEngine, teamRange } from "./team-range.ts";

const EXAMPLES = `
Examples:
  claude-cost team report                          members by pseudonym, where there are enough of them
  claude-cost team report --by cost-center --since 2026-11-01
  claude-cost team report --by project --csv
  claude-cost team report --by member --names      with the roster's names
  claude-cost team report --engine duckdb          for millions of cells
  claude-cost team report --by cost-center --focus november.csv --since 2026-11-01
  claude-cost team report --demo                   a made-up team of twelve
Days are UTC dates. Groups of fewer active members than the team's k are merged; of days with fewer nothing is shown.`;

type ReportOptions = EngineOptions & {
  readonly by: ReportDimension;
  readonly names?: boolean;
  readonly focus?: string;
};

export const registerTeamReport: TeamRegister = (team, io) => {
  const command = team
    .command("report")
    .argument(...DIR_ARGUMENT)
    .description("(lead) what the team spent, logged and in the background, per active day, by whom or by what")
    .addOption(new Option("--by <what>", "what to group by").choices(REPORT_DIMENSIONS).default("member"))
    .option("--focus <file>", "FOCUS 1.3 rows as CSV, with FILE.metadata.json beside it (- is stdout)")
    .option("--names", "names from the roster in the place of pseudonyms");
  addEngineOptions(command)
    .addHelpText("after", EXAMPLES)
    .action((dir: string | undefined, options: ReportOptions, it: Command) => report(dir, options, it, io));
};

async function report(dir: string | undefined, options: ReportOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  const { demo = false } = common;
  const open = await teamOf(dir, command, io);
  const range = teamRange(open, command, io);
  const { engine, machines, foreign, checks } = await openTeamEngine(open, { ...options, range }, command, io);
  try {
    const request: ReportRequest = {
      team: open.team,
      roster: open.roster,
      engine,
      machines,
      range,
      today: open.today,
      dimension: options.by,
      names: options.names ?? false,
      checks,
    };
    if (options.focus !== undefined) {
      await writeFocus(request, options.focus, common, io);
      return;
    }
    const made = await reportTeam(request);
    if (common.json) writeJson(io, teamReportJson(made, io.now(), foreign.length, demo));
    else if (common.csv) {
      io.stdout.write(teamReportCsv(made));
      if (made.openness === "nothing") printTooFew(open.team, io);
    } else {
      const frame = { width: widthOf(io), style: styleOf(common, io), demo };
      writeLines(io, teamReportLines(made, frame, foreign.length));
    }
  } finally {
    await engine.close();
  }
}
