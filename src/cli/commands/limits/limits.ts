import { type Command, Option } from "commander";
import { claimNewAlerts, runAlertCommand } from "../../../app/limits/notify.ts";
import { isExceeded, subjectOf } from "../../../core/alerts.ts";
import { cleanText } from "../../../core/clean-text.ts";
import type { AccountState } from "../../../core/limits/all-accounts.ts";
import type { Severity } from "../../../core/limits/limit.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { limitJson, limitsJson } from "../../../view/json/limits-json.ts";
import { titleLine } from "../../../view/tables/frame.ts";
import { alertLines, limitLines, noteLines } from "../../../view/tables/limit-lines.ts";
import { orgLimitLines } from "../../../view/tables/organization/org-limit-lines.ts";
import { windowUseLines } from "../../../view/tables/window-use-lines.ts";
import { isInTmux, throughTmux } from "../../../view/text/control-sequences.ts";
import { csv } from "../../../view/text/csv.ts";
import { paintLine } from "../../../view/text/spans.ts";
import { wrapWords } from "../../../view/text/wrap.ts";
import { alertMessage } from "../../../view/words/limits-words.ts";
import { notificationSequence } from "../../../view/words/notification.ts";
import { drawnLine, planLines, reasonLines } from "../../../view/words/plan-words.ts";
import type { Io } from "../../io.ts";
import { type OpenLimits, openLimits } from "../../open-limits.ts";
import type { Register } from "../../program.ts";
import { frameOf, jsonHead, writeJson, writeLines } from "../../report.ts";
import { printMessage } from "../../terminal/messages.ts";
import { registerLimitsAlerts } from "./limits-alerts.ts";

const EXAMPLES = `
Examples:
  claude-cost limits                       windows, credits, spend limits and budgets, with bars and pace marks
  claude-cost limits --check || exit       in a script: ends with 3 when a threshold is crossed
  claude-cost limits --check --at over     ... only when something is used up
  claude-cost limits --json | jq '.alerts[].message'
  claude-cost limits snooze five_hour 2h   no warnings about the 5-hour window for two hours
  claude-cost limits silence seven_day     none at all
  claude-cost limits unsilence seven_day   warn again
  claude-cost limits silence context       nor about contexts that are nearly full
  claude-cost limits thresholds --window 70,90 --spend 50,75,95
  claude-cost limits notify osc9           the hooks ask for the terminal's own notification; 'limits --notify' does, too
  claude-cost limits notify off -- notify-send "Claude Code" "{message}"

The mark in a bar is where an even rate would be now.
See also: claude-cost plan, claude-cost credits, claude-cost budget.`;

type CheckOptions = {
  readonly check?: boolean;
  readonly notify?: boolean;
  readonly at: Severity;
  readonly notes?: boolean;
};

export const registerLimits: Register = (program, io, state) => {
  const limits = program
    .command("limits")
    .description("plan windows, usage credits, API credits, spend limits and budgets: how much is left, and until when")
    .option("--check", "exit with 3 when a threshold is crossed")
    .addOption(
      new Option("--at <severity>", "what --check fails for").choices(["warn", "critical", "over"]).default("warn"),
    )
    .option("--notify", "notify about new alerts, in the way set with 'limits notify' (for cron jobs)")
    .option("--no-notes", "leave out what the figures rest on")
    .addHelpText("after", EXAMPLES)
    .action(async (options: CheckOptions, command: Command) => {
      const opened = await openLimits(command, io);
      write(opened, options, io);
      if (options.notify) notifyNew(opened, io);
      if (options.check && opened.alerts.some((alert) => isExceeded(alert, options.at))) state.exitCode = 3;
    });
  registerLimitsAlerts(limits, io);
};

