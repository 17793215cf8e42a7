import { backgroundReport } from "../../core/reports/background-report.ts";
import { backgroundReportJson } from "../../view/json/background-json.ts";
import { BACKGROUND_CSV_HEADER, backgroundCsvRows } from "../../view/tables/background-csv.ts";
import { backgroundLines } from "../../view/tables/background-lines.ts";
import { csv } from "../../view/text/csv.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, writeJson, writeLines } from "../report.ts";
import { sessionListOf } from "./sessions.ts";

const EXAMPLES = `
Examples:
  claude-cost background --since month
  claude-cost background --session 3f2a --json
Kinds are known where Claude Code's telemetry is received (claude-cost listen); its ledger has totals only.`;

export const registerBackground: Register = (program, io) => {
  program
    .command("background")
    .description("tokens that Claude Code spends on its own: by kind, model, day and session")
    .addHelpText("after", EXAMPLES)
    .action(async (_options, command) => {
      const report = await openReport(command, io);
      const { options, query } = report;
      const background = backgroundReport(sessionListOf(report), query.zone);
      if (options.json) writeJson(io, backgroundReportJson(jsonHead(report), background));
      else if (options.csv) io.stdout.write(csv(BACKGROUND_CSV_HEADER, backgroundCsvRows(background)));
      else {
        const { zone, nowMs } = query;
        writeLines(io, backgroundLines(background, { ...frameOf(report), zone, nowMs }));
      }
    });
};
