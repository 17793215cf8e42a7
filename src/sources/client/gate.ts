/**
 * The only way to a server. The SDK's requests pass through here: only to the given address, with our own headers and
 * none from the environment, without redirects, with limits on time and size. The key is added only here, so that no
 * other code has it.
 */

import { parseJson } from "../../core/parse-json.ts";
export type Auth = "x-api-key" | "bearer";

export type GateOptions = {
  readonly base: URL;
  readonly key: string;
  /** `x-api-key` is retried once as a bearer token where it is refused (401). */
  readonly auth: Auth;
  readonly userAgent: string;
  /** Aborts running requests. */
  readonly signal: AbortSignal;
  /** A larger answer is abandoned. Default: 64 MiB. */
  readonly maxBodyBytes?: number;
};

/** Headers of the SDK that are passed on; all others, such as those of ANTHROPIC_CUSTOM_HEADERS, are not. */
const SENT_ON = ["accept", "anthropic-version", "anthropic-beta"];
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** If a server asks for a longer wait, the request fails. */
export const MAX_WAIT_MS = 60_000;
const UNAUTHORIZED = 401;

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export function createGate(options: GateOptions): Fetch {
  const { base, key, userAgent, signal, maxBodyBytes = MAX_BODY_BYTES } = options;
  let { auth } = options;

  const send = async (url: URL, given: Headers, stop: AbortSignal | null | undefined): Promise<Response> => {
    const headers = new Headers({ "user-agent": userAgent });
    for (const name of SENT_ON) if (given.has(name)) headers.set(name, given.get(name) as string);
    if (auth === "bearer") headers.set("authorization", `Bearer ${key}`);
    else headers.set("x-api-key", key);
    const signals = stop ? [signal, stop] : [signal];
    const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.any(signals) });
    return await checked(response, maxBodyBytes);
  };

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== base.origin) throw new Error(`a request to ${url.origin} instead of ${base.origin}`);
    if ((init?.method ?? "get").toLowerCase() !== "get") throw new Error("only GET is used");
    const headers = new Headers(init?.headers);
    const response = await send(url, headers, init?.signal);
    if (response.status !== UNAUTHORIZED || auth === "bearer") return response;
    auth = "bearer";
    const again = await send(url, headers, init?.signal);
    if (again.status === UNAUTHORIZED) auth = options.auth;
    return again;
  };
}

/** Reads the whole answer within the request's time limit, so that a truncated answer is requested again. */
async function checked(response: Response, maxBytes: number): Promise<Response> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    const to = response.headers.get("location") ?? "";
    return refusal("redirect", `the server redirects${placeOf(to)}; a key is not sent on`);
  }
  const text = await readBounded(response, maxBytes);
  const headers = new Headers();
  for (const name of ["content-type", "retry-after", "retry-after-ms", "x-should-retry", "request-id"]) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (waitMs(headers) > MAX_WAIT_MS) headers.set("x-should-retry", "false");
  if (response.ok && parseJson(text) === undefined) throw new TypeError("the answer is not whole JSON");
  return new Response(text, { status, headers });
}

const refusal = (type: string, message: string): Response =>
  Response.json({ type: "error", error: { type, message } }, { status: 502, headers: { "x-should-retry": "false" } });

function placeOf(location: string): string {
  const isAddress = /^https?:\/\/[^/?#@\s]+/.exec(location);
  return isAddress ? ` to ${isAddress[0]}` : "";
}

/** The wait that a server asks for; 0 = none. */
export function waitMs(headers: Headers): number {
  const exact = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (Number.isFinite(exact)) return exact;
  const text = headers.get("retry-after");
  if (text === null) return 0;
  const seconds = Number.parseFloat(text);
  const ms = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? 0 : ms;
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return Buffer.concat(chunks).toString("utf8");
    size += part.value.length;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new TypeError(`the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(part.value);
  }
}
