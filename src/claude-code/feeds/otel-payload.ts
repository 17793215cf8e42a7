/**
 * OpenTelemetry logs as Claude Code sends them (OTLP/HTTP, JSON): reads the few event types that are used and drops the
 * rest, including prompts and account ids. Unknown attributes and records are not errors.
 */

import type { CompactionEvent, RequestEvent, TelemetryEvent } from "../../core/background/events.ts";
import { MAX_REQUEST_TOKENS } from "../../core/responses/tokens.ts";
import { array, type Json, object, text } from "../json.ts";

/** The contents of one export request. */
export type OtelLogs = {
  readonly events: readonly TelemetryEvent[];
  /** Records of any kind. */
  readonly records: number;
  /** Claude Code's records that cannot be counted, with the first reason. */
  readonly rejected: number;
  readonly reason: string;
};

/** @returns null where it is not an export request */
export function parseOtelLogs(body: unknown): OtelLogs | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const resources = object(body)["resourceLogs"] ?? object(body)["resource_logs"];
  if (resources !== undefined && !Array.isArray(resources)) return null;
  const events: TelemetryEvent[] = [];
  let records = 0;
  let rejected = 0;
  let reason = "";
  for (const record of logRecords(array(resources))) {
    records++;
    const parsed = parseRecord(record);
    if (parsed === null) continue;
    if (typeof parsed === "string") {
      rejected++;
      reason ||= parsed;
    } else events.push(parsed);
  }
  return { events, records, rejected, reason };
}

function* logRecords(resources: readonly unknown[]): Iterable<Json> {
  for (const resource of resources) {
    const scopes = object(resource)["scopeLogs"] ?? object(resource)["scope_logs"];
    for (const scope of array(scopes)) {
      const records = object(scope)["logRecords"] ?? object(scope)["log_records"];
      for (const record of array(records)) yield object(record);
    }
  }
}

/** @returns null = not an event that is used; a text = the reason why it cannot be counted */
function parseRecord(record: Json): TelemetryEvent | string | null {
  const attributes = attributesOf(record);
  const name = eventName(record, attributes);
  if (name !== "api_request" && name !== "compaction") return null;
  const sessionId = textOf(attributes.get("session.id"));
  if (sessionId === "") return `${name} without session.id`;
  const timeMs = timeOf(record, attributes);
  if (timeMs === null) return `${name} without a usable time`;
  const common = { sessionId, timeMs, sequence: countOf(attributes.get("event.sequence")) };
  return name === "api_request" ? requestOf(attributes, common) : compactionOf(attributes, common);
}

/** Maximum price of one request: pico-dollars are exact up to here. */
const MAX_USD = 9_000;
const SPLIT = ["cache_creation_5m_tokens", "cache_creation_1h_tokens"];

type Common = Pick<RequestEvent, "sessionId" | "timeMs" | "sequence">;

function requestOf(attributes: ReadonlyMap<string, unknown>, common: Common): RequestEvent | string {
  const model = textOf(attributes.get("model"));
  if (model === "") return "api_request without model";
  const counts = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens"].map((key) =>
    attributes.has(key) ? countOf(attributes.get(key)) : 0,
  );
  if (counts.some((n) => n === null || n > MAX_REQUEST_TOKENS)) return "api_request with an invalid token count";
  const [input = 0, output = 0, cacheRead = 0, created = 0] = counts as number[];
  // Older clients (2.1.200) report no split.
  const isSplit = SPLIT.some((key) => attributes.has(key));
  const cacheWrite1h = Math.min(countOf(attributes.get("cache_creation_1h_tokens")) ?? 0, created);
  const usd = numberOf(attributes.get("cost_usd"));
  const micros = numberOf(attributes.get("cost_usd_micros"));
  const dollars = usd ?? (micros === null ? null : micros / 1e6);
  if (dollars !== null && dollars > MAX_USD) return "api_request with an impossible cost";
  return {
    type: "request",
    ...common,
    requestId: textOf(attributes.get("request_id")),
    model,
    source: textOf(attributes.get("query_source")),
    agentId: textOf(attributes.get("agent_id")),
    isSplit: isSplit || created === 0,
    fast: textOf(attributes.get("speed")) === "fast",
    input,
    output,
    cacheWrite5m: created - cacheWrite1h,
    cacheWrite1h,
    cacheRead,
    clientPico: dollars === null || dollars < 0 ? null : Math.round(dollars * 1e12),
  };
}

function compactionOf(attributes: ReadonlyMap<string, unknown>, common: Common): CompactionEvent {
  return {
    type: "compaction",
    ...common,
    trigger: textOf(attributes.get("trigger")),
    preTokens: countOf(attributes.get("pre_tokens")),
    postTokens: countOf(attributes.get("post_tokens")),
    success: textOf(attributes.get("success")) !== "false",
  };
}

function attributesOf(record: Json): ReadonlyMap<string, unknown> {
  const attributes = new Map<string, unknown>();
  for (const attribute of array(record["attributes"])) {
    const { key, value } = object(attribute) as { key?: unknown; value?: unknown };
    if (typeof key === "string") attributes.set(key, plain(value));
  }
  return attributes;
}

/** A value of OTLP's AnyValue: 64-bit integers may be text. */
function plain(value: unknown): unknown {
  const any = object(value);
  return any["stringValue"] ?? any["intValue"] ?? any["doubleValue"] ?? any["boolValue"] ?? null;
}

function eventName(record: Json, attributes: ReadonlyMap<string, unknown>): string {
  const named = textOf(attributes.get("event.name")) || text(record["eventName"]) || "";
  const name = named || text(plain(record["body"])) || "";
  return name.startsWith("claude_code.") ? name.slice("claude_code.".length) : name;
}

/** Events are stored by day, so a badly wrong clock must not create files. */
const FIRST_MS = Date.UTC(2020, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);

function timeOf(record: Json, attributes: ReadonlyMap<string, unknown>): number | null {
  const nano = numberOf(record["timeUnixNano"]) || numberOf(record["observedTimeUnixNano"]) || Number.NaN;
  const times = [Date.parse(textOf(attributes.get("event.timestamp"))), Math.floor(nano / 1e6)];
  return times.find((timeMs) => timeMs >= FIRST_MS && timeMs < LAST_MS) ?? null;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function numberOf(value: unknown): number | null {
  if (typeof value === "string" && value.trim() === "") return null;
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** A whole number that is not negative. */
function countOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && number >= 0 && Number.isSafeInteger(number) ? number : null;
}
