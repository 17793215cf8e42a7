import { type Command, Option } from "commander";
import { type ConsoleHistory, readConsole, readLiteLlm } from "../../app/sources/console-history.ts";
import { ownSourcesDir } from "../../app/sources/open-fetch.ts";
import { dayKey, firstOfMonth } from "../../core/calendar/period.ts";
import { Zone } from "../../core/calendar/zone.ts";
import {
  CONSOLE_DIMENSIONS,
  CONSOLE_SOURCES,
  type ConsoleDimension,
  type ConsoleReport,
  type ConsoleSource,
  claudeCodeOnly,
  consoleReport,
  DIMENSIONS_OF,
} from "../../core/organization/console-report.ts";
import type { DateRange } from "../../core/organization/fetched.ts";
import { UserError } from "../../core/user-error.ts";
import { type DataPaths, dataPaths } from "../../store/files/data-dir.ts";
import { consoleJson } from "../../view/json/console-json.ts";
import { CONSOLE_CSV_HEADER, consoleCsvRows, consoleLines } from "../../view/tables/organization/console-table.ts";
import { csv } from "../../view/text/csv.ts";
import { counted } from "../../view/text/format.ts";
import type { Io } from "../io.ts";
import { openBook } from "../open-book.ts";
import { type CommonOptions, closedRange, readCommonOptions, readFilter } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../report.ts";
import { printMessage } from "../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost console                                      this month, day by day
  claude-cost console --by user --since 2026-09 --until 2026-09
  claude-cost console --by month --since 2026-01-01
  claude-cost console --by key --csv
  claude-cost console --source litellm --by team           what LiteLLM has, by user, key, team or tag
  claude-cost console --claude-code --by user              only the workspace that the Console made for Claude Code

It shows what \`claude-cost fetch\` and \`claude-cost import\` have stored, and asks nobody. Days are those of UTC.`;

type ConsoleFlags = {
  readonly source: ConsoleSource;
  readonly by: ConsoleDimension;
  readonly claudeCode?: boolean;
};

export const registerConsole: Register = (program, io) => {
  program
    .command("console")
    .description(
      "the history of the Console or of LiteLLM: any month, by day, member, model, workspace, key, team or tag",
    )
    .addOption(new Option("--by <dimension>", "what to group by").choices(CONSOLE_DIMENSIONS).default("day"))
    .addOption(new Option("--source <source>", "whose history").choices(CONSOLE_SOURCES).default("console"))
    .option("--claude-code", "only the Console's workspace of Claude Code")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ConsoleFlags, command: Command) => {
      refuseDimension(flags);
      const { source, by: dimension, claudeCode = false } = flags;
      const options = readCommonOptions(command);
      const nowMs = io.now();
      const range = rangeOf(options, nowMs);
      const paths = dataPaths(options.dataDir, io.env);
      const { report, missingDays, fetchedMs } = await reportOf(flags, range, paths, options, io);
      printMissingDays(source, missingDays, io);
      const shown = { source, dimension, claudeCode, ...range };
      if (options.json) writeJson(io, consoleJson(report, { ...shown, missingDays, fetchedMs, nowMs }));
      else if (options.csv) io.stdout.write(csv(CONSOLE_CSV_HEADER, consoleCsvRows(report)));
      else {
        const frame = { width: widthOf(io), style: styleOf(options, io), demo: false };
        writeLines(io, consoleLines(report, { ...frame, ...shown }));
      }
    });
};

/** @throws UserError (exit code 2) for a dimension or filter that the source does not support */
function refuseDimension({ source, by, claudeCode }: ConsoleFlags): void {
  if (!DIMENSIONS_OF[source].includes(by)) {
    throw new UserError(`--source ${source} has nothing by ${by}`, {
      hint: `Use one of: ${DIMENSIONS_OF[source].join(", ")}.`,
      exitCode: 2,
    });
  }
  if (claudeCode && source === "litellm") {
    throw new UserError("--claude-code is for the Console; with LiteLLM look at --by tag", { exitCode: 2 });
  }
}

type Shown = { readonly report: ConsoleReport } & Pick<ConsoleHistory, "missingDays" | "fetchedMs">;

async function reportOf(
  { source, by, claudeCode = false }: ConsoleFlags,
  range: DateRange,
  paths: DataPaths,
  options: CommonOptions,
  io: Io,
): Promise<Shown> {
  const sourcesDir = ownSourcesDir(paths);
  const read = (dimension: ConsoleDimension): Promise<ConsoleHistory> =>
    source === "litellm" ? readLiteLlm(sourcesDir, range, dimension) : readConsole(sourcesDir, range);
  const history = await read(by);
  if (!history.isAny) throw nothingYet(source);
  const book = openBook(options, io);
  const { directory, missingDays, fetchedMs } = history;
  const rows = claudeCode ? claudeCodeOnly(history.rows, directory) : history.rows;
  const report = consoleReport(rows, by, directory, book);
  // Tags overlap, so the total is computed from the requests instead.
  const totals = by === "tag" ? consoleReport((await read("day")).rows, "day", directory, book).totals : report.totals;
  return { report: { ...report, totals }, missingDays, fetchedMs };
}

/** This month up to today, unless a range is given. */
function rangeOf(options: CommonOptions, nowMs: number): DateRange {
  const utc = new Zone("UTC");
  const { since, until } = readFilter(options, utc, nowMs);
  const today = utc.dayOf(nowMs);
  const first = { day: firstOfMonth(until ?? today), name: "the first day of the month" };
  const { from, to } = closedRange({ since, until }, { first, last: { day: today, name: "today" } });
  return { since: dayKey(from), until: dayKey(to) };
}

const nothingYet = (source: ConsoleSource): UserError =>
  source === "litellm"
    ? new UserError("nothing is stored of LiteLLM yet", { hint: "Run `claude-cost fetch litellm --url ADDRESS`." })
    : new UserError("nothing is stored of the Console yet", {
        hint: "Run `claude-cost fetch anthropic` with an Admin key, or `claude-cost import` with an export of its usage or cost.",
      });

function printMissingDays(source: ConsoleSource, days: readonly string[], io: Io): void {
  if (days.length === 0) return;
  const [first, last] = [days[0] as string, days.at(-1) as string];
  const which = days.length === 1 ? first : `${first} to ${last}`;
  printMessage(
    io.stderr,
    `${counted(days.length, "day")} of this range ${days.length === 1 ? "was" : "were"} not fetched (${which}); claude-cost fetch ${source === "litellm" ? "litellm" : "anthropic"} --since ${first} --until ${last}`,
  );
}
