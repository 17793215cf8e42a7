/** OTLP requests as a client sends them, for tests. */

import { request } from "node:http";
import { gzipSync } from "node:zlib";

export type Attributes = Readonly<Record<string, unknown>>;

function anyValue(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
}

export function logRecord(name: string, attributes: Attributes): unknown {
  return {
    timeUnixNano: "1795294245327000000",
    body: { stringValue: `claude_code.${name}` },
    attributes: Object.entries({ "event.name": name, ...attributes }).map(([key, value]) => ({
      key,
      value: anyValue(value),
    })),
  };
}

export function exportRequest(records: readonly unknown[]): unknown {
  return {
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "claude-code" } }] },
        scopeLogs: [{ scope: { name: "com.anthropic.claude_code.events" }, logRecords: records }],
      },
    ],
  };
}

export function apiRequest(n: number, more: Attributes = {}): unknown {
  return logRecord("api_request", {
    "session.id": "11111111-2222-4333-8444-555555555555",
    "event.timestamp": new Date(Date.UTC(2026, 10, 21, 12, 0, 0, 0) + n).toISOString(),
    "event.sequence": n,
    "prompt.id": "p",
    model: "claude-opus-5-5",
    input_tokens: 401,
    output_tokens: 13,
    cache_read_tokens: 0,
    cache_creation_tokens: 0,
    cost_usd: 0.001864,
    request_id: `req_${n}`,
    speed: "normal",
    query_source: "generate_session_title",
    ...more,
  });
}

export type Reply = { status: number; headers: Readonly<Record<string, unknown>>; body: unknown };

export function post(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
  method = "POST",
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text ? JSON.parse(text) : null }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

export function postLogs(url: string, records: readonly unknown[], gzip = false): Promise<Reply> {
  const json = JSON.stringify(exportRequest(records));
  return gzip
    ? post(`${url}/v1/logs`, gzipSync(json), { "content-type": "application/json", "content-encoding": "gzip" })
    : post(`${url}/v1/logs`, json);
}
