/** Contexts of sessions, for `context`, the summary and the dashboard. */

import { findSessionLog } from "../../claude-code/logs/session-log.ts";
import type { ContextTrail } from "../../core/context/context-trail.ts";
import { mainChains, trailOfChain } from "../../core/context/main-chain.ts";
import type { CompactionRecord, SessionContext } from "../../core/context/session-context.ts";
import type { ContextPolicy } from "../../core/context/stage.ts";
import { type Pico, picoFromFloat } from "../../core/pricing/money.ts";
import type { Compaction, SessionFacts } from "../../core/responses/session-facts.ts";
import type { FeedCompaction, StatuslineFeed } from "../../core/statusline/feed.ts";
import type { History } from "../load/history.ts";
import { liveContext } from "./live-context.ts";
import { readTrail } from "./read-trail.ts";

/** The parts of a history that contexts need. */
export type ContextHistory = Omit<History, "quarterHourRollup">;

export type ContextsOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly policy: ContextPolicy;
  readonly feeds: ReadonlyMap<string, StatuslineFeed>;
  /** Where the trails of logs are stored. */
  readonly stateDir: string;
  readonly nowMs: number;
};

/** The contexts of the given sessions, where known; fullest first. */
export function sessionContexts(
  history: ContextHistory,
  sessionIds: ReadonlySet<string>,
  options: ContextsOptions,
): readonly SessionContext[] {
  const trails = sessionTrails(history, sessionIds, options);
  const contexts = [...sessionIds].flatMap((id) => {
    const session = trails.get(id);
    return session === undefined ? [] : (contextOf(history, id, session, options) ?? []);
  });
  return contexts.sort((a, b) => b.state.usedPercent - a.state.usedPercent);
}

type Trail = { readonly trail: ContextTrail; readonly path: string | null };

/** From the session's own log; where that is gone, from its responses in the index or the archive. */
function sessionTrails(
  history: ContextHistory,
  sessionIds: ReadonlySet<string>,
  { feeds, stateDir, nowMs }: ContextsOptions,
): ReadonlyMap<string, Trail> {
  const roots = history.roots.filter((r) => r.found).map((r) => r.path);
  const trails = new Map<string, Trail>();
  for (const id of sessionIds) {
    const project = history.sessions.get(id)?.project ?? feeds.get(id)?.input.projectDir ?? "";
    const path = findSessionLog(roots, id, project);
    const read = path === null ? null : readTrail(history.demo ? null : stateDir, id, path, nowMs);
    if (read !== null && read.trail.last !== null) trails.set(id, { trail: read.trail, path });
  }
  const missing = new Set([...sessionIds].filter((id) => !trails.has(id)));
  if (missing.size === 0) return trails;
  const { table, copies } = history.responsesOf(missing);
  for (const [id, chain] of mainChains(table, copies, missing)) {
    trails.set(id, { trail: trailOfChain(chain, history.sessions.get(id) ?? null), path: null });
  }
  return trails;
}

function contextOf(
  history: ContextHistory,
  sessionId: string,
  { trail, path }: Trail,
  options: ContextsOptions,
): SessionContext | null {
  const { env, policy, feeds, nowMs } = options;
  const { book } = history;
  const facts = history.sessions.get(sessionId) ?? null;
  const feed = feeds.get(sessionId) ?? null;
  const project = feed?.input.projectDir || facts?.project || "";
  const root = history.roots.find((r) => r.found)?.path ?? null;
  const session = { feed, trail, projectDir: project, path, root };
  const state = liveContext(session, { env, policy, book, nowMs });
  if (state === null) return null;
  return {
    sessionId,
    isOpen: history.open.has(sessionId),
    project: facts?.project || project,
    title: facts?.title?.text ?? "",
    model: book.nameOf(trail.last?.model ?? ""),
    lastMs: lastMsOf(facts, trail),
    state,
    compactions: trail.compactions.map((c) => recordOf(c, feed?.compactions ?? [])),
  };
}

function lastMsOf(facts: SessionFacts | null, trail: ContextTrail): number {
  return facts === null || Number.isNaN(facts.lastMs) ? (trail.last?.timeMs ?? Number.NaN) : facts.lastMs;
}

/** The status line reports a compaction within this time of its row in the log. */
const SAME_COMPACTION_MS = 30_000;

function recordOf(compaction: Compaction, seen: readonly FeedCompaction[]): CompactionRecord {
  const match = seen.find((s) => Math.abs(s.atMs - compaction.atMs) < SAME_COMPACTION_MS);
  const costPico: Pico | null = match === undefined || match.usd === null ? null : picoFromFloat(match.usd);
  return { ...compaction, costPico };
}
