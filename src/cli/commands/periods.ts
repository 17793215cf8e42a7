import type { Command } from "commander";
import { dayKey, firstOfLast, type PeriodKind } from "../../core/calendar/period.ts";
import { listPeriods, type PeriodList } from "../../core/reports/period-list.ts";
import { UserError } from "../../core/user-error.ts";
import { periodsJson } from "../../view/json/periods-json.ts";
import { PERIOD_CSV_HEADER, periodCsvRows, periodLines } from "../../view/tables/period-table.ts";
import { csv } from "../../view/text/csv.ts";
import { readCommonOptions, readFilter, readWeekStart, readZone } from "../options/common-options.ts";
import { readCount } from "../options/last-option.ts";
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
      .option(
        "--last <n>",
        `the last so many ${kind}s, the present one included; up to --until where that is given`,
        readCount,
      )
      .addHelpText("after", examples(name))
      .action(async ({ last }: { last?: number }, command: Command) => {
        if (last !== undefined) narrow(program, command, { kind, last, nowMs: io.now() });
        const report = await openReport(command, io);
        writePeriods(report, periodsOf(report, kind));
      });
  }
};

type Last = { readonly kind: PeriodKind; readonly last: number; readonly nowMs: number };

/** Sets the range like `--since`. @throws UserError where that was given too */
function narrow(program: Command, command: Command, { kind, last, nowMs }: Last): void {
  const options = readCommonOptions(command);
  if (options.since !== undefined) throw new UserError("--last and --since cannot be combined", { exitCode: 2 });
  const zone = readZone(options);
  const { until } = readFilter(options, zone, nowMs);
  const since = firstOfLast(kind, last, until ?? zone.dayOf(nowMs), readWeekStart(options));
  program.setOptionValue("since", dayKey(Math.max(0, since)));
}

const examples = (name: string): string => `
Examples:
  claude-cost ${name} --last 6
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
    // Only read where the sums by day are not sufficient.
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