function write({ report, state, alerts, organization, frame }: OpenLimits, options: CheckOptions, io: Io): void {
  if (report.options.json) {
    writeJson(io, limitsJson(jsonHead(report), { state, alerts, organization, zone: frame.zone }));
    return;
  }
  if (report.options.csv) {
    const all = [...state.limits, ...organization.flatMap(({ entries }) => entries.map(({ limit }) => limit))];
    const cells = all.map(limitJson).map((limit) => CSV.map((key) => String(limit[key] ?? "")));
    io.stdout.write(csv(CSV, cells));
    return;
  }
  const { style } = report;
  const knowsOthers = organization.some(({ entries }) => entries.length > 0);
  const withNotes = options.notes !== false;
  const warned = alertLines(alerts, frame).map((l) => paintLine(l, style));
  const notes = withNotes ? noteLines(state.limits, frame.width).map((l) => paintLine(l, style)) : [];
  writeLines(io, [
    titleLine("Limits", { width: frame.width, style, demo: report.query.history.demo }),
    ...state.accounts.flatMap((account) =>
      accountLines(account, { isNamed: state.accounts.length > 1, knowsOthers, report, frame }),
    ),
    ...organization.flatMap((source) => {
      const lines = orgLimitLines(source, frame, withNotes).map((l) => paintLine(l, style).trimEnd());
      return lines.length === 0 ? [] : ["", ...lines];
    }),
    ...(warned.length > 0 ? ["", ...warned] : []),
    ...state.accounts.flatMap((account) =>
      drawnLines(account, state.accounts.length > 1, withNotes, { report, frame }),
    ),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ]);
}

type Where = Pick<OpenLimits, "report" | "frame">;

/** The plan and the limits table of an account, under its name where there are several accounts. */
function accountLines(
  account: AccountState,
  { isNamed, knowsOthers, report, frame }: Where & { readonly isNamed: boolean; readonly knowsOthers: boolean },
): string[] {
  const { style } = report;
  // The heading contains the account's name, so the rows do not repeat it.
  const limits = account.limits.map((limit) => ({ ...limit, account: null }));
  const table = limitLines(limits, frame).map((line) => paintLine(line, style).trimEnd());
  const use = windowUseLines(limits, frameOf(report));
  const plan = planLines(account.plan, limits, account.recentPico, knowsOthers).flatMap((line) =>
    wrapWords(line, frame.width, 2),
  );
  return [
    ...(isNamed ? ["", style.paint("accent", cleanText(account.account.name))] : []),
    ...plan.map((line) => style.paint("muted", line)),
    ...(limits.length > 0 ? ["", ...table] : []),
    ...(use.length > 0 ? ["", ...use] : []),
  ];
}

/** Who paid for this month's requests, and by which evidence. */
function drawnLines(
  { drawn, account }: AccountState,
  isNamed: boolean,
  withReasons: boolean,
  { report: { style }, frame }: Where,
): string[] {
  if (drawn === null) return [];
  const reasons = withReasons ? reasonLines(drawn).flatMap((line) => wrapWords(line, frame.width, 4)) : [];
  return [
    "",
    ...wrapWords(drawnLine(drawn, isNamed ? account.name : null), frame.width, 2),
    ...reasons.map((line) => style.paint("muted", line)),
  ];
}

/** Notifies about each alert once, across all processes. */
function notifyNew({ report, alerts, settings, frame }: OpenLimits, io: Io): void {
  const { terminal, command } = settings.alerts.notify;
  const { stateDir } = dataPaths(report.options.dataDir, io.env);
  for (const alert of claimNewAlerts(alerts, stateDir)) {
    const message = alertMessage(alert, frame.nowMs, frame.zone);
    const sequence = notificationSequence(terminal, "Claude Code", message);
    if (io.stderr.isTTY) io.stderr.control(isInTmux(io.env) ? throughTmux(sequence) : sequence);
    const told = { message, severity: alert.severity, limit: subjectOf(alert) };
    runAlertCommand(command, told, (why) => printMessage(io.stderr, why));
  }
}

const CSV = [
  "id",
  "kind",
  "label",
  "usedPercent",
  "usedUsd",
  "limitUsd",
  "leftUsd",
  "balanceUsd",
  "resetsAt",
  "runsOutAt",
  "asOf",
  "source",
  "severity",
  "account",
];
