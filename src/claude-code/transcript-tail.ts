/** The end of a running session's log: what one turn was billed. Reads a bounded stretch, so that a hook stays quick. */

import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import type { ResponseTable } from "../core/usage/columns.ts";
import { FileScanBuilder } from "../core/usage/file-scan-builder.ts";
import { TableDraft } from "../core/usage/table-draft.ts";
import { decodeLine } from "./decode-row.ts";

const TAIL_BYTES = 1_000_000;
const MAX_AGENTS = 20;

export type TurnTail = {
  /** Responses of the turn, from the main conversation and from its subagents; unpriced. */
  readonly tables: readonly ResponseTable[];
  /** False: the turn began before the stretch that was read. */
  readonly whole: boolean;
};

/** @param promptId names the prompt that the turn answers, as rows and hooks do; null = nothing can be told */
export function readTurn(transcriptPath: string, promptId: string | null): TurnTail | null {
  if (promptId === null) return null;
  const main = tableSince(transcriptPath, promptId);
  if (main === null) return null;
  const agents = agentFiles(transcriptPath).flatMap((file) => tableSince(file, promptId) ?? []);
  return { tables: [main, ...agents].map((t) => t.table), whole: main.whole && agents.every((t) => t.whole) };
}

type Since = { readonly table: ResponseTable; readonly whole: boolean };

/** null where the prompt is not in the file, and the stretch read reaches to its beginning. */
function tableSince(file: string, promptId: string): Since | null {
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
  for (const line of lines.slice(start < 0 ? 1 : start)) decodeLine(line, builder);
  builder.finish(0);
  return { table: draft.table, whole: start >= 0 };
}

function agentFiles(transcriptPath: string): readonly string[] {
  const folder = join(transcriptPath.replace(/\.jsonl$/, ""), "subagents");
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    return names.slice(-MAX_AGENTS).map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return [];
    throw error;
  }
}

function readTail(file: string): { readonly text: string; readonly fromStart: boolean } | null {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return null;
    throw error;
  }
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return { text: buffer.toString("utf8", 0, read), fromStart: size <= TAIL_BYTES };
  } finally {
    closeSync(fd);
  }
}
