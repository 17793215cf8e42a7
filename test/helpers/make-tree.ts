/** Small hand-written logs. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Json = Record<string, unknown>;

let counter = 0;

export type AssistantOptions = {
  readonly id?: string | null;
  readonly sessionId?: string;
  readonly timestamp?: string;
  readonly model?: string;
  readonly usage?: Json | null;
  readonly stopReason?: string | null;
  readonly cwd?: string;
  /** Fields of the row itself, which override all others. */
  readonly row?: Json;
};

export const SESSION = "11111111-2222-4333-8444-555555555555";

/**
 * An `assistant` row of client 2.1.330: 10 input and 100 output tokens of Opus 5.5 ($0.00204) unless specified
 * otherwise.
 */
export function assistantRow(options: AssistantOptions = {}): Json {
  const n = ++counter;
  const id = options.id === undefined ? `msg_${n}` : options.id;
  return {
    parentUuid: null,
    isSidechain: false,
    message: {
      ...(id === null ? {} : { id }),
      type: "message",
      role: "assistant",
      model: options.model ?? "claude-opus-5-5",
      content: [{ type: "text", text: "…" }],
      stop_reason: options.stopReason === undefined ? "end_turn" : options.stopReason,
      usage: options.usage === undefined ? usage({ input_tokens: 10, output_tokens: 100 }) : options.usage,
    },
    requestId: `req_${n}`,
    type: "assistant",
    uuid: `uuid-${n}`,
    timestamp: options.timestamp ?? "2026-11-20T10:00:00.000Z",
    userType: "external",
    entrypoint: "cli",
    cwd: options.cwd ?? "/home/dev/app",
    sessionId: options.sessionId ?? SESSION,
    version: "2.1.330",
    gitBranch: "main",
    ...options.row,
  };
}

export function usage(tokens: Json): Json {
  return {
    input_tokens: 0,
    output_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    service_tier: "standard",
    ...tokens,
  };
}

export function userRow(text: string, row: Json = {}): Json {
  const n = ++counter;
  return {
    parentUuid: null,
    isSidechain: false,
    type: "user",
    message: { role: "user", content: text },
    uuid: `uuid-${n}`,
    timestamp: "2026-11-20T09:59:00.000Z",
    cwd: "/home/dev/app",
    sessionId: SESSION,
    version: "2.1.330",
    gitBranch: "main",
    ...row,
  };
}

/** Rows as text, one per line; strings are written unchanged. */
export function lines(...rows: readonly (Json | string)[]): string {
  return rows.map((row) => `${typeof row === "string" ? row : JSON.stringify(row)}\n`).join("");
}

/**
 * Writes files below `<root>/projects/-home-dev-app/` (or where a path with a slash says).
 * @param files content by name; rows are written one per line
 */
export function makeTree(
  root: string,
  files: Readonly<Record<string, string | Buffer | readonly (Json | string)[]>>,
): void {
  for (const [name, content] of Object.entries(files)) {
    const path = name.includes("/") ? join(root, name) : join(root, "projects", "-home-dev-app", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" || Buffer.isBuffer(content) ? content : lines(...content));
  }
}
