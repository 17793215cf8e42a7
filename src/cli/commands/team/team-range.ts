/** The days and the engine for a command about a team's spending. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { ownSourcesDir } from "../../../app/sources/open-fetch.ts";
import type { OpenedEngine } from "../../../app/team/open-engine.ts";
import type { OpenTeam } from "../../../app/team/open-team.ts";
import { dayKey } from "../../../core/calendar/period.ts";
import { Zone } from "../../../core/calendar/zone.ts";
import { once } from "../../../core/once.ts";
import { type DayRange, ENGINES, type EngineName } from "../../../core/team/sums.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { counted } from "../../../view/text/format.ts";
import type { Io } from "../../io.ts";
import { openBook } from "../../open-book.ts";
import { closedRange, readCommonOptions, readFilter } from "../../options/common-options.ts";
import { printLine } from "../../terminal/messages.ts";
import { printFiles } from "./team-command.ts";

export type EngineOptions = {
  readonly engine: EngineName;
  readonly url?: string;
  readonly table?: string;
  readonly at?: string;
};

export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--engine <engine>", "where cells are summed: in this process, by DuckDB, or on a ClickHouse server")
        .choices(ENGINES)
        .default("embedded"),
    )
    .option("--url <url>", "the ClickHouse server (user and password: CLICKHOUSE_USER, CLICKHOUSE_PASSWORD)")
    .option(
      "--at <address>",
      "where DuckDB or ClickHouse finds the folder, such as s3://bucket/folder (default: the folder)",
    )
    .option("--table <table>", "the ClickHouse table or table function with the cells (default: the folder's files)");
}

export async function openTeamEngine(
  open: OpenTeam,
  options: EngineOptions & { readonly range: DayRange },
  command: Command,
  io: Io,
): Promise<OpenedEngine> {
  const { range, engine, url = null, table = null, at = null } = options;
  const { openEngine } = await import("../../../app/team/open-engine.ts");
  const common = readCommonOptions(command);
  const paths = dataPaths(common.dataDir, io.env);
  const book = once(() => openBook(common, io));
  const asked = { ownSourcesDir: ownSourcesDir(paths), book, range };
  const opened = await openEngine(open, { engine, url, table, at, stateDir: paths.stateDir, env: io.env }, asked);
  printFiles(io, opened.foreign.slice(0, NAMED_FILES));
  const more = opened.foreign.length - NAMED_FILES;
  if (more > 0)
    printLine(io.stderr, `and ${counted(more, "more file")} left out: \`claude-cost team doctor\` names them all`);
  return opened;
}

/** How many of the left-out files to name: a folder may hold thousands of files that are not ours. */
const NAMED_FILES = 10;

/**
 * The range in UTC days: the requested one, or else the team's own, or else all days.
 * @param lastDay the last possible day: today, or the last day that has ended
 * @throws UserError where no day remains
 */
export function teamRange({ team, today }: OpenTeam, command: Command, io: Io, lastDay = today): DayRange {
  const filter = readFilter(readCommonOptions(command), new Zone("UTC"), io.now());
  const hasEnded = team.to !== null && team.to < lastDay;
  const first = { day: team.from ?? 0, name: "the team's first date" };
  const last = hasEnded
    ? { day: team.to, name: "the team's last date" }
    : { day: lastDay, name: lastDay === today ? "today" : "the last day that is over" };
  if (team.to !== null && first.day > team.to) {
    throw new UserError(
      `nothing is left of the team's dates: they end on ${dayKey(team.to)}, and what was before ${dayKey(first.day)} is deleted`,
    );
  }
  const range = closedRange(filter, { first, last });
  if (filter.since === null && filter.until === null && range.from > range.to) {
    throw new UserError(
      `the team's first date, ${dayKey(first.day)}, ${lastDay === today ? "has not come" : "is not over"} yet`,
    );
  }
  return range;
}

export function memberCount(text: string): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError("It is a whole number of members, at least 1.");
}
