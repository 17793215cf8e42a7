/** How and when `limits` raises alerts: thresholds, silencing, and notifications. */

import { Argument, type Command, Option } from "commander";
import { subjectOf } from "../../../core/alerts.ts";
import { isQuiet, type Quiet } from "../../../core/limits/alerts.ts";
import { UserError } from "../../../core/user-error.ts";
import type { Io } from "../../io.ts";
import { openLimits } from "../../open-limits.ts";
import { changeSettings } from "../../settings-change.ts";
import { printLine } from "../../terminal/messages.ts";

export function registerLimitsAlerts(limits: Command, io: Io): void {
  registerQuiet(limits, io);
  registerThresholds(limits, io);
  limits
    .command("notify")
    .description("how alerts are said outside: by the terminal, or by a program of yours (see limits --notify)")
    .addArgument(new Argument("<how>", "the terminal's way").choices(["off", "bell", "osc9", "osc777"]))
    .argument("[command...]", "a program and its arguments; {message}, {severity} and {limit} are filled in")
    .action(async (terminal: Terminal, argv: string[], _options: unknown, command: Command) => {
      await changeSettings(command, io, ({ alerts }) => {
        alerts.notify = { ...alerts.notify, terminal, command: argv };
      });
      printLine(io.stderr, `alerts: terminal ${terminal}${argv.length > 0 ? `, and ${argv.join(" ")}` : ""}`);
    });
}

type Terminal = "off" | "bell" | "osc9" | "osc777";

function registerQuiet(limits: Command, io: Io): void {
  limits
    .command("silence <limit>")
    .description("no warnings about this limit (its id, as in --json)")
    .action(async (id: string, _options: unknown, command: Command) => {
      await refuseUnknown(id, command, io);
      await changeSettings(command, io, ({ alerts }) => {
        if (!alerts.silenced.includes(id)) alerts.silenced.push(id);
      });
      printLine(io.stderr, `no more warnings about ${id}`);
    });
  limits
    .command("unsilence <limit>")
    .description("warn about this limit again")
    .action(async (id: string, _options: unknown, command: Command) => {
      const wasQuiet = await changeSettings(command, io, ({ alerts }) => {
        const before = alerts.silenced.length + alerts.snoozed.length;
        alerts.silenced = alerts.silenced.filter((other) => other !== id);
        alerts.snoozed = alerts.snoozed.filter((other) => other.id !== id);
        return alerts.silenced.length + alerts.snoozed.length < before;
      });
      if (!wasQuiet) {
        const hint = "alerts.silenced and alerts.snoozed in the settings file list what is.";
        throw new UserError(`'${id}' was neither silenced nor snoozed`, { hint, exitCode: 2 });
      }
      printLine(io.stderr, `warnings about ${id} are on`);
    });
  limits
    .command("snooze <limit> <duration>")
    .description("no warnings about this limit for 30m, 2h or 3d")
    .action(async (id: string, length: string, _options: unknown, command: Command) => {
      const lengthMs = readDuration(length);
      await refuseUnknown(id, command, io);
      const until = new Date(io.now() + lengthMs).toISOString();
      await changeSettings(command, io, ({ alerts }) => {
        alerts.snoozed = [
          ...alerts.snoozed.filter((s) => s.id !== id && Date.parse(s.until) > io.now()),
          { id, until },
        ];
      });
      printLine(io.stderr, `no warnings about ${id} until ${until}`);
    });
}

/** Limits that are not always reported by the client, and the ids for all sessions' contexts and caches. */
const ALWAYS_KNOWN = ["five_hour", "seven_day", "usage-credits", "api-credits", "spend_limit", "context", "cold-cache"];

/** @throws UserError where no limit and no session's context has the id, or an id that begins with it */
async function refuseUnknown(id: string, command: Command, io: Io): Promise<void> {
  if (ALWAYS_KNOWN.includes(id) || id.startsWith("seven_day_")) return;
  const { state, alerts, settings } = await openLimits(command, io);
  const known = [
    ...state.limits.map((limit) => limit.id),
    ...alerts.map(subjectOf),
    ...settings.budgets.map((budget) => `budget:${budget.id}`),
  ];
  const quiet: Quiet = { silenced: [id], snoozed: [] };
  if (known.some((other) => isQuiet(other, quiet, 0))) return;
  throw new UserError(`'${id}' is not the id of a limit`, {
    hint: `Known are ${[...new Set([...known, ...ALWAYS_KNOWN])].join(", ")}.`,
    exitCode: 2,
  });
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** @throws UserError where it is not a duration */
function readDuration(text: string): number {
  const [, count, unit] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new UserError(`'${text}' is not a length of time`, { hint: "Write it like 30m, 2h or 3d.", exitCode: 2 });
  }
  return Number(count) * (UNIT_MS[unit] as number);
}

type ThresholdOptions = {
  readonly window?: string;
  readonly spend?: string;
  readonly expiryDays?: string;
  readonly runOut?: "on" | "off";
};

function registerThresholds(limits: Command, io: Io): void {
  limits
    .command("thresholds")
    .description("when to warn")
    .option("--window <percents>", "of a plan's window, such as 80,95")
    .option("--spend <percents>", "of credits, spend limits and budgets, such as 75,95")
    .option("--expiry-days <days>", "so many days before credits expire unspent")
    .addOption(
      new Option("--run-out <when>", "warn when the pace reaches a limit before its reset").choices(["on", "off"]),
    )
    .action(async (options: ThresholdOptions, command: Command) => {
      const { window, spend, expiryDays, runOut } = options;
      const now = await changeSettings(command, io, ({ alerts }) => {
        if (window !== undefined) alerts.windowPercent = readPercents("--window", window);
        if (spend !== undefined) alerts.spendPercent = readPercents("--spend", spend);
        if (expiryDays !== undefined) alerts.expiryDays = readDays("--expiry-days", expiryDays);
        if (runOut !== undefined) alerts.runOut = runOut === "on";
        return alerts;
      });
      printLine(
        io.stderr,
        `windows at ${now.windowPercent.join(", ")} %, spend at ${now.spendPercent.join(", ")} %, ` +
          `expiry ${now.expiryDays} days ahead, run-out ${now.runOut ? "on" : "off"}`,
      );
    });
}

function readPercents(flag: string, text: string): number[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.some((n) => !(n >= 1 && n <= 100))) {
    throw new UserError(`${flag}: '${text}' is not a list of percentages from 1 to 100`, {
      hint: "Write it like 80,95.",
      exitCode: 2,
    });
  }
  return numbers.sort((a, b) => a - b);
}

function readDays(flag: string, text: string): number {
  const days = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isInteger(days) && days >= 0 && days <= MOST_DAYS) return days;
  const hint = "Write it like 30; 0 warns on the last day.";
  throw new UserError(`${flag}: '${text}' is not a number of days from 0 to ${MOST_DAYS}`, { hint, exitCode: 2 });
}

const MOST_DAYS = 365;
