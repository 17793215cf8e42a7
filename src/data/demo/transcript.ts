/** One transcript being written: rows in order, and what each response is billed. */

import { fill } from "./filler.ts";
import type { Random } from "./random.ts";
import { assistantRow, type RowContext, requestRow } from "./rows.ts";
import type { DemoFile, TruthItem } from "./types.ts";
import { type Billing, usageShape } from "./usage-shape.ts";

type Json = Record<string, unknown>;

export type Said = {
  readonly item: TruthItem;
  /** Uuid of the last row, and of the tool calls among its blocks. */
  readonly uuid: string;
  readonly toolIds: readonly string[];
};

export class Transcript {
  context: RowContext;
  readonly path: string;
  /** Rows as text, oldest first. */
  readonly lines: string[] = [];
  bytes = 0;
  parent: string | null = null;
  lastMs = 0;
  /** Lines of the latest response, for copies of it. */
  latest: readonly string[] = [];

  constructor(context: RowContext, path: string) {
    this.context = context;
    this.path = path;
  }

  /** Appends a row; placeholders in it are filled with `fatBytes` of text. */
  write(row: Json, timeMs: number, fatBytes = 0): void {
    const line = fill(JSON.stringify(row), fatBytes);
    this.writeLine(line);
    if (typeof row["uuid"] === "string" && row["type"] !== "progress") this.parent = row["uuid"];
    this.lastMs = Math.max(this.lastMs, timeMs);
  }

  writeLine(line: string): void {
    this.lines.push(line);
    this.bytes += line.length + 1;
  }

  /** Writes a response, one row per content block, with the streaming peculiarities of its client. */
  respond(
    random: Random,
    timeMs: number,
    bill: Billing,
    blocks: readonly Json[],
    extra: Json,
    kind: TruthItem["kind"],
  ): Said {
    const { client } = this.context;
    const isNewest = client.generation === "2.1.3";
    const requestRef = isNewest ? random.uuid() : null;
    if (requestRef) this.write(requestRow(this.context, requestRef, timeMs, bill.model), timeMs);
    const messageId = random.id("msg");
    const requestId = random.chance(0.01) ? "" : random.id("req");
    const firstMs = timeMs + 400 + Math.round(bill.tokens.output * 5);
    const isStreamed = !isNewest && random.chance(client.generation === "1.0" ? 0.7 : 0.35);
    const lacksStop = client.version === "1.0.21" && random.chance(0.2);
    const stop = blocks.some((b) => b["type"] === "tool_use") ? "tool_use" : "end_turn";
    const from = this.lines.length;
    blocks.forEach((content, i) => {
      const isLast = i === blocks.length - 1;
      const tokens =
        isLast || !isStreamed ? bill.tokens : { ...bill.tokens, output: Math.min(bill.tokens.output, i + 2) };
      const stopReason = (isStreamed && !isLast) || lacksStop ? null : stop;
      const usage = usageShape(random, client.generation, client.version, { ...bill, tokens });
      const part = { messageId, requestId, requestRef, model: bill.model, content, stopReason, usage };
      const newest = isNewest
        ? { apiBlockIndex: i, promptCacheRequested: "5m", effort: "medium", requestedBy: "model" }
        : {};
      const rowMs = firstMs + Math.round((bill.tokens.output * 9 * i) / blocks.length);
      this.write(
        assistantRow(this.context, this.parent, random.uuid(), rowMs, { ...part, extra: { ...newest, ...extra } }),
        rowMs,
        0,
      );
    });
    this.latest = this.lines.slice(from);
    const toolIds = blocks.flatMap((b) => (b["type"] === "tool_use" ? [String(b["id"])] : []));
    const item = truthOf(bill, {
      id: messageId,
      requestId,
      sessionId: this.context.sessionId,
      timeMs: firstMs,
      kind,
      logged: true,
    });
    return { item, uuid: this.parent ?? "", toolIds };
  }

  file(): DemoFile {
    return { path: this.path, text: `${this.lines.join("\n")}\n`, modifiedMs: this.lastMs };
  }
}

export function truthOf(
  bill: Billing,
  about: Pick<TruthItem, "id" | "requestId" | "sessionId" | "timeMs" | "kind" | "logged">,
): TruthItem {
  const { model, tokens, webSearches, fast, geoUs, batch, iterations } = bill;
  return { ...tokens, ...about, model, webSearches, fast, geoUs, batch, iterations };
}

/** The advisor's part of a response: another model, billed in addition to the response. */
export function advisorItem(bill: Billing, said: Said): TruthItem[] {
  if (!bill.advisor) return [];
  const { model, tokens } = bill.advisor;
  return [
    { ...said.item, ...tokens, model, requestId: "", webSearches: 0, kind: "advisor", fast: false, iterations: null },
  ];
}
