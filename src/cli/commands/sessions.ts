import { findSession } from "../../app/load/find-session.ts";
import { listSessions, type SessionList } from "../../core/reports/session-list.ts";
import { sessionDetailJson, sessionsJson } from "../../view/json/sessions-json.ts";
import { sessionDetailLines } from "../../view/tables/session-detail.ts";
import { SESSION_CSV_HEADER, sessionCsvRows, sessionLines } from "../../view/tables/session-table.ts";
import { csv } from "../../view/text/csv.ts";
import type { Register } from "../program.ts";
import { jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost sessions --since today
  claude-cost sessions current             the session last active, in the form of /cost
  claude-cost sessions 3f2a                a session by the beginning of its id
  claude-cost sessions --csv > sessions.csv`;

export const registerSessions: Register = (program, io) => {
  program
    .command("sessions")
    .argument("[id]", "a session's id, a unique beginning of it, or `current`")
    .description("cost of each session, or of one in the form of Claude Code's /cost")
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, _options, command) => {
      const report = await openReport(command, io);
      const list = sessionListOf(report);
      if (id === undefined) writeSessions(report, list);
      else writeSession(report, list, id);
    });
};

export function sessionListOf({ query: { history, selected, background } }: Report): SessionList {
  const { usage, sessions, open, inherited } = history;
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
  const { options, io, query, style, width } = report;
  if (options.json) writeJson(io, sessionsJson(jsonHead(report), list));
  else if (options.csv) io.stdout.write(csv(SESSION_CSV_HEADER, sessionCsvRows(list)));
  else
    writeLines(
      io,
      sessionLines(list, { width, style, demo: query.history.demo, zone: query.zone, nowMs: query.nowMs }),
    );
}

function writeSession(report: Report, list: SessionList, id: string): void {
  const { options, io, query, style, width } = report;
  const session = findSession(list.sessions, id);
  const { totals, background, totalPico } = session;
  if (options.json) writeJson(io, sessionDetailJson(jsonHead(report), session));
  else if (options.csv) {
    io.stdout.write(csv(SESSION_CSV_HEADER, sessionCsvRows({ sessions: [session], totals, background, totalPico })));
  } else {
    writeLines(
      io,
      sessionDetailLines(session, { width, style, demo: query.history.demo, zone: query.zone, nowMs: query.nowMs }),
    );
  }
}
