import { findSession } from "../../app/load/find-session.ts";
import { contextJson } from "../../view/json/context-json.ts";
import { contextLines } from "../../view/tables/context-lines.ts";
import { contextsOf } from "../contexts-of.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";
import { sessionListOf } from "./sessions.ts";

const EXAMPLES = `
Examples:
  claude-cost context                      open sessions: how full, how long it lasts, what to type
  claude-cost context current              the session last active
  claude-cost context 3f2a --json          a session by the beginning of its id, also one that has ended
Settings: "context": {"compactAt": 95, "focus": "the failing tests", "prompt": false}`;

export const registerContext: Register = (program, io) => {
  program
    .command("context")
    .argument("[id]", "a session's id, a unique beginning of it, or `current`")
    .description("context of open sessions, when Claude Code compacts, and what compacting is worth")
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, _options, command) => {
      const report = await openReport(command, io);
      const { query, options } = report;
      const contexts = contextsOf(report, wanted(report, id));
      if (options.json) writeJson(io, contextJson(jsonHead(report), contexts));
      else writeLines(io, contextLines(contexts, { ...frameOf(report), nowMs: query.nowMs, zone: query.zone }));
    });
};

/** The given session, running or not; otherwise the running sessions that pass the filter. */
function wanted(report: Report, id: string | undefined): ReadonlySet<string> {
  const { query, options } = report;
  const passing = sessionListOf(report).sessions;
  if (id !== undefined) return new Set([findSession(passing, id).facts.sessionId]);
  const ids = new Set(passing.map((s) => s.facts.sessionId));
  if (options.session.length > 0) return ids;
  const isFiltered = options.project.length + options.model.length > 0;
  return new Set([...query.history.open].filter((open) => !isFiltered || ids.has(open)));
}
