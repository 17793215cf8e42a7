import { accountSpends } from "../../app/limits/accounts.ts";
import { isOpen } from "../../core/reports/filter.ts";
import { listPeriods } from "../../core/reports/period-list.ts";
import { type Summary, summarise } from "../../core/reports/summary.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { summaryJson } from "../../view/json/summary-json.ts";
import { PERIOD_CSV_HEADER, periodCsvRows } from "../../view/tables/period-table.ts";
import { summaryLines } from "../../view/tables/summary-lines.ts";
import { csv } from "../../view/text/csv.ts";
import { alertsOf, contextsOf } from "../contexts-of.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";
import { printMessage } from "../terminal/messages.ts";

/** The command that `claude-cost` runs without arguments. */
export const registerSummary: Register = (program, io) => {
  program.action(async (_options, command) => {
    const report = await openReport(command, io);
    if (report.options.csv) writeDays(report);
    else writeSummary(report, summarise(inputsOf(report)));
  });
};

function inputsOf({
  query: { history, filter, selected, days, whole, background, zone, nowMs, weekStart },
}: Report): Parameters<typeof summarise>[0] {
  const { quarterHourRollup: usage, sessions, open, inherited } = history;
  return {
    table: usage,
    selected,
    days,
    whole,
    sessions,
    background,
    open,
    inherited,
    nameOf: (m) => history.book.nameOf(m),
    zone,
    nowMs,
    weekStart,
    range: filter.since === null && filter.until === null ? null : { since: filter.since, until: filter.until },
    ...(isOpen(filter) ? { recent: history.background } : {}),
  };
}

function writeSummary(report: Report, summary: Summary): void {
  const { io, options, query } = report;
  const { history, zone, nowMs } = query;
  const contexts = contextsOf(report, new Set(summary.openSessions.map((s) => s.facts.sessionId)));
  const { state, problems } = report.limits();
  for (const problem of problems) printMessage(io.stderr, problem);
  const alerts = alertsOf(report, contexts);
  const accounts = accountSpends(
    history,
    state.accounts.map((a) => a.account),
    dataPaths(options.dataDir, io.env).dataDir,
    zone,
    nowMs,
  );
  if (options.json) {
    writeJson(
      io,
      summaryJson(jsonHead(report), summary, { contexts, accounts, limits: { state, alerts, organization: [], zone } }),
    );
    return;
  }
  const { basis, report: scan } = history;
  const byId = new Map(contexts.map((c) => [c.sessionId, c]));
  const frame = {
    ...frameOf(report),
    zone,
    nowMs,
    basis,
    report: scan,
    contexts: byId,
    limits: state.limits,
    alerts,
    accounts,
  };
  writeLines(io, summaryLines(summary, frame));
}

/** A summary has no table of its own, so its days are written. */
function writeDays(report: Report): void {
  report.io.stdout.write(csv(PERIOD_CSV_HEADER, periodCsvRows(listPeriods(inputsOf(report), "day"))));
}
