/** The context of sessions from the logs and their status lines: what `context` shows. */

import { hasCompactInstructions } from "../../claude-code/settings/claude-md.ts";
import { readClientCompaction } from "../../claude-code/settings/client-settings.ts";
import { autoCompactConfig, heldWindow } from "../../claude-code/settings/context-env.ts";
import { type AutoCompactConfig, DEFAULT_AUTO_COMPACT } from "../../core/context/auto-compact.ts";
import type { CacheState } from "../../core/context/compaction-cost.ts";
import { contextState } from "../../core/context/context-state.ts";
import { type MainRequest, mainChains } from "../../core/context/main-chain.ts";
import type { SessionContext } from "../../core/context/session-context.ts";
import type { ContextPolicy } from "../../core/context/stage.ts";
import { type Pico, picoFromFloat } from "../../core/pricing/money.ts";
import { type Compaction, type SessionFacts, TITLE_RANK } from "../../core/responses/session-facts.ts";
import type { FeedCompaction, StatuslineFeed } from "../../core/statusline/feed.ts";
import { cacheState } from "../inside/live-context.ts";
import type { History } from "../load/history.ts";
import { contextRates } from "./context-rates.ts";

/** A history as far as contexts look at it. */
export type ContextHistory = Omit<History, "usage">;

export type ContextsOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly policy: ContextPolicy;
  readonly feeds: ReadonlyMap<string, StatuslineFeed>;
  readonly nowMs: number;
};

/** Of the sessions named, those whose context is known; the fullest first. */
export function sessionContexts(
  history: ContextHistory,
  sessionIds: ReadonlySet<string>,
  options: ContextsOptions,
): readonly SessionContext[] {
  if (sessionIds.size === 0) return [];
  const { table, copies } = history.responsesOf(sessionIds);
  const chains = mainChains(table, copies, sessionIds);
  const autoCompact = clientAutoCompact(history, options.env);
  const contexts: SessionContext[] = [];
  for (const sessionId of sessionIds) {
    const chain = chains.get(sessionId) ?? [];
    const facts = history.sessions.get(sessionId) ?? null;
    const feed = options.feeds.get(sessionId) ?? null;
    const known = chain.length > 0 ? fromLogs(history, chain, facts, feed, autoCompact, options) : null;
    if (known !== null) contexts.push({ ...known, sessionId, isOpen: history.open.has(sessionId) });
  }
  return contexts.sort((a, b) => b.state.usedPercent - a.state.usedPercent);
}

function clientAutoCompact(history: ContextHistory, env: ContextsOptions["env"]): AutoCompactConfig {
  const read = history.roots.filter((r) => r.found).map((r) => readClientCompaction(r.path));
  return autoCompactConfig(env, read.find((c) => !c.automatic || c.windowTokens !== null) ?? DEFAULT_AUTO_COMPACT);
}

type Known = Omit<SessionContext, "sessionId" | "isOpen">;

function fromLogs(
  history: ContextHistory,
  chain: readonly MainRequest[],
  facts: SessionFacts | null,
  feed: StatuslineFeed | null,
  autoCompact: AutoCompactConfig,
  options: ContextsOptions,
): Known {
  const { env, policy, nowMs } = options;
  const last = chain.at(-1) as MainRequest;
  const compaction = facts?.compactions.at(-1) ?? null;
  const since = compaction === null ? chain : chain.filter((r) => r.timeMs > compaction.atMs);
  const baseTokens = Math.min(...chain.map((r) => r.contextTokens));
  const contextTokens = since.at(-1)?.contextTokens ?? compaction?.postTokens ?? baseTokens;
  const found = history.book.find(last.model);
  const card = found?.card ?? null;
  const ownWindow = (found?.wideWindow ? card?.maxContextWindow : card?.contextWindow) ?? 200_000;
  const said = feed !== null && feed.input.modelId === last.model ? feed.input.windowTokens : null;
  const perTurn = facts !== null && facts.turns > 0 ? Math.max(1, chain.length / facts.turns) : 1;
  const turnFills = feed !== null && feed.fills.length > 1 ? feed.fills.map((f) => f.tokens) : null;
  const project = facts?.project ?? feed?.input.projectDir ?? "";
  const title = facts?.title?.text ?? "";
  return {
    project,
    title,
    model: history.book.nameOf(last.model),
    lastMs: facts === null || Number.isNaN(facts.lastMs) ? last.timeMs : facts.lastMs,
    state: contextState({
      contextTokens,
      windowTokens: heldWindow(env, said ?? ownWindow),
      maxOutputTokens: card?.maxOutputTokens ?? null,
      autoCompact,
      fills: turnFills ?? since.map((r) => r.contextTokens),
      fillsPerTurn: turnFills === null ? perTurn : 1,
      requestsPerTurn: perTurn,
      baseTokens,
      lastSummaryTokens: compaction?.postTokens ?? null,
      cache: cacheFrom(chain, feed, nowMs),
      rates: contextRates(history.book, last.model, contextTokens, last.flags, nowMs),
      policy,
      hasCompactInstructions: hasCompactInstructions(project, history.roots.find((r) => r.found)?.path ?? null),
      // A prompt's first words are no focus; a name that someone gave is.
      title: (facts?.title?.rank ?? 0) >= TITLE_RANK.ai ? title || null : null,
    }),
    compactions: (facts?.compactions ?? []).map((c) => ({ ...c, costPico: costOf(c, feed?.compactions ?? []) })),
  };
}

const TTL_MS = { "5m": 300_000, "1h": 3_600_000 } as const;

/** The client's own word where it is not older than the last request; else the lifetime that its writes were paid for. */
function cacheFrom(chain: readonly MainRequest[], feed: StatuslineFeed | null, nowMs: number): CacheState | null {
  const last = chain.at(-1) as MainRequest;
  if (feed !== null && feed.recordedAtMs >= last.timeMs) {
    const said = cacheState(feed.input.cache, nowMs);
    if (said !== null) return said;
  }
  const ttl = chain.findLast((r) => r.wrote !== null)?.wrote ?? null;
  if (ttl === null) return null;
  const expiresAtMs = last.timeMs + TTL_MS[ttl];
  return { warm: expiresAtMs > nowMs, expiresAtMs, ttl };
}

/** The status line shows a compaction within seconds of the row that logs it. */
const SAME_COMPACTION_MS = 30_000;

function costOf(compaction: Compaction, seen: readonly FeedCompaction[]): Pico | null {
  const match = seen.find((s) => Math.abs(s.atMs - compaction.atMs) < SAME_COMPACTION_MS);
  return match === undefined || match.usd === null ? null : picoFromFloat(match.usd);
}
