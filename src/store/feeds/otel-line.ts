/** One event of the telemetry feed as a line of JSON. */

import type { CompactionEvent, RequestEvent, TelemetryEvent } from "../../core/background/events.ts";
import { MAX_REQUEST_TOKENS, TOKEN_CLASSES } from "../../core/responses/tokens.ts";

const VERSION = 1;
/** 2100-01-01: a later time is not a time. */
const END_MS = Date.UTC(2100, 0);

/** With its newline. */
export const lineOfEvent = (event: TelemetryEvent): string => `${JSON.stringify({ v: VERSION, ...spare(event) })}\n`;

/** Default values of a request's fields, which are left out of the line and filled in when it is read. */
const USUAL = {
  requestId: "",
  sequence: null,
  source: "",
  agentId: "",
  isSplit: true,
  fast: false,
  clientPico: null,
  input: 0,
  output: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: 0,
} as const;

function spare(event: TelemetryEvent): object {
  if (event.type !== "request") return event;
  const usual: Readonly<Record<string, unknown>> = USUAL;
  return Object.fromEntries(Object.entries(event).filter(([name, value]) => usual[name] !== value));
}

type Line = Partial<Omit<RequestEvent, "type">> &
  Partial<Omit<CompactionEvent, "type">> & { readonly v?: unknown; readonly type?: unknown };

/** @returns null where the line is not an event, is torn, or contains an impossible number */
export function eventOfLine(line: string): TelemetryEvent | null {
  let value: Line | null;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (value?.v !== VERSION || typeof value.sessionId !== "string" || !isWithin(value.timeMs, END_MS)) return null;
  if (!isNone(value.sequence) && !isWithin(value.sequence, Number.MAX_SAFE_INTEGER)) return null;
  if (value.type === "compaction") return compactionOf(value);
  return value.type === "request" ? requestOf(value) : null;
}

function compactionOf(value: Line): CompactionEvent | null {
  const { preTokens, postTokens } = value;
  const isSized = [preTokens, postTokens].every((n) => isNone(n) || isWithin(n, MAX_REQUEST_TOKENS));
  if (!isSized || typeof value.trigger !== "string") return null;
  return {
    type: "compaction",
    sessionId: value.sessionId as string,
    timeMs: value.timeMs as number,
    sequence: value.sequence ?? null,
    trigger: value.trigger,
    preTokens: preTokens ?? null,
    postTokens: postTokens ?? null,
    success: value.success !== false,
  };
}

function requestOf(value: Line): RequestEvent | null {
  if (typeof value.model !== "string") return null;
  // Field by field, because a million events are parsed here, and a spread costs five times as much.
  const request: RequestEvent = {
    type: "request",
    sessionId: value.sessionId as string,
    requestId: value.requestId ?? USUAL.requestId,
    timeMs: value.timeMs as number,
    sequence: value.sequence ?? USUAL.sequence,
    model: value.model,
    source: value.source ?? USUAL.source,
    agentId: value.agentId ?? USUAL.agentId,
    isSplit: value.isSplit ?? USUAL.isSplit,
    fast: value.fast ?? USUAL.fast,
    input: value.input ?? 0,
    output: value.output ?? 0,
    cacheWrite5m: value.cacheWrite5m ?? 0,
    cacheWrite1h: value.cacheWrite1h ?? 0,
    cacheRead: value.cacheRead ?? 0,
    clientPico: value.clientPico ?? USUAL.clientPico,
  };
  const areTexts = [request.requestId, request.source, request.agentId].every((t) => typeof t === "string");
  const areCounts = TOKEN_CLASSES.every((name) => isWithin(request[name], MAX_REQUEST_TOKENS));
  const isPriced = isNone(request.clientPico) || isWithin(request.clientPico, Number.MAX_SAFE_INTEGER);
  return areTexts && areCounts && isPriced ? request : null;
}

const isNone = (value: unknown): boolean => value === null || value === undefined;

const isWithin = (value: unknown, most: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
