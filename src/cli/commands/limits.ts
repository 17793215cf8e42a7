import { type Command, Option } from "commander";
import { isCrossed } from "../../core/limits/alerts.ts";
import type { Severity } from "../../core/limits/limit.ts";
import { UserError } from "../../core/user-error.ts";
import { csv } from "../../view/csv.ts";
import { limitJson, limitsJson } from "../../view/json/limits-json.ts";
import { alertLines, limitLines, noteLines, wrap } from "../../view/limits-view.ts";
import { drawnLine, planLines } from "../../view/plan-words.ts";
import { paintLine } from "../../view/spans.ts";
import { titleLine } from "../../view/tables/frame.ts";
import type { Io } from "../io.ts";
import { type OpenLimits, openLimits } from "../open-limits.ts";
import type { Register } from "../program.ts";
import { jsonHead, writeJson, writeLines } from "../report.ts";
import { changeSettings } from "../settings-change.ts";

const EXAMPLES = `
Examples:
  claude-cost limits                       windows, credits, spend limits and budgets, with bars and pace marks
  claude-cost limits --check || exit       in a script: ends with 3 when a threshold is crossed
  claude-cost limits --check --at over     ... only when something is used up
  claude-cost limits --json | jq '.alerts[].message'
  claude-cost limits snooze five_hour 2h   no warnings about the 5-hour window for two hours
  claude-cost limits silence seven_day     none at all; take it back with 'limits unsilence seven_day'

The mark in a bar is where an even rate would be now.
See also: claude-cost plan, claude-cost credits, claude-cost budget.`;

type CheckOptions = { readonly check?: boolean; readonly at: Severity; readonly notes?: boolean };

export const registerLimits: Register = (program, io, state) => {
  const limits = program
    .command("limits")
    .description("plan windows, usage credits, API credits, spend limits and budgets: how much is left, and until when")
    .option("--check", "exit with 3 when a threshold is crossed")
    .addOption(
      new Option("--at <severity>", "what --check fails for").choices(["warn", "critical", "over"]).default("warn"),
    )
    .option("--no-notes", "leave out what the figures rest on")
    .addHelpText("after", EXAMPLES)
    .action(async (options: CheckOptions, command: Command) => {
      const opened = await openLimits(command, io);
      write(opened, options, io);
      if (options.check && opened.state.alerts.some((alert) => isCrossed(alert, options.at))) state.exitCode = 3;
    });
  registerQuiet(limits, io);
};

function write({ report, state, frame }: OpenLimits, options: CheckOptions, io: Io): void {
  const { limits, alerts, plan, drawn } = state;
  if (report.options.json) {
    writeJson(io, limitsJson(jsonHead(report), { plan, limits, alerts, drawn, zone: frame.zone }));
    return;
  }
  if (report.options.csv) {
    const cells = limits.map(limitJson).map((limit) => CSV.map((key) => String(limit[key] ?? "")));
    io.stdout.write(csv(CSV, cells));
    return;
  }
  const { style } = report;
  const title = titleLine("Limits", { width: frame.width, style, demo: report.query.history.demo });
  const notes = options.notes === false ? [] : noteLines(limits, frame.width);
  const body = limits.length === 0 ? [] : ["", ...limitLines(limits, frame).map((l) => paintLine(l, style).trimEnd())];
  const warned = alertLines(alerts, frame).map((l) => paintLine(l, style));
  writeLines(io, [
    title,
    ...planLines(plan, limits)
      .flatMap((line) => wrap(line, frame.width))
      .map((line) => style.paint("muted", line)),
    ...body,
    ...(warned.length > 0 ? ["", ...warned] : []),
    ...(drawn === null ? [] : ["", ...wrap(drawnLine(drawn), frame.width)]),
    ...(notes.length > 0 ? ["", ...notes.map((l) => paintLine(l, style))] : []),
  ]);
}

const CSV = [
  "id",
  "kind",
  "label",
  "usedPercent",
  "usedUsd",
  "limitUsd",
  "leftUsd",
  "resetsAt",
  "runsOutAt",
  "asOf",
  "source",
  "severity",
];

function registerQuiet(limits: Command, io: Io): void {
  limits
    .command("silence <limit>")
    .description("no warnings about this limit (its id, as in --json)")
    .action(async (id: string, _options: unknown, command: Command) => {
      await changeSettings(command, io, ({ alerts }) => {
        if (!alerts.silenced.includes(id)) alerts.silenced.push(id);
      });
      io.stderr.write(`no more warnings about ${id}\n`);
    });
  limits
    .command("unsilence <limit>")
    .description("warn about this limit again")
    .action(async (id: string, _options: unknown, command: Command) => {
      await changeSettings(command, io, ({ alerts }) => {
        alerts.silenced = alerts.silenced.filter((other) => other !== id);
        alerts.snoozed = alerts.snoozed.filter((other) => other.id !== id);
      });
      io.stderr.write(`warnings about ${id} are on\n`);
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
      io.stderr.write(`no warnings about ${id} until ${until}\n`);
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
