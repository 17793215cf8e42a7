import type { PeriodKind } from "../../core/calendar/period.ts";
import { listPeriods, type PeriodList } from "../../core/reports/period-list.ts";
import { periodsJson } from "../../view/json/periods-json.ts";
import { PERIOD_CSV_HEADER, periodCsvRows, periodLines } from "../../view/tables/period-table.ts";
import { csv } from "../../view/text/csv.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const KINDS = [
  ["daily", "day", "cost of each day"],
  ["weekly", "week", "cost of each week: ISO weeks, or those that begin on --start-of-week"],
  ["monthly", "month", "cost of each month"],
] as const;

export const registerPeriods: Register = (program, io) => {
  for (const [name, kind, description] of KINDS) {
    program
      .command(name)
      .description(description)
      .addHelpText("after", examples(name))
      .action(async (_options, command) => {
        const report = await openReport(command, io);
        writePeriods(report, periodsOf(report, kind));
      });
  }
};

const examples = (name: string): string => `
Examples:
  claude-cost ${name} --since 30d
  claude-cost ${name} --project api --model opus
  claude-cost ${name} --json | jq '.periods[-1].totalUsd'`;

function periodsOf({ query }: Report, kind: PeriodKind): PeriodList {
  const { history, days, background, zone, weekStart } = query;
  const inputs = {
    days,
    background,
    zone,
    weekStart,
    // Gone through only where the days do not tell.
    get table() {
      return history.quarterHourRollup;
    },
    get selected() {
      return query.selected;
    },
    nameOf: (model: string) => history.book.nameOf(model),
  };
  return listPeriods(inputs, kind);
}

function writePeriods(report: Report, list: PeriodList): void {
  if (report.options.json) writeJson(report.io, periodsJson(jsonHead(report), list));
  else if (report.options.csv) report.io.stdout.write(csv(PERIOD_CSV_HEADER, periodCsvRows(list)));
  else writeLines(report.io, periodLines(list, frameOf(report)));
}
