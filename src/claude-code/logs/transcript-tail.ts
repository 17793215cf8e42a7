/** The end of a running session's log: what one turn was billed. Reads a bounded stretch, so that a hook stays quick. */

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
/** Enough of a message to know its row by. */
const LAST_WORDS = 60;

/** The client may still be writing the turn's last row when its hook runs. */
const WAIT_MS = 30;
const WAITS = 10;

export type TurnTail = {
  /** Responses of the turn, from the main conversation and from its subagents; unpriced. */
  readonly tables: readonly ResponseTable[];
  /** False: the turn began before the stretch that was read. */
  readonly whole: boolean;
};

/**
 * Waits a little for the turn's last row.
 * @param promptId names the prompt that the turn answers, as rows and hooks do; null = nothing can be read
 * @param lastMessage what the turn ended with; "" = not known
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
  /** The last message is there. */
  readonly ended: boolean;
};

/** null where the prompt is not in the file, and the stretch read reaches to its beginning. */
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
  // The first line of a stretch is cut; what precedes the prompt is an older turn's.
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
