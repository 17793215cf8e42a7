/** Explains errors of a server, and what to do about them. */

import { APIConnectionError, APIError, APIUserAbortError } from "@anthropic-ai/sdk/core/error";
import type { Access } from "../../core/organization/fetched.ts";
import { MAX_WAIT_MS, waitMs } from "./gate.ts";
import { type FoundKey, withoutKey } from "./keys.ts";

/** The explanation of an error. Plain data, because it is passed from one bundle to another. */
export type Explained =
  /** This report is not available with this key, role or plan; others may be. */
  | { readonly kind: "refused"; readonly message: string; readonly access: Access }
  /** The run cannot continue. */
  | { readonly kind: "ended"; readonly message: string; readonly hint: string };

/** The answer does not have the expected structure. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
}

export type Asked = {
  /** What was requested, for the message. */
  readonly what: string;
  readonly access: Access;
  readonly key: FoundKey;
  readonly base: URL;
};

const MAX_QUOTE = 300;
const REFUSED = new Set([400, 403, 404, 405, 422]);
const TOO_MANY = 429;

/** @returns null where the error does not come from the server */
export function explain(error: unknown, { what, access, key, base }: Asked): Explained | null {
  if (error instanceof UnexpectedAnswer) return { kind: "refused", message: error.message, access: NOTHING_TO_DO };
  if (error instanceof APIUserAbortError) return { kind: "ended", message: "stopped", hint: GO_ON };
  if (error instanceof APIConnectionError) {
    const reason = withoutKey(deepest(error).message, key.key);
    return { kind: "ended", message: `${base.host} cannot be reached: ${reason}`, hint: GO_ON };
  }
  if (!(error instanceof APIError)) return null;
  const status = error.status as number | undefined;
  if (status === undefined) return null;
  const { code, message } = detailsOf(error.error);
  const said = withoutKey(message, key.key).slice(0, MAX_QUOTE);
  const quoted = said === "" ? "" : `: ${said}`;
  if (status === 401) return badKey(key, base, quoted);
  if (REFUSED.has(status)) {
    const reason = `${status}${code === "" ? "" : ` ${code}`}`;
    return { kind: "refused", message: `${what} is refused (${reason})${quoted}`, access };
  }
  if (code === "redirect") {
    return {
      kind: "ended",
      message: `${base.host}: ${said}`,
      hint: "Where that is the right place, name it with --url.",
    };
  }
  const waits = waitMs(error.headers ?? new Headers());
  const wait = waits > MAX_WAIT_MS ? ` It asks to wait ${Math.ceil(waits / 60_000)} minutes.` : "";
  const reason = status === TOO_MANY ? "too many requests" : `an error of the server (${status})`;
  return { kind: "ended", message: `${what}: ${reason}${quoted}`, hint: `${GO_ON}${wait}` };
}

const GO_ON = "What was fetched is stored; run it again to go on.";
const NOTHING_TO_DO: Access = { needs: "", instead: "" };

function badKey({ from, kind }: FoundKey, base: URL, quoted: string): Explained {
  return {
    kind: "ended",
    message: `${base.host} does not accept the ${kind ?? "key"} from ${from} (401)${quoted}`,
    hint: "It may have expired or been removed: create a new one, and store it there.",
  };
}

/** The error format of Anthropic, of LiteLLM (`{error: {message, type}}`, `{detail}`), or any text. */
function detailsOf(body: unknown): { code: string; message: string } {
  const outer = objectOf(body);
  const inner = objectOf(outer["error"]);
  const code = textOf(objectOf(inner["details"])["error_code"]) || textOf(inner["type"]);
  const detail = outer["detail"];
  const message = textOf(inner["message"]) || textOf(objectOf(detail)["error"]) || textOf(detail);
  return { code: /^[\w.-]{1,64}$/.test(code) ? code : "", message };
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function deepest(error: Error): Error {
  const { cause } = error;
  return cause instanceof Error ? deepest(cause) : error;
}
