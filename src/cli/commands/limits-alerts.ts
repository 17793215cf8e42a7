/** How and when `limits` warns: thresholds, silence, and the user's own ways of being told. */

import { Argument, type Command, Option } from "commander";
import { UserError } from "../../core/user-error.ts";
import type { Io } from "../io.ts";
import { sayLine } from "../say.ts";
import { changeSettings } from "../settings-change.ts";

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
        alerts.notify = { terminal, command: argv };
      });
      sayLine(io.stderr, `alerts: terminal ${terminal}${argv.length > 0 ? `, and ${argv.join(" ")}` : ""}`);
    });
}

type Terminal = "off" | "bell" | "osc9" | "osc777";

function registerQuiet(limits: Command, io: Io): void {
  limits
    .command("silence <limit>")
    .description("no warnings about this limit (its id, as in --json)")
    .action(async (id: string, _options: unknown, command: Command) => {
      await changeSettings(command, io, ({ alerts }) => {
        if (!alerts.silenced.includes(id)) alerts.silenced.push(id);
      });
      sayLine(io.stderr, `no more warnings about ${id}`);
    });
  limits
    .command("unsilence <limit>")
    .description("warn about this limit again")
    .action(async (id: string, _options: unknown, command: Command) => {
      await changeSettings(command, io, ({ alerts }) => {
        alerts.silenced = alerts.silenced.filter((other) => other !== id);
        alerts.snoozed = alerts.snoozed.filter((other) => other.id !== id);
      });
      sayLine(io.stderr, `warnings about ${id} are on`);
    });
  limits
    .command("snooze <limit> <duration>")
    .description("no warnings about this limit for 30m, 2h or 3d")
    .action(async (id: string, length: string, _options: unknown, command: Command) => {
      const until = new Date(io.now() + readDuration(length)).toISOString();
      await changeSettings(command, io, ({ alerts }) => {
        alerts.snoozed = [
          ...alerts.snoozed.filter((s) => s.id !== id && Date.parse(s.until) > io.now()),
          { id, until },
        ];
      });
      sayLine(io.stderr, `no warnings about ${id} until ${until}`);
    });
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** @throws UserError where it is not a length of time */
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
        if (expiryDays !== undefined) alerts.expiryDays = Number(expiryDays);
        if (runOut !== undefined) alerts.runOut = runOut === "on";
        return alerts;
      });
      sayLine(
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
