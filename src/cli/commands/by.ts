import { Argument } from "commander";
import { byDimension, DIMENSIONS, type Dimension, type Group, groupRows, totalOf } from "../../core/reports/group.ts";
import { groupsJson } from "../../view/json/groups-json.ts";
import { groupCsvHeader, groupCsvRows, groupLines } from "../../view/tables/group-table.ts";
import { csv } from "../../view/text/csv.ts";
import type { Register } from "../program.ts";
import { jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost by model --since month
  claude-cost by branch --project api
  claude-cost by agent --json`;

export const registerBy: Register = (program, io) => {
  program
    .command("by")
    .addArgument(new Argument("<dimension>", "what to group by").choices(DIMENSIONS))
    .description("cost by model, project, branch, agent, skill, plugin, MCP server, version or entrypoint")
    .addHelpText("after", EXAMPLES)
    .action(async (dimension: Dimension, _options, command) => {
      const report = await openReport(command, io);
      writeGroups(report, dimension, groupsOf(report, dimension));
    });
};

/** Dearest first. */
function groupsOf({ query: { history, selected } }: Report, dimension: Dimension): readonly Group[] {
  const keyOf = byDimension(history.usage, dimension, (m) => history.book.nameOf(m));
  const byCost = (a: Group, b: Group): number =>
    Number(b.totals.costPico - a.totals.costPico) || b.totals.requests - a.totals.requests || (a.key < b.key ? -1 : 1);
  return [...groupRows(history.usage, selected, keyOf)].sort(byCost);
}

function writeGroups(report: Report, dimension: Dimension, groups: readonly Group[]): void {
  const { options, io, query, style, width } = report;
  const totals = totalOf(query.history.usage, query.selected);
  if (options.json) writeJson(io, groupsJson(jsonHead(report), dimension, groups, totals));
  else if (options.csv) io.stdout.write(csv(groupCsvHeader(dimension), groupCsvRows(groups)));
  else writeLines(io, groupLines(dimension, groups, totals, { width, style, demo: query.history.demo }));
}
