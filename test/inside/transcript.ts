/** Writes transcripts in the row shapes of client 2.1.330, with the figures that a test is about. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type TranscriptRow = Record<string, unknown>;

type Request = {
  readonly atMs: number;
  readonly input?: number;
  readonly read: number;
  readonly write?: number;
  readonly write1h?: number;
  readonly output?: number;
  readonly model?: string;
  readonly sidechain?: boolean;
};

let made = 0;

export function assistantRow(request: Request): TranscriptRow {
  const { write = 0, write1h = 0, input = 0 } = request;
  made++;
  return {
    type: "assistant",
    uuid: `uuid-${made}`,
    timestamp: new Date(request.atMs).toISOString(),
    requestId: `req_${made}`,
    isSidechain: request.sidechain ?? false,
    message: {
      id: `msg_${made}`,
      role: "assistant",
      model: request.model ?? "claude-opus-5-5",
      content: [{ type: "text", text: "Done." }],
      stop_reason: "end_turn",
      usage: {
        input_tokens: input,
        output_tokens: request.output ?? 10,
        cache_read_input_tokens: request.read,
        cache_creation_input_tokens: write + write1h,
        cache_creation: { ephemeral_5m_input_tokens: write, ephemeral_1h_input_tokens: write1h },
      },
    },
  };
}

export function promptRow(atMs: number, words = "Go on", promptId?: string): TranscriptRow {
  made++;
  return {
    type: "user",
    uuid: `uuid-${made}`,
    timestamp: new Date(atMs).toISOString(),
    isSidechain: false,
    message: { role: "user", content: words },
    ...(promptId === undefined ? {} : { promptId }),
  };
}

export function compactBoundary(
  atMs: number,
  trigger: string,
  preTokens: number,
  postTokens: number | null,
): TranscriptRow {
  return {
    type: "system",
    subtype: "compact_boundary",
    timestamp: new Date(atMs).toISOString(),
    compactMetadata: { trigger, preTokens, ...(postTokens === null ? {} : { postTokens }) },
  };
}

/** @returns the client's folder, with the session's transcript and, where it runs, its entry in the client's list */
export function writeSession(
  root: string,
  sessionId: string,
  project: string,
  rows: readonly TranscriptRow[],
  open = true,
): string {
  const file = join(root, "projects", project.replace(/[^A-Za-z0-9]/g, "-"), `${sessionId}.jsonl`);
  const common = { sessionId, cwd: project, version: "2.1.330", entrypoint: "cli" };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, rows.map((row) => `${JSON.stringify({ ...common, ...row })}\n`).join(""));
  if (open) {
    mkdirSync(join(root, "sessions"), { recursive: true });
    const entry = { pid: process.pid, sessionId, cwd: project, status: "idle", kind: "interactive" };
    writeFileSync(join(root, "sessions", `${process.pid}.json`), JSON.stringify(entry));
  }
  return root;
}
