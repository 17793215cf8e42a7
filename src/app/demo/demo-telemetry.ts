/** Telemetry for `--demo`: what `claude-cost listen` would have stored of the sessions of the last days. */

import type { RequestEvent } from "../../core/background/events.ts";
import { clientUsd } from "../../data/demo/client-ledger.ts";
import type { DemoTruth, TruthItem } from "../../data/demo/types.ts";
import { appendOtelEvents } from "../../store/feeds/otel-feed.ts";

/** @param sinceMs sessions that began earlier have no telemetry */
export function writeDemoTelemetry(otelDir: string, truth: DemoTruth, sinceMs: number): void {
  const first = new Map<string, number>();
  for (const item of truth.items) if (!first.has(item.sessionId)) first.set(item.sessionId, item.timeMs);
  const heard = new Set(
    truth.sessions
      .filter((s) => s.ending !== "killed" && s.parentId === null && (first.get(s.sessionId) ?? 0) >= sinceMs)
      .map((s) => s.sessionId),
  );
  const searches = new Map<string, number>();
  for (const i of truth.items) if (i.kind === "search") searches.set(momentOf(i), i.webSearches);
  const events = truth.items
    .filter((i) => heard.has(i.sessionId) && i.kind !== "search" && i.kind !== "advisor")
    .map((item, n) => eventOf(item, n, searches.get(momentOf(item)) ?? 0));
  appendOtelEvents(otelDir, events);
}

const momentOf = (item: TruthItem): string => `${item.sessionId} ${item.timeMs}`;

/** The client bills a search with the request that it made for it. */
function eventOf(item: TruthItem, sequence: number, searches: number): RequestEvent {
  const { sessionId, requestId, timeMs, model, fast, input, output, cacheWrite5m, cacheWrite1h, cacheRead } = item;
  const webSearches = item.kind === "background:web_search_tool" ? searches : item.webSearches;
  return {
    type: "request",
    sessionId,
    requestId,
    timeMs,
    sequence,
    model,
    source: sourceOf(item.kind),
    isSplit: true,
    agentId: "",
    fast,
    clientPico: Math.round(clientUsd({ ...item, webSearches }) * 1e12),
    ...{ input, output, cacheWrite5m, cacheWrite1h, cacheRead },
  };
}

function sourceOf(kind: TruthItem["kind"]): string {
  if (kind === "main") return "repl_main_thread";
  return kind === "subagent" ? "agent:builtin:general-purpose" : kind.replace("background:", "");
}
