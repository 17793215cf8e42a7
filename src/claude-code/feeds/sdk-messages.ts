/**
 * Messages of the agent SDK, as a headless run writes them (`execution.json` of the GitHub Action, `--output-format
 * stream-json`), converted to the rows that a log of the same session would have.
 */

import { parseJson } from "../../core/parse-json.ts";
import { array, isObject, type Json, object, text } from "../json.ts";

/** The messages of one session. */
type Run = {
  readonly sessionId: string;
  readonly messages: Json[];
  /** The run's own summary. */
  init: Json;
  result: Json;
};

/**
 * @param source a JSON array of messages, or one message per line
 * @param endMs when the run ended, because messages have no times. Epoch milliseconds
 * @returns log rows as text by session; null where no message is billed
 */
export function logsOfMessages(source: string, endMs: number): ReadonlyMap<string, string> | null {
  const runs = runsOf(messagesOf(source));
  if (runs.every(({ messages, result }) => messages.length === 0 && Object.keys(result).length === 0)) return null;
  return new Map(
    runs.map((run) => [
      run.sessionId,
      rowsOf(run, endMs)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(""),
    ]),
  );
}

function messagesOf(source: string): readonly unknown[] {
  const whole = parseJson(source);
  if (Array.isArray(whole)) return whole;
  // One message, or a file of another kind, whose lines are no messages.
  if (whole !== undefined) return [whole];
  return source.split("\n").map((line) => parseJson(line));
}

function runsOf(messages: readonly unknown[]): readonly Run[] {
  const runs = new Map<string, Run>();
  for (const message of messages) {
    if (!isObject(message)) continue;
    const sessionId = text(message["session_id"]);
    if (sessionId === null) continue;
    const run = runs.get(sessionId) ?? { sessionId, messages: [], init: {}, result: {} };
    runs.set(sessionId, run);
    const type = message["type"];
    if (type === "assistant" || type === "user") run.messages.push(message);
    else if (type === "result") run.result = message;
    else if (type === "system" && message["subtype"] === "init") run.init = message;
  }
  return [...runs.values()];
}

/** A run without a duration is assumed to have had a message per millisecond. */
function rowsOf({ sessionId, messages, init, result }: Run, endMs: number): readonly Json[] {
  const duration = result["duration_ms"];
  const isTimed = typeof duration === "number" && duration >= messages.length && duration < endMs;
  const startMs = endMs - (isTimed ? duration : messages.length);
  const step = (endMs - startMs) / (messages.length + 1);
  const common = { sessionId, cwd: text(init["cwd"]) ?? "", version: text(init["claude_code_version"]) ?? "" };
  const rows: Json[] = messages.map((message, i) => ({
    ...common,
    type: message["type"],
    uuid: message["uuid"],
    isSidechain: text(message["parent_tool_use_id"]) !== null,
    timestamp: new Date(startMs + (i + 1) * step).toISOString(),
    message: message["type"] === "user" ? typedBy(message) : message["message"],
    requestId: message["request_id"],
  }));
  return Object.keys(result).length === 0 ? rows : [...rows, ledgerOf(sessionId, result, startMs)];
}

/** What a person typed, without results of tools. */
function typedBy(message: Json): Json {
  const { content } = object(message["message"]);
  if (typeof content === "string") return { content };
  const words = array(content).map(object);
  const isTyped = words.length > 0 && words.every((block) => block["type"] === "text");
  return { content: isTyped ? words.map((block) => text(block["text"]) ?? "").join("\n") : "" };
}

/** The run's result serves as the client's ledger of the session: it includes requests that no message shows. */
function ledgerOf(sessionId: string, result: Json, startMs: number): Json {
  return {
    type: "cost-state",
    sessionId,
    startTime: Math.floor(startMs),
    totalCostUSD: result["total_cost_usd"],
    totalDuration: result["duration_ms"],
    totalAPIDuration: result["duration_api_ms"],
    modelUsage: result["modelUsage"],
  };
}
