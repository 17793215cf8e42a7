/**
 * The telemetry receiver: accepts OTLP/HTTP JSON on a local port and stores the events that are used. A status of 200
 * means that the events are in the file, so a sender without an answer can safely send them again.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseOtelLogs } from "../../claude-code/feeds/otel-payload.ts";
import type { TelemetryEvent } from "../../core/background/events.ts";
import { DEFAULT_OTLP_PORT } from "../../core/background/otlp-port.ts";
import { UserError } from "../../core/user-error.ts";
import { appendOtelEvents, type OtelBounds } from "../../store/feeds/otel-feed.ts";
import { assertNoWebPage, assertOurHost } from "./asked-host.ts";
import { MAX_BODY_BYTES, Refusal, readBody } from "./otlp-body.ts";
import { portTaken, RECEIVER_NAME } from "./port-holder.ts";

export type ReceiverOptions = {
  /** `feeds/otel`. */
  readonly otelDir: string;
  /** Loopback, unless the user chooses another address. */
  readonly host?: string;
  /** 0 = any free port. */
  readonly port?: number;
  readonly maxBodyBytes?: number;
  /** Limits on what is stored. */
  readonly bounds?: OtelBounds;
  /** An idle connection is closed after this time. Default: 10 s. */
  readonly idleMs?: number;
  /** Called after each batch that contained events. */
  readonly onEvents?: (events: readonly TelemetryEvent[]) => void;
  /** Called with a message about a request that could not be served. */
  readonly onProblem?: (message: string) => void;
};

export type ReceiverCounts = { batches: number; records: number; events: number; rejected: number; refused: number };

export type Receiver = {
  readonly url: string;
  readonly port: number;
  readonly counts: Readonly<ReceiverCounts>;
  /** Accepts no new requests, and waits for running ones. */
  close(): Promise<void>;
};

const CLOSE_GRACE_MS = 2_000;

/** A local exporter sends a batch within moments; anything slower only blocks a connection. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
} as const;
const IDLE_MS = 10_000;
const MOST_CONNECTIONS = 128;

/** Listens until closed. @throws UserError where the port is taken, with the process that uses it */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const host = options.host ?? "127.0.0.1";
  const counts: ReceiverCounts = { batches: 0, records: 0, events: 0, rejected: 0, refused: 0 };
  const server = createServer(
    LIMITS,
    (request, response) => void serve(request, response, { ...options, host }, counts),
  );
  server.maxConnections = MOST_CONNECTIONS;
  // Closes connections without traffic, whatever their state.
  server.setTimeout(options.idleMs ?? IDLE_MS);
  await listen(server, host, options.port ?? DEFAULT_OTLP_PORT);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    counts,
    close: () => close(server),
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw await portTaken(host, port, error);
    if (code === "EACCES") {
      throw new UserError(`port ${port} needs more rights than this user has`, {
        hint: `Choose one above 1023, such as --port ${DEFAULT_OTLP_PORT}.`,
        cause: error,
      });
    }
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      throw new UserError(`${host} is not an address of this machine`, { hint: "Leave --host out.", cause: error });
    }
    throw error;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

type Serving = ReceiverOptions & { readonly host: string };

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: Serving,
  counts: ReceiverCounts,
): Promise<void> {
  try {
    answer(response, 200, await route(request, options, counts));
  } catch (error) {
    counts.refused++;
    const refusal = error instanceof Refusal ? error : new Refusal(503, `not stored: ${(error as Error).message}`);
    options.onProblem?.(`${request.method} ${request.url}: ${refusal.status} ${refusal.message}`);
    // The rest of an unwanted body must not keep the connection open.
    if (!request.complete) response.setHeader("connection", "close");
    if (refusal.status === 405) response.setHeader("allow", "POST");
    if (refusal.status === 503) response.setHeader("retry-after", "5");
    answer(response, refusal.status, { code: grpcCode(refusal.status), message: refusal.message });
  }
}

/** Answers must not be embedded in a page, cached, or have their type guessed. */
const HEADERS = {
  "content-type": "application/json",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
} as const;

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, HEADERS);
  response.end(JSON.stringify(body));
}

/** The `google.rpc.Code` that the protocol requires in addition to the HTTP status. */
function grpcCode(status: number): number {
  const codes: Readonly<Record<number, number>> = { 403: 7, 404: 5, 405: 12, 413: 8, 503: 14 };
  return codes[status] ?? 3;
}

async function route(request: IncomingMessage, options: Serving, counts: ReceiverCounts): Promise<unknown> {
  assertOurHost(request.headers, options.host);
  assertNoWebPage(request.headers);
  const path = (request.url ?? "/").split("?")[0]?.replace(/\/+$/, "") ?? "";
  if (path === "" && request.method === "GET") return { service: RECEIVER_NAME, pid: process.pid, ...counts };
  if (path !== "/v1/logs" && path !== "/v1/metrics" && path !== "/v1/traces") {
    throw new Refusal(404, "logs go to /v1/logs; set OTEL_EXPORTER_OTLP_ENDPOINT to the address without a path");
  }
  if (request.method !== "POST") throw new Refusal(405, "send telemetry with POST");
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Refusal(415, wrongType(type ?? ""));
  const body = await readBody(request, options.maxBodyBytes ?? MAX_BODY_BYTES);
  const value = parseJson(body);
  return path === "/v1/logs" ? keepLogs(value, options, counts) : {};
}

function wrongType(type: string): string {
  const advice = "set OTEL_EXPORTER_OTLP_PROTOCOL=http/json";
  return type === "application/x-protobuf" ? `protobuf is not read here: ${advice}` : `send JSON: ${advice}`;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(400, `the body is not JSON: ${error.message}`);
    throw error;
  }
}

function keepLogs(value: unknown, options: Serving, counts: ReceiverCounts): unknown {
  const logs = parseOtelLogs(value);
  if (logs === null) throw new Refusal(400, "the body is not an OTLP logs request: resourceLogs is missing");
  const { refused, fullDays } = appendOtelEvents(options.otelDir, logs.events, options.bounds);
  const rejected = logs.rejected + refused;
  counts.batches++;
  counts.records += logs.records;
  counts.events += logs.events.length - refused;
  counts.rejected += rejected;
  if (logs.events.length > refused) options.onEvents?.(logs.events);
  if (rejected === 0) return {};
  const reason = logs.reason || fullReason(fullDays);
  options.onProblem?.(`${rejected} of ${logs.records} records not stored: ${reason}`);
  return { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: reason } };
}

function fullReason(days: readonly string[]): string {
  return `the telemetry of ${days.join(" and ")} has reached its size limit`;
}
