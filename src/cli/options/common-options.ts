/** Options that every report accepts. They are defined on the program, so they may come before or after the command. */

import { type Command, Option } from "commander";
import {
  dayKey,
  daysInMonth,
  firstOfMonth,
  firstOfWeek,
  parseDay,
  WEEKDAYS,
  type WeekStart,
} from "../../core/calendar/period.ts";
import { type DayNumber, Zone } from "../../core/calendar/zone.ts";
import type { Filter } from "../../core/reports/filter.ts";
import { UserError } from "../../core/user-error.ts";
import { localZone } from "../local-zone.ts";

export type CommonOptions = {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly timezone?: string;
  readonly startOfWeek: (typeof WEEKDAYS)[number];
  readonly project: readonly string[];
  readonly model: readonly string[];
  readonly session: readonly string[];
  readonly configDir: readonly string[];
  readonly dataDir?: string;
  /** With --demo, the user's own folder; `dataDir` is then the demo's. */
  readonly ownDataDir?: string;
  readonly archive: boolean;
  readonly index: boolean;
  readonly color: "auto" | "always" | "never";
  readonly ascii?: boolean;
  readonly currency?: string;
  readonly demo?: boolean;
  readonly debug?: boolean;
};

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** An option that may be repeated. @param without the help's description of the default */
export const repeated = (flags: string, text: string, without: string): Option =>
  new Option(flags, text).argParser(collect).default([], without);
/** Given more than once, any of the names matches. */
const named = (flags: string, text: string): Option => repeated(flags, text, "all");

export function addCommonOptions(program: Command): void {
  program
    .optionsGroup("Output:")
    .option("--json", "machine-readable, exact, on stdout")
    .option("--csv", "comma-separated values, for tables")
    .addOption(
      new Option("--color <when>", "colour").choices(["auto", "always", "never"]).default("auto").preset("always"),
    )
    .option("--ascii", "no characters beyond ASCII")
    .option("--currency <code>", "another currency beside dollars, at the rate you set (config set currency.perUsd)")
    .option("--no-pager", "do not show what is longer than the screen page by page ($PAGER, else less)")
    .optionsGroup("What to count:")
    .option("--since <date>", "from this local day on: 2026-11-01, 7d, today, yesterday, week, month")
    .option("--until <date>", "up to and including this local day")
    .option("--timezone <zone>", "time zone of the days, such as Europe/Berlin (default: this machine's)")
    .addOption(
      new Option("--start-of-week <day>", "the day on which a week begins").choices(WEEKDAYS).default("monday"),
    )
    .addOption(named("--project <name>", "only projects whose path contains this; may be repeated"))
    .addOption(named("--model <id>", "only this model (any spelling, or a family such as opus); may be repeated"))
    .addOption(named("--session <id>", "only this session (its id, or its first characters); may be repeated"))
    .optionsGroup("Where to look:")
    .addOption(
      new Option("--config-dir <dir>", "Claude Code's folder; may be repeated")
        .argParser(collect)
        .default([], "CLAUDE_CONFIG_DIR or the standard ones"),
    )
    .option("--data-dir <dir>", "our own folder: archive, feeds, settings, index (default: CLAUDE_COST_DIR)")
    .option("--no-archive", "count only what the logs still contain")
    .option("--no-index", "read every log again")
    .option("--demo", "show a made-up history instead of yours")
    .option("--debug", "show more details when something fails");
}

export function readCommonOptions(command: Command): CommonOptions {
  const options = command.optsWithGlobals<CommonOptions>();
  if (options.json && options.csv) throw new UserError("--json and --csv cannot be combined", { exitCode: 2 });
  return options;
}

/**
 * The value of a repeatable option, for a command that accepts only one.
 * @returns null where it was not given
 * @throws UserError where it was given twice
 */
export function onlyOne(flag: string, values: readonly string[]): string | null {
  if (values.length > 1) throw new UserError(`${flag} can be given only once here`, { exitCode: 2 });
  return values[0] ?? null;
}

/** @throws UserError where the zone is not known */
export function readZone(options: CommonOptions): Zone {
  try {
    return options.timezone === undefined ? localZone() : new Zone(options.timezone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`--timezone: '${options.timezone}' is not a time zone`, {
      hint: "Use a name such as Europe/Berlin, America/New_York or UTC.",
      exitCode: 2,
      cause: error,
    });
  }
}

export function readWeekStart({ startOfWeek }: CommonOptions): WeekStart {
  return WEEKDAYS.indexOf(startOfWeek);
}

/** @throws UserError where a date cannot be read or the range is empty */
export function readFilter(options: CommonOptions, zone: Zone, nowMs: number): Filter {
  const today = zone.dayOf(nowMs);
  const weekStart = readWeekStart(options);
  const since = options.since === undefined ? null : readDay("--since", options.since, today, "first", weekStart);
  const until = options.until === undefined ? null : readDay("--until", options.until, today, "last", weekStart);
  if (since !== null && until !== null && since > until) {
    throw new UserError(`--since ${options.since} is after --until ${options.until}`, { exitCode: 2 });
  }
  return { since, until, projects: options.project, models: options.model, sessions: options.session };
}

/** A day, and what it is called in a message. */
export type NamedDay = { readonly day: DayNumber; readonly name: string };

/**
 * A range of which an end that is not given has a day of its own.
 * @param ends those days
 * @throws UserError where the range is empty then
 */
export function closedRange(
  { since, until }: Pick<Filter, "since" | "until">,
  ends: { readonly first: NamedDay; readonly last: NamedDay },
): { readonly from: DayNumber; readonly to: DayNumber } {
  const { first, last } = ends;
  const refuse = (flag: string, day: DayNumber, than: string, end: NamedDay): UserError =>
    new UserError(`${flag}: ${dayKey(day)} is ${than} ${end.name}, ${dayKey(end.day)}`, { exitCode: 2 });
  if (until === null && since !== null && since > last.day) throw refuse("--since", since, "after", last);
  if (since === null && until !== null && until < first.day) throw refuse("--until", until, "before", first);
  return { from: since ?? first.day, to: until ?? last.day };
}

/** `7d` is the last seven days, including today. A month or a week means its first or its last day. */
export function readDay(
  flag: string,
  text: string,
  today: DayNumber,
  end: "first" | "last",
  weekStart: WeekStart = 0,
): DayNumber {
  const word = text.trim().toLowerCase();
  const named = namedDay(word, today, end, weekStart);
  if (named !== null) return named;
  const back = /^(\d{1,5})d$/.exec(word);
  if (back) return today - Math.max(0, Number(back[1]) - 1);
  const weeks = /^(\d{1,4})w$/.exec(word);
  if (weeks) return today - Math.max(0, Number(weeks[1]) * 7 - 1);
  const month = /^\d{4}-\d\d$/.test(word) ? parseDay(`${word}-01`) : null;
  if (month !== null) return end === "first" ? month : month + daysInMonth(month) - 1;
  const day = parseDay(word) ?? parseDay(word.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"));
  if (day !== null) return day;
  throw new UserError(`${flag}: '${text}' is not a date`, {
    hint: "Use 2026-11-01, 2026-11, 7d, today, yesterday, week or month.",
    exitCode: 2,
  });
}

function namedDay(word: string, today: DayNumber, end: "first" | "last", weekStart: WeekStart): DayNumber | null {
  if (word === "today") return today;
  if (word === "yesterday") return today - 1;
  if (word === "week") return end === "first" ? firstOfWeek(today, weekStart) : today;
  if (word === "month") return end === "first" ? firstOfMonth(today) : today;
  return null;
}
