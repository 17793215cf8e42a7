/** One request or one compaction, as Claude Code's telemetry reports it. */

import type { Tokens } from "../responses/tokens.ts";

/** One billed request (`api_request`). */
export type RequestEvent = Tokens & {
  readonly type: "request";
  readonly sessionId: string;
  /** Equals `requestId` on the transcript's rows; `""` = not reported. */
  readonly requestId: string;
  /** When the answer was complete; epoch milliseconds. */
  readonly timeMs: number;
  /** Position among the events of one run of the client; null = not reported. */
  readonly sequence: number | null;
  readonly model: string;
  /** `query_source` as the client wrote it; `""` = not reported. */
  readonly source: string;
  readonly agentId: string;
  /** Whether the event splits cache writes by lifetime; if not, all are in `cacheWrite5m`. */
  readonly isSplit: boolean;
  readonly fast: boolean;
  /** The client's own price, in pico-dollars; null = not reported. */
  readonly clientPico: number | null;
};

/** A compaction (`compaction`). Its request is reported as a separate request event. */
export type CompactionEvent = {
  readonly type: "compaction";
  readonly sessionId: string;
  readonly timeMs: number;
  readonly sequence: number | null;
  readonly trigger: string;
  readonly preTokens: number | null;
  readonly postTokens: number | null;
  readonly success: boolean;
};

export type TelemetryEvent = RequestEvent | CompactionEvent;

/** The key of an event: equal for the copies that a retry or a repeated batch sends. */
export function eventKey(event: TelemetryEvent): string {
  if (event.type === "request" && event.requestId !== "") return `r:${event.requestId}`;
  const size = event.type === "request" ? `${event.model}:${event.input}:${event.output}` : event.trigger;
  return `${event.type}:${event.sessionId}:${event.sequence ?? ""}:${event.timeMs}:${size}`;
}

export type RequestRole = "main" | "subagent" | "background";

/** Who made the request. Unknown sources are requests of the client itself: background. */
export function requestRole(source: string): RequestRole {
  if (source === "" || source === "sdk" || source === "main" || source.startsWith("repl_main_thread")) return "main";
  if (source === "subagent" || source.startsWith("agent:") || source === "hook_agent") return "subagent";
  return "background";
}
