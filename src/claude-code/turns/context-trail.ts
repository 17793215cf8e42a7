/** Reads the trail of a session's context from its log, continuing where an earlier call ended. */

import {
  afterCompaction,
  afterIdleNote,
  afterPrompt,
  afterRequest,
  afterTitle,
  type ContextTrail,
  EMPTY_TRAIL,
} from "../../core/context/context-trail.ts";
import { Flag } from "../../core/responses/columns.ts";
import { promptTokens } from "../../core/responses/tokens.ts";
import { tryFile } from "../../runtime/try-file.ts";
import { type Json, parseObject } from "../json.ts";
import { decodeAssistant } from "../logs/assistant-row.ts";
import { factOf } from "../logs/fact-row.ts";
import { LineTail, type TailPosition } from "../logs/line-tail.ts";
import { text } from "../logs/row-json.ts";
import { parseTimestamp } from "../logs/timestamp.ts";
import { promptOf } from "./timeline-row.ts";

/** A trail, and the position in the log up to which it was read. */
export type ReadTrail = { readonly position: TailPosition; readonly trail: ContextTrail };

const LIMITS = { maxLineBytes: 4 << 20, maxFirstBytes: 32 << 20 };

const USAGE = '"usage":{';
/** The other rows that are needed contain one of these. Tool results, which make up most of a log, do not. */
const MARKERS = ['"type":"user"', '"compact_boundary"', '"informational"', '-title"', '"agent-name"'];
const TOOL_RESULT = '"tool_use_id":';

/**
 * @param known the result of an earlier call for the same log; null = none
 * @returns `known` itself where nothing was appended; null where the log cannot be read and there is no earlier result
 */
export function readContextTrail(path: string, known: ReadTrail | null): ReadTrail | null {
  const from = known === null ? {} : { from: known.position };
  const tail = new LineTail(path, { ...LIMITS, wants, ...from });
  let trail = known?.trail ?? EMPTY_TRAIL;
  return tryFile(() => {
    const bytes = tail.read(
      (line) => {
        trail = afterLine(trail, line);
      },
      () => {
        trail = EMPTY_TRAIL;
      },
    );
    return bytes === 0 && known !== null ? known : { position: tail.position, trail };
  }, known);
}

function wants(line: Buffer): boolean {
  return line.includes(USAGE) || (MARKERS.some((marker) => line.includes(marker)) && !line.includes(TOOL_RESULT));
}

function afterLine(trail: ContextTrail, line: string): ContextTrail {
  const row = parseObject(line);
  if (row === null || row["isSidechain"] === true) return trail;
  if (row["type"] === "assistant") return afterAssistant(trail, row, line);
  if (row["type"] === "user") return promptOf(row) === null ? trail : afterPrompt(trail, text(row["promptId"]) || null);
  const fact = factOf(row);
  if (fact?.kind === "title") return afterTitle(trail, fact.title);
  if (fact?.kind === "idle-note") return afterIdleNote(trail, fact.timeMs);
  return fact?.kind === "compaction" ? afterCompaction(trail, { ...fact.compaction, atMs: fact.timeMs }) : trail;
}

function afterAssistant(trail: ContextTrail, row: Json, line: string): ContextTrail {
  const usage = decodeAssistant(row, () => line);
  if (typeof usage === "string" || (usage.flags & Flag.sidechain) !== 0) return trail;
  const { id, model, flags, tokens, version } = usage;
  return afterRequest(trail, {
    id,
    timeMs: parseTimestamp(row["timestamp"]),
    // Of several iterations the last one read the whole context; the sum would count it several times.
    contextTokens: promptTokens(usage.iterations.at(-1) ?? tokens),
    model,
    flags,
    wrote: tokens.cacheWrite1h > 0 ? "1h" : tokens.cacheWrite5m > 0 ? "5m" : null,
    version,
  });
}
