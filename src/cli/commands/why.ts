import { findSession } from "../../app/load/find-session.ts";
import { type Query, selectEach } from "../../app/load/query.ts";
import { sumBackground } from "../../core/background/sum.ts";
import { explain } from "../../core/drivers/explain.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { whyJson } from "../../view/json/why-json.ts";
import { whyLines } from "../../view/tables/why-lines.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";
import { sessionListOf } from "./sessions.ts";

const EXAMPLES = `
Examples:
  claude-cost why                       everything in the logs
  claude-cost why current               the present session
  claude-cost why --since today         today
  claude-cost why 3f2a --json           one session, for a script`;

export const registerWhy: Register = (program, io) => {
  program
    .command("why")
    .argument("[id]", "a session's id, a unique beginning of it, or `current`")
    .description("what made it cost that, and what would have saved money")
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, _options, command) => {
      const report = await openReport(command, io);
      writeWhy(report, id === undefined ? null : findSession(sessionListOf(report).sessions, id).facts.sessionId);
    });
};

/** @param sessionId null = all that the filter lets through */
function writeWhy(report: Report, sessionId: string | null): void {
  const { query, io, options } = report;
  const { table, book } = query.history;
  const rows = sessionId === null ? selectEach(query) : rowsOf(query, sessionId);
  const explanation = explain(table, book, rows);
  const backgroundPico = backgroundOf(report, sessionId);
  if (options.json) writeJson(io, whyJson(jsonHead(report), explanation, backgroundPico));
  else {
    const about = sessionId === null ? "it" : `session ${sessionId.slice(0, 8)}`;
    writeLines(
      io,
      whyLines(explanation, { ...frameOf(report), zone: query.zone, nowMs: query.nowMs, about, backgroundPico }),
    );
  }
}

function rowsOf(query: Query, sessionId: string): Uint8Array {
  const { columns, origins } = query.history.table;
  return selectEach(query).map((on, i) =>
    on === 1 && origins[columns.origin[i] as number]?.sessionId === sessionId ? 1 : 0,
  );
}

function backgroundOf({ query }: Report, sessionId: string | null): Pico | null {
  if (sessionId !== null) return query.background.get(sessionId)?.costPico ?? null;
  return sumBackground([...query.background.values()]).costPico;
}
