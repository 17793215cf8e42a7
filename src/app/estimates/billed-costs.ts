/** Recent costs of turns and subagents: read from the logs of the newest sessions, priced like every report. */

import { sessionLogs, subagentLogs } from "../../claude-code/logs/session-log.ts";
import { SessionTimeline } from "../../claude-code/turns/timeline.ts";
import { sessionBills } from "../../core/dashboard/session-bill.ts";
import type { Turn } from "../../core/dashboard/turn.ts";
import type { AgentCost, BilledCosts, TurnCost } from "../../core/estimates/estimates.ts";
import type { History } from "../load/history.ts";
import { logsToRead } from "../why/range-causes.ts";

/** The parts of a history that are needed here. */
export type CostsHistory = Pick<History, "sessions" | "open" | "roots" | "book" | "responsesOf">;

/** Older turns used other models and prices. */
const MAX_AGE_MS = 90 * 86_400_000;
/** The most bytes of logs to read, newest sessions first. */
const MOST_BYTES = 256 << 20;

export function billedCosts(history: CostsHistory, nowMs: number): BilledCosts {
  const logs = newestLogs(history, nowMs);
  const bills = sessionBills(history.responsesOf(new Set(logs.keys())).table, new Set(logs.keys()));
  const turns: TurnCost[] = [];
  const agents: AgentCost[] = [];
  let unpriced = 0;
  for (const [sessionId, path] of logs) {
    const timeline = new SessionTimeline(path);
    timeline.update();
    const all = timeline.current(bills.get(sessionId) ?? [], (model) => history.book.nameOf(model)).turns;
    const project = history.sessions.get(sessionId)?.project ?? "";
    for (const turn of endedTurns(all, history.open.has(sessionId))) {
      if (turn.requests === 0 || turn.copied > 0 || turn.mainModel === "") continue;
      if (turn.unpriced > 0) unpriced++;
      else turns.push({ project, model: turn.mainModel, costPico: turn.costPico, atMs: turn.startMs });
      for (const { agentType, requests, unpriced: missing, costPico } of turn.subagents) {
        if (requests === 0) continue;
        if (missing > 0) unpriced++;
        else agents.push({ agentType, costPico });
      }
    }
  }
  return { turns, agents, unpriced, sessions: logs.size };
}

/** The existing logs of the newest sessions, by session. */
function newestLogs({ sessions, roots }: CostsHistory, nowMs: number): ReadonlyMap<string, string> {
  const all = sessionLogs(roots.filter((root) => root.found).map((root) => root.path));
  const filesOf = (path: string): readonly string[] => [path, ...subagentLogs(path)];
  return logsToRead({ sessions }, sessions.idsSince(nowMs - MAX_AGE_MS), (id) => all.get(id), MOST_BYTES, filesOf);
}

/**
 * Turns go from one prompt of a person to the next: a prompt by the client, such as the note that a task has ended,
 * belongs to the turn before it. What comes before the first known prompt belongs to no turn.
 * @param isOpen whether the session runs, so that its last turn may continue
 */
function endedTurns(turns: readonly Turn[], isOpen: boolean): readonly Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const before = joined.at(-1);
    if (turn.kind === "prompt" || turn.kind === "command") joined.push(turn);
    else if (before !== undefined) joined[joined.length - 1] = withNotice(before, turn);
  }
  return isOpen ? joined.slice(0, -1) : joined;
}

function withNotice(turn: Turn, notice: Turn): Turn {
  return {
    ...turn,
    requests: turn.requests + notice.requests,
    copied: turn.copied + notice.copied,
    unpriced: turn.unpriced + notice.unpriced,
    costPico: turn.costPico + notice.costPico,
    mainModel: turn.mainModel || notice.mainModel,
    subagents: [...turn.subagents, ...notice.subagents],
  };
}
