/** A server on loopback that answers as an API does, records the requests, and fails when it is told to. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Asked = { readonly path: string; readonly query: URLSearchParams; readonly headers: IncomingHttpHeaders };

/** An answer instead of the usual one. */
export type Fault = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The connection is cut in the middle of the body. */
  readonly isCut?: boolean;
  /** Never answered. */
  readonly isSilent?: boolean;
};

export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly details: Record<string, unknown> | undefined;

  constructor(status: number, type: string, message: string, details?: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

export type Loopback = {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Is asked before each answer; the number says how often the path was asked before. */
  fault: (asked: Asked, before: number) => Fault | null;
};

export async function loopback(answer: (asked: Asked) => unknown): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const one: Asked = { path: url.pathname, query: url.searchParams, headers: request.headers };
    const before = asked.filter(({ path }) => path === one.path).length;
    asked.push(one);
    const fault = state.fault(one, before);
    if (fault) fail(response, fault);
    else respond(response, one, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const state: Loopback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fault: () => null,
  };
  return state;
}

function respond(response: ServerResponse, asked: Asked, answer: (asked: Asked) => unknown): void {
  try {
    send(response, 200, answer(asked));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, type, message, details } = error;
    send(response, status, {
      type: "error",
      error: { type, message, ...(details && { details }) },
      request_id: "req_1",
    });
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function fail(response: ServerResponse, { status, headers = {}, body = {}, isCut, isSilent }: Fault): void {
  if (isSilent) return;
  if (!isCut) {
    send(response, status, body, headers);
    return;
  }
  response.writeHead(status, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"data":[');
  setImmediate(() => response.destroy());
}
