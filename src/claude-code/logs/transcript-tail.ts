/**
 * Reads the end of a running session's log: what one turn was billed. Reads a limited part, so that a hook stays fast.
 */

import { closeSync, fstatSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import type { ResponseTable } from "../../core/responses/columns.ts";
import { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import { TableDraft } from "../../core/responses/table-draft.ts";
import { openRegular } from "../../runtime/regular-file.ts";
import { namesIn, tryFile } from "../../runtime/try-file.ts";
import { decodeLine } from "./decode-row.ts";

const TAIL_BYTES = 1_000_000;
const MAX_AGENTS = 20;
/** The length of a message's beginning that identifies its row. */
const LAST_WORDS = 60;

/** The client may still be writing the turn's last row when its hook runs. */
const WAIT_MS = 30;
const WAITS = 10;

export type TurnTail = {
  /** Responses of the turn, from the main conversation and from its subagents; unpriced. */
  readonly tables: readonly ResponseTable[];
  /** False: the turn began before the part that was read. */
  readonly whole: boolean;
};

/**
 * Waits briefly for the turn's last row.
 * @param promptId identifies the turn's prompt in rows and hooks; null = nothing can be read
 * @param lastMessage the turn's last message; "" = not known
 */
export function readTurn(transcriptPath: string, promptId: string | null, lastMessage: string): TurnTail | null {
  if (promptId === null) return null;
  let main = tableSince(transcriptPath, promptId, lastMessage);
  for (let i = 0; i < WAITS && (main === null || !main.ended); i++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    main = tableSince(transcriptPath, promptId, lastMessage);
  }
  if (main === null) return null;
  const agents = agentFiles(transcriptPath).flatMap((file) => tableSince(file, promptId, "") ?? []);
  const whole = main.whole && main.ended && agents.every((t) => t.whole);
  return { tables: [main, ...agents].map((t) => t.table), whole };
}

type Since = {
  readonly table: ResponseTable;
  readonly whole: boolean;
  /** Whether the last message was found. */
  readonly ended: boolean;
};

/** null where the prompt is not in the file, and the part that was read reaches its beginning. */
function tableSince(file: string, promptId: string, lastMessage: string): Since | null {
  const tail = readTail(file);
  if (tail === null) return null;
  const lines = tail.text.split("\n");
  const marker = `"promptId":${JSON.stringify(promptId)}`;
  const start = lines.findIndex((line) => line.includes(marker));
  if (start < 0 && tail.fromStart) return null;
  const draft = new TableDraft();
  const options = { sessionId: basename(file, ".jsonl"), agentType: () => "", fallbackMs: 0 };
  const builder = new FileScanBuilder(options, draft);
  // The first line of a part is incomplete; what precedes the prompt belongs to an older turn.
  const turn = lines.slice(start < 0 ? 1 : start);
  for (const line of turn) decodeLine(line, builder);
  builder.finish(0);
  const words = JSON.stringify(lastMessage.slice(0, LAST_WORDS)).slice(1, -1);
  const isWritten = lastMessage === "" ? draft.table.columns.length > 0 : turn.some((line) => line.includes(words));
  return { table: draft.table, whole: start >= 0, ended: isWritten };
}

function agentFiles(transcriptPath: string): readonly string[] {
  const folder = join(transcriptPath.replace(/\.jsonl$/, ""), "subagents");
  const names = namesIn(folder).filter((name) => name.endsWith(".jsonl"));
  return names.slice(-MAX_AGENTS).map((name) => join(folder, name));
}

function readTail(file: string): { readonly text: string; readonly fromStart: boolean } | null {
  const fd = tryFile(() => openRegular(file), null);
  if (fd === null) return null;
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return { text: buffer.toString("utf8", 0, read), fromStart: size <= TAIL_BYTES };
  } finally {
    closeSync(fd);
  }
}
