import { Argument } from "commander";
import { accountNames } from "../../app/limits/accounts.ts";
import { DIMENSIONS, type Dimension } from "../../core/reports/group.ts";
import { type GroupList, listGroups } from "../../core/reports/group-list.ts";
import { groupsJson } from "../../view/json/groups-json.ts";
import { groupCsvHeader, groupCsvRows, groupLines } from "../../view/tables/group-table.ts";
import { csv } from "../../view/text/csv.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost by model --since month
  claude-cost by branch --project api
  claude-cost by agent --json
  claude-cost by account               where several folders of Claude Code are signed in`;

export const registerBy: Register = (program, io) => {
  program
    .command("by")
    .addArgument(new Argument("<dimension>", "what to group by").choices(DIMENSIONS))
    .description("cost by model, project, branch, agent, skill, plugin, MCP server, version, entrypoint or account")
    .addHelpText("after", EXAMPLES)
    .action(async (dimension: Dimension, _options, command) => {
      const report = await openReport(command, io);
      writeGroups(report, dimension, groupListOf(report, dimension));
    });
};

function groupListOf(
  { io: { homeDir }, query: { history, selected, background } }: Report,
  dimension: Dimension,
): GroupList {
  const { quarterHourRollup: usage, sessions, book } = history;
  const inputs = { table: usage, selected, background, sessions, nameOf: (model: string) => book.nameOf(model) };
  const accountOf = dimension === "account" ? accountNames(history, homeDir) : () => "";
  return listGroups({ ...inputs, accountOf }, dimension);
}

function writeGroups(report: Report, dimension: Dimension, list: GroupList): void {
  const { options, io } = report;
  if (options.json) writeJson(io, groupsJson(jsonHead(report), dimension, list));
  else if (options.csv) io.stdout.write(csv(groupCsvHeader(dimension), groupCsvRows(list)));
  else writeLines(io, groupLines(dimension, list, frameOf(report)));
}
