import { type Command, Option } from "commander";
import { openPriceBook } from "../../app/load/open-price-book.ts";
import { readConsole } from "../../app/sources/console-history.ts";
import { ownSourcesDir } from "../../app/sources/open-fetch.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { dayKey, firstOfMonth } from "../../core/calendar/period.ts";
import { Zone } from "../../core/calendar/zone.ts";
import {
  CONSOLE_DIMENSIONS,
  type ConsoleDimension,
  claudeCodeOnly,
  consoleReport,
} from "../../core/organization/console-report.ts";
import type { DateRange } from "../../core/organization/fetched.ts";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { consoleJson } from "../../view/json/console-json.ts";
import { CONSOLE_CSV_HEADER, consoleCsvRows, consoleLines } from "../../view/tables/console-table.ts";
import { csv } from "../../view/text/csv.ts";
import { counted } from "../../view/text/format.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, readCommonOptions, readFilter } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../report.ts";
import { say } from "../say.ts";

const EXAMPLES = `
Examples:
  claude-cost console                                      this month, day by day
  claude-cost console --by user --since 2026-09 --until 2026-09
  claude-cost console --by month --since 2026-01-01
  claude-cost console --by key --csv
  claude-cost console --claude-code --by user              only the workspace that the Console made for Claude Code

It shows what \`claude-cost fetch anthropic\` and \`claude-cost import\` have stored, and asks nobody. Days are those of UTC.`;

type ConsoleFlags = { readonly by: ConsoleDimension; readonly claudeCode?: boolean };

export const registerConsole: Register = (program, io) => {
  program
    .command("console")
    .description("the Console's history of an organisation: any month, by day, member, model, workspace or key")
    .addOption(new Option("--by <dimension>", "what to group by").choices(CONSOLE_DIMENSIONS).default("day"))
    .option("--claude-code", "only the workspace of Claude Code")
    .addHelpText("after", EXAMPLES)
    .action(async ({ by, claudeCode = false }: ConsoleFlags, command: Command) => {
      const options = readCommonOptions(command);
      const nowMs = io.now();
      const range = rangeOf(options, nowMs);
      const paths = dataPaths(options.dataDir, io.env);
      const history = await readConsole(ownSourcesDir(paths), range);
      if (!history.isAny) throw nothingYet();
      const roots = chooseRoots({ configDirs: options.configDir, env: io.env, homeDir: io.homeDir });
      const book = openPriceBook(
        paths.overlayFile,
        roots.map(({ path }) => path),
        io.homeDir,
      );
      const { directory, missingDays, fetchedMs } = history;
      const rows = claudeCode ? claudeCodeOnly(history.rows, directory) : history.rows;
      const report = consoleReport(rows, by, directory, book);
      sayMissing(missingDays, io);
      const shown = { dimension: by, claudeCode, ...range };
      if (options.json) writeJson(io, consoleJson(report, { ...shown, missingDays, fetchedMs, nowMs }));
      else if (options.csv) io.stdout.write(csv(CONSOLE_CSV_HEADER, consoleCsvRows(report)));
      else {
        const frame = { width: widthOf(io), style: styleOf(options, io), demo: false };
        writeLines(io, consoleLines(report, { ...frame, ...shown }));
      }
    });
};

/** This month up to today, unless a range is given. */
function rangeOf(options: CommonOptions, nowMs: number): DateRange {
  const utc = new Zone("UTC");
  const { since, until } = readFilter(options, utc, nowMs);
  const last = until ?? utc.dayOf(nowMs);
  return { since: dayKey(since ?? firstOfMonth(last)), until: dayKey(last) };
}

const nothingYet = (): UserError =>
  new UserError("nothing is stored of the Console yet", {
    hint: "Run `claude-cost fetch anthropic` with an Admin key, or `claude-cost import` with an export of its usage or cost.",
  });

function sayMissing(days: readonly string[], io: Io): void {
  if (days.length === 0) return;
  const [first, last] = [days[0] as string, days.at(-1) as string];
  const which = days.length === 1 ? first : `${first} to ${last}`;
  say(
    io.stderr,
    `${counted(days.length, "day")} of this range ${days.length === 1 ? "was" : "were"} not fetched (${which}); claude-cost fetch anthropic --since ${first} --until ${last}`,
  );
}
