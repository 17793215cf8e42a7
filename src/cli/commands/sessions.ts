import { Option } from "commander";
import { findSession } from "../../app/load/find-session.ts";
import { sessionFallbacks } from "../../app/why/session-fallbacks.ts";
import { listSessions, type SessionList } from "../../core/reports/session-list.ts";
import { SESSION_ORDERS, type SessionOrder, sortSessions } from "../../core/reports/sort-sessions.ts";
import { UserError } from "../../core/user-error.ts";
import { sessionDetailJson, sessionsJson } from "../../view/json/sessions-json.ts";
import { besideLines } from "../../view/tables/currency-column.ts";
import { sessionDetailLines } from "../../view/tables/session-detail.ts";
import { SESSION_CSV_HEADER, sessionCsvRows, sessionLines } from "../../view/tables/session-table.ts";
import { csv } from "../../view/text/csv.ts";
import { amountOf } from "../../view/words/priced-amount.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost sessions --since today
  claude-cost sessions current             the session last active, in the form of /cost
  claude-cost sessions 3f2a                a session by the beginning of its id
  claude-cost sessions --sort cost --limit 10
  claude-cost sessions --csv > sessions.csv`;

export const registerSessions: Register = (program, io) => {
  program
    .command("sessions")
    .argument("[id]", "a session's id, a unique beginning of it, or `current`")
    .description("cost of each session, or of one in the form of Claude Code's /cost")
    .addOption(new Option("--sort <order>", "what comes first").choices(SESSION_ORDERS).default("last"))
    .option("--reverse", "the other way round")
    .option("--limit <n>", "list only the first so many; the total is of all", readLimit)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, own: ListOptions, command) => {
      const report = await openReport(command, io);
      const list = sessionListOf(report);
      if (id === undefined) writeSessions(report, arrange(list, own));
      else writeSession(report, list, id);
    });
};

type ListOptions = { readonly sort: SessionOrder; readonly reverse?: boolean; readonly limit?: number };

/** @throws UserError where it is not a whole number above 0 */
function readLimit(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new UserError(`--limit: '${text}' is no whole number above 0`, { exitCode: 2 });
  }
  return Number(text);
}

/** Sorts and shortens the list; the totals remain those of all sessions. */
function arrange(list: SessionList, { sort, reverse, limit }: ListOptions): SessionList {
  const sessions = sortSessions(list.sessions, sort, reverse);
  return { ...list, sessions: limit === undefined ? sessions : sessions.slice(0, limit), count: list.sessions.length };
}

export function sessionListOf({ query: { history, selected, background } }: Report): SessionList {
  const { quarterHourRollup: usage, sessions, open, inherited } = history;
  return listSessions({
    table: usage,
    selected,
    sessions,
    background,
    open,
    inherited,
    nameOf: (m) => history.book.nameOf(m),
  });
}

function writeSessions(report: Report, list: SessionList): void {
  const { options, io, query } = report;
  if (options.json) writeJson(io, sessionsJson(jsonHead(report), list));
  else if (options.csv) io.stdout.write(csv(SESSION_CSV_HEADER, sessionCsvRows(list.sessions)));
  else writeLines(io, sessionLines(list, { ...frameOf(report), zone: query.zone, nowMs: query.nowMs }));
}

function writeSession(report: Report, list: SessionList, id: string): void {
  const { options, io, query } = report;
  const session = findSession(list.sessions, id);
  const fallbacks = sessionFallbacks(query.history, session.facts.sessionId);
  if (options.json) writeJson(io, sessionDetailJson(jsonHead(report), session, fallbacks));
  else if (options.csv) {
    io.stdout.write(csv(SESSION_CSV_HEADER, sessionCsvRows([session])));
  } else {
    const frame = { ...frameOf(report), zone: query.zone, nowMs: query.nowMs };
    const lines = sessionDetailLines(session, fallbacks ?? [], frame);
    writeLines(io, [...lines, ...besideLines(amountOf(session), frame)]);
  }
}
