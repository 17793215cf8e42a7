/**
 * The simplest possible reader of a tree: it parses every line and spells out every rule. Slow, and with none of the
 * program's code.
 */

import type { DemoFile, TruthItem } from "../../src/data/demo/types.ts";

type Usage = {
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  cache_creation?: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null;
  server_tool_use?: { web_search_requests: number } | null;
  service_tier?: string | null;
  inference_geo?: string | null;
  speed?: string | null;
  iterations?: (Usage & { type: string; model: string })[] | null;
};
type Row = {
  type: string;
  uuid: string;
  requestId?: string;
  sessionId: string;
  requestSessionId?: string;
  timestamp: string;
  isSidechain: boolean;
  isApiErrorMessage?: boolean;
  sourceToolAssistantUUID?: string;
  toolUseResult?: { searchCount?: number };
  message: { id?: string; model: string; stop_reason: string | null; usage?: Usage };
};
type Found = { row: Row; firstMs: number; sessions: Set<string>; own: string };

export function readTree(files: readonly Pick<DemoFile, "path" | "text">[]): TruthItem[] {
  const found = new Map<string, Found>();
  const searches = new Map<string, TruthItem>();
  const models = new Map<string, string>();
  for (const file of files) {
    if (!file.path.endsWith(".jsonl")) continue;
    for (const line of file.text.split("\n")) {
      const row = parse(line);
      if (row?.type === "assistant") models.set(row.uuid, row.message.model);
      if (row) read(row, found, searches, models);
    }
  }
  return [...[...found.values()].flatMap(items), ...searches.values()];
}

function parse(line: string): Row | null {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function read(
  row: Row,
  found: Map<string, Found>,
  searches: Map<string, TruthItem>,
  models: Map<string, string>,
): void {
  const timeMs = Date.parse(row.timestamp);
  const searchCount = row.type === "user" ? (row.toolUseResult?.searchCount ?? 0) : 0;
  if (searchCount > 0 && !searches.has(row.uuid)) {
    const model = models.get(row.sourceToolAssistantUUID ?? "") ?? "?";
    searches.set(row.uuid, {
      ...plain(row.uuid, row.sessionId, timeMs, model),
      webSearches: searchCount,
      kind: "search",
    });
  }
  const usage = row.message?.usage;
  if (row.type !== "assistant" || !usage || row.isApiErrorMessage || row.message.model === "<synthetic>") return;
  const id = row.message.id ?? row.uuid;
  const own = row.requestSessionId ?? row.sessionId;
  const old = found.get(id);
  if (!old) {
    found.set(id, { row, firstMs: timeMs, sessions: new Set([row.sessionId]), own });
    return;
  }
  old.sessions.add(row.sessionId);
  old.firstMs = Math.min(old.firstMs, timeMs);
  if (row.requestSessionId) old.own = row.requestSessionId;
  if (beats(row, old.row)) old.row = row;
}

function beats(row: Row, old: Row): boolean {
  const stopped = row.message.stop_reason !== null;
  if (stopped !== (old.message.stop_reason !== null)) return stopped;
  const larger = (row.message.usage?.output_tokens ?? 0) - (old.message.usage?.output_tokens ?? 0);
  if (larger !== 0) return larger > 0;
  return row.isSidechain === old.isSidechain || old.isSidechain;
}

function plain(id: string, sessionId: string, timeMs: number, model: string): TruthItem {
  const none = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, webSearches: 0 };
  const flags = { fast: false, geoUs: false, batch: false, iterations: null };
  return { ...none, ...flags, id, requestId: "", sessionId, timeMs, model, kind: "main", logged: true };
}

function tokensOf(usage: Usage) {
  const nested = usage.cache_creation;
  const hour = nested?.ephemeral_1h_input_tokens ?? 0;
  const top = usage.cache_creation_input_tokens || (nested?.ephemeral_5m_input_tokens ?? 0) + hour;
  const { input_tokens: input, output_tokens: output, cache_read_input_tokens: cacheRead } = usage;
  return { input, output, cacheRead, cacheWrite1h: hour, cacheWrite5m: top - hour };
}

function items({ row, firstMs, own }: Found): TruthItem[] {
  const { message } = row;
  const usage = message.usage as Usage;
  const parts = usage.iterations ?? [];
  const messages = parts.filter((p) => p.type === "message").map(tokensOf);
  const item: TruthItem = {
    ...plain(message.id ?? row.uuid, own, firstMs, message.model),
    ...tokensOf(usage),
    requestId: row.requestId ?? "",
    webSearches: usage.server_tool_use?.web_search_requests ?? 0,
    kind: row.isSidechain ? "subagent" : "main",
    fast: usage.speed === "fast",
    geoUs: usage.inference_geo === "us",
    batch: usage.service_tier === "batch",
    iterations: messages.length > 1 ? messages : null,
  };
  const advisors = parts.filter((p) => p.type === "advisor_message");
  return [
    item,
    ...advisors.map(
      (p): TruthItem => ({
        ...item,
        ...tokensOf(p),
        model: p.model,
        requestId: "",
        webSearches: 0,
        kind: "advisor",
        fast: false,
        iterations: null,
      }),
    ),
  ];
}
