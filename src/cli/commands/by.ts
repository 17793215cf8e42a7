import { Argument } from "commander";
import { pullRequestKeys, tagKeys, ticketKeys } from "../../app/attribution/own-keys.ts";
import { type AccountNames, accountNames } from "../../app/limits/accounts.ts";
import { DIMENSIONS, type Dimension, isWorkedOut, type WorkedOut } from "../../core/reports/group.ts";
import { type GroupList, keysBySession, listGroups, type OwnKeys } from "../../core/reports/group-list.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { groupsJson } from "../../view/json/groups-json.ts";
import { groupCsvHeader, groupCsvRows, groupLines } from "../../view/tables/group-table.ts";
import { csv } from "../../view/text/csv.ts";
import { readAttributionRules } from "../attribution-rules.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";
import { printMessage } from "../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost by model --since month
  claude-cost by branch --project api
  claude-cost by agent --json
  claude-cost by account               where several folders of Claude Code are signed in
  claude-cost by pr --since month      what each pull request cost
  claude-cost by ticket                by the key in the branch's name (\`config set tickets.pattern\`)
  claude-cost by tag                   by the codes of \`claude-cost tag\``;

export const registerBy: Register = (program, io) => {
  program
    .command("by")
    .addArgument(new Argument("<dimension>", "what to group by").choices(DIMENSIONS))
    .description(
      "cost by model, project, branch, agent, skill, plugin, MCP server, version, entrypoint, account, pull request, ticket or tag",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (dimension: Dimension, _options, command) => {
      const report = await openReport(command, io);
      writeGroups(report, dimension, groupListOf(report, dimension));
    });
};

function groupListOf(report: Report, dimension: Dimension): GroupList {
  const { history, selected, background } = report.query;
  const { quarterHourRollup: usage, sessions, book } = history;
  const inputs = { table: usage, selected, background, sessions, nameOf: (model: string) => book.nameOf(model) };
  return listGroups(isWorkedOut(dimension) ? { ...inputs, ownKeys: ownKeysOf(report, dimension) } : inputs, dimension);
}

function ownKeysOf(report: Report, dimension: WorkedOut): OwnKeys {
  const { quarterHourRollup: table, sessions } = report.query.history;
  if (dimension === "account") return keysBySession(table, accountsOf(report));
  if (dimension === "pr") return pullRequestKeys({ table, sessions });
  const { tags, pattern, attribution } = readAttributionRules(report);
  return dimension === "ticket" ? ticketKeys({ table }, pattern) : tagKeys({ table, sessions }, tags, attribution);
}

function accountsOf({ io, options, query: { history } }: Report): AccountNames["nameOf"] {
  const { nameOf, notes } = accountNames(history, dataPaths(options.dataDir, io.env).dataDir, io.homeDir);
  for (const note of notes) printMessage(io.stderr, note);
  return nameOf;
}

function writeGroups(report: Report, dimension: Dimension, list: GroupList): void {
  const { options, io } = report;
  if (options.json) writeJson(io, groupsJson(jsonHead(report), dimension, list));
  else if (options.csv) io.stdout.write(csv(groupCsvHeader(dimension), groupCsvRows(list)));
  else writeLines(io, groupLines(dimension, list, frameOf(report)));
}
