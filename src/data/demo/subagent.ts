/** A subagent's part of a session: in the same file (1.0), beside it (2.0) or in a separate folder (2.1). */

import { billingOf, PromptCache } from "./billing.ts";
import { AGENTS } from "./cast.ts";
import { isoTime, promptRow, type RowContext, toolResultRow } from "./rows.ts";
import type { SessionPlan } from "./session-plan.ts";
import { toolCall } from "./tools.ts";
import { Transcript } from "./transcript.ts";
import type { DemoFile, TruthItem } from "./types.ts";

/** The session that starts the subagent. */
export type ParentSession = {
  readonly id: string;
  readonly folder: string;
  readonly plan: SessionPlan;
  readonly main: Transcript;
  readonly sideFiles: DemoFile[];
  timeMs: number;
  rowContext(agentId: string | null, isSidechain?: boolean): RowContext;
  bill(items: readonly TruthItem[]): void;
};

export function playSubagent(session: ParentSession, source: string): void {
  const { plan } = session;
  const { random, client } = plan;
  const [type, , isSmall] = random.weighted(AGENTS.map((agent) => [agent, agent[1]] as const));
  const model = isSmall ? plan.small : plan.model;
  const side = open(session);
  const isOwnFile = side !== session.main;
  const mainParent = session.main.parent;
  if (client.generation === "2.1" && random.chance(0.2)) copyMain(session, side);
  const isNew = client.generation === "2.1" || client.generation === "2.1.3";
  const extra = isNew ? { attributionAgent: type } : {};
  const prompt = promptRow(
    side.context,
    isOwnFile ? null : source,
    random.uuid(),
    session.timeMs,
    "Look for the callers.",
  );
  side.write(prompt, session.timeMs);
  const cache = new PromptCache(random.int(6000, 9000));
  for (let left = Math.min(random.longTail(5, 0.7), 40); left > 0; left--) {
    const output = random.longTail(140, 0.8);
    if (session.timeMs + 2000 + output * 14 > plan.stopMs) break;
    const call = toolCall(random, "Read", plan.cwd);
    const bill = billingOf(model, cache.request(random, session.timeMs, { ...plan.terms, ttl: "5m" }, output), {
      ...plan.terms,
      // Not every small model has a fast mode or a choice of region.
      fast: plan.terms.fast && !isSmall,
      geoUs: plan.terms.geoUs && !isSmall,
    });
    const blocks =
      left === 1 ? [{ type: "text", text: "Three callers." }] : [{ type: "text", text: "Reading." }, call.block];
    const said = side.respond(random, session.timeMs, bill, blocks, extra, "subagent");
    session.bill([said.item]);
    if (client.generation === "2.1" && random.chance(0.5)) writeProgress(session, side);
    session.timeMs = said.item.timeMs + output * 9 + random.int(200, 2500);
    if (left === 1) break;
    const size = random.longTail(plan.appetite, 0.8);
    const result = { toolUseId: call.id, content: call.content, result: call.result, source: said.uuid };
    const row = toolResultRow(side.context, said.uuid, random.uuid(), session.timeMs, result);
    side.write(row, session.timeMs, Math.round(size * plan.bytesPerToken));
    cache.context += size;
  }
  if (isOwnFile) close(session, side, type);
  else {
    session.main.context = session.rowContext(null);
    session.main.parent = mainParent;
  }
}

function open(session: ParentSession): Transcript {
  const { random, client } = session.plan;
  if (client.generation === "1.0") {
    session.main.context = session.rowContext(null, true);
    return session.main;
  }
  if (client.generation === "2.0") {
    const id = random.hex(4);
    return new Transcript(session.rowContext(id), `${session.folder}/agent-${id}.jsonl`);
  }
  const id = `a${random.hex(8)}`;
  return new Transcript(session.rowContext(id), `${session.folder}/${session.id}/subagents/agent-${id}.jsonl`);
}

function close(session: ParentSession, side: Transcript, agentType: string): void {
  session.sideFiles.push(side.file());
  if (!side.path.includes("/subagents/")) return;
  const text = JSON.stringify({
    agentType,
    description: "Look for the callers",
    model: session.plan.model,
    finished: true,
  });
  session.sideFiles.push({ path: side.path.replace(/\.jsonl$/, ".meta.json"), text, modifiedMs: side.lastMs });
}

/** A forked subagent starts with copies of the main conversation, marked as its own. */
function copyMain(session: ParentSession, side: Transcript): void {
  const { agentId } = side.context;
  const body = { type: "fork-context-ref", agentId, parentSessionId: session.id, parentLastUuid: session.main.parent };
  side.write(body, session.timeMs);
  for (const line of session.main.latest) {
    const row = JSON.parse(line) as Record<string, unknown>;
    if (row["type"] === "assistant") side.write({ ...row, isSidechain: true, agentId }, session.timeMs);
  }
}

/**
 * Clients of that time also wrote a subagent's message inside a row of the main file; it is not a separate response.
 */
function writeProgress(session: ParentSession, side: Transcript): void {
  const { random } = session.plan;
  const message = JSON.parse(side.latest[0] ?? "{}") as Record<string, unknown>;
  const { sessionId, cwd, branch: gitBranch, client } = session.main.context;
  const where = { userType: "external", cwd, sessionId, version: client.version, gitBranch };
  const data = { message, type: "agent_progress", agentId: side.context.agentId };
  const row = { type: "progress", data, toolUseID: random.id("toolu"), uuid: random.uuid() };
  const base = { parentUuid: session.main.parent, isSidechain: false, ...where };
  session.main.write({ ...base, ...row, timestamp: isoTime(session.timeMs) }, session.timeMs);
}
