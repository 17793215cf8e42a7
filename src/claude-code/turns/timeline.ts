/**
 * The timeline of one session, read from its own log and its subagents' logs in the obvious way, and kept up to date
 * by reading only what was appended. Bounded: old turns are let go, very large logs are read from their middle.
 */

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cleanText } from "../../core/clean-text.ts";
import type { Timeline, Turn } from "../../core/dashboard/turn.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { priceResponse } from "../../core/pricing/price-response.ts";
import type { UsageRow } from "../../core/responses/log-row.ts";
import { addTokens, totalTokens } from "../../core/responses/tokens.ts";
import { isObject, type Json } from "../json.ts";
import { decodeAssistant } from "../logs/assistant-row.ts";
import { decodeFact } from "../logs/fact-row.ts";
import { LineTail } from "../logs/line-tail.ts";
import { text } from "../logs/row-json.ts";
import { parseTimestamp } from "../logs/timestamp.ts";
import { isAgentTool, promptOf, toolErrorsOf, toolUsesOf } from "./timeline-row.ts";
import { TurnDraft } from "./turn-draft.ts";

const MAX_TURNS = 400;
const TAIL = { maxLineBytes: 8 << 20, maxFirstBytes: 96 << 20 };

type Agent = { readonly agentId: string; readonly agentType: string; readonly toolUseId: string };
type Source = { readonly tail: LineTail; readonly agent: Agent | null };

export class SessionTimeline {
  readonly sessionId: string;
  readonly #path: string;
  readonly #book: PriceBook;
  readonly #sources = new Map<string, Source>();
  /** Turns that can still grow, then those that are settled. */
  #drafts: TurnDraft[] = [];
  #finished = new WeakMap<TurnDraft, Turn>();
  #dropped = 0;
  #count = 0;
  /** By response: the turn it fell in, and the size of its fullest row so far. */
  #seen = new Map<string, { readonly draft: TurnDraft; readonly size: number }>();
  #model = "";
  #effort = "";
  #branch = "";

  /** @param path the session's own log, `<project>/<sessionId>.jsonl` */
  constructor(path: string, book: PriceBook) {
    this.#path = path;
    this.#book = book;
    this.sessionId = basename(path, ".jsonl");
  }

  /** Reads what is new. A log that is gone or unreadable leaves what is known. @returns whether anything was new */
  update(): boolean {
    const read = this.#find().map((source) => this.#read(source));
    if (!read.includes("restarted")) return read.some((bytes) => bytes !== 0);
    // A log was replaced. Turns hold rows of several logs, so all of them are read anew.
    this.#restart();
    for (const source of this.#sources.values()) this.#read(source);
    return true;
  }

  current(): Timeline {
    const turns = this.#drafts.map((draft) => {
      const known = this.#finished.get(draft);
      if (known) return known;
      const turn = draft.finish();
      this.#finished.set(draft, turn);
      return turn;
    });
    return {
      sessionId: this.sessionId,
      turns: turns.filter((t) => t.kind !== "start" || t.requests > 0),
      droppedTurns: this.#dropped,
      fromMiddle: this.#sources.get(this.#path)?.tail.fromMiddle ?? false,
      model: this.#model,
      effort: this.#effort,
      branch: this.#branch,
    };
  }

  /** The session's log first, so that its turns are there when its subagents' rows come. */
  #find(): readonly Source[] {
    if (!this.#sources.has(this.#path)) {
      this.#sources.set(this.#path, { tail: new LineTail(this.#path, TAIL), agent: null });
    }
    for (const path of agentLogs(join(dirname(this.#path), this.sessionId, "subagents"))) {
      if (!this.#sources.has(path)) this.#sources.set(path, { tail: new LineTail(path, TAIL), agent: agentOf(path) });
    }
    return [...this.#sources.values()];
  }

  /** @returns the bytes read */
  #read(source: Source): number | "restarted" {
    let isAnew = false;
    try {
      const bytes = source.tail.read(
        (line) => {
          if (!isAnew) this.#line(line, source.agent);
        },
        () => {
          isAnew = true;
        },
      );
      return isAnew ? "restarted" : bytes;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code) return 0;
      throw error;
    }
  }

  #restart(): void {
    this.#drafts = [];
    this.#seen = new Map();
    this.#dropped = 0;
    this.#count = 0;
    for (const [path, source] of this.#sources) {
      this.#sources.set(path, { tail: new LineTail(path, TAIL), agent: source.agent });
    }
  }

  #line(line: string, agent: Agent | null): void {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (error) {
      if (error instanceof SyntaxError) return;
      throw error;
    }
    if (!isObject(row)) return;
    if (row["type"] === "assistant") this.#assistant(row, line, agent);
    else if (agent === null && row["isSidechain"] !== true) this.#mainRow(row);
  }

  #mainRow(row: Json): void {
    const timeMs = parseTimestamp(row["timestamp"]);
    if (row["type"] === "user") {
      const start = promptOf(row);
      if (start) this.#begin(start, timeMs);
      const errors = toolErrorsOf(row);
      if (errors > 0) this.#touch(this.#last()).toolErrors += errors;
      return;
    }
    if (row["type"] !== "system") return;
    const fact = decodeFact(row);
    if (fact?.kind === "api-error") this.#touch(this.#last()).apiErrors++;
    if (fact?.kind === "compaction") this.#touch(this.#last()).compactions.push({ ...fact.compaction, atMs: timeMs });
  }

  #begin(start: { kind: Turn["kind"]; prompt: string }, timeMs: number): void {
    this.#drafts.push(new TurnDraft(++this.#count, start, timeMs));
    while (this.#drafts.length > MAX_TURNS) {
      this.#drafts.shift();
      this.#dropped++;
    }
    if (this.#seen.size > 20_000) this.#seen = new Map([...this.#seen].slice(-10_000));
  }

  #last(): TurnDraft {
    if (this.#drafts.length === 0) this.#begin({ kind: "start", prompt: "" }, Number.NaN);
    return this.#drafts.at(-1) as TurnDraft;
  }

  #touch(draft: TurnDraft): TurnDraft {
    this.#finished.delete(draft);
    return draft;
  }

  #assistant(row: Json, line: string, agent: Agent | null): void {
    const usage = decodeAssistant(row, () => line);
    if (typeof usage === "string") {
      if (row["isApiErrorMessage"] === true) this.#touch(this.#last()).apiErrors++;
      return;
    }
    const agentId = agent?.agentId ?? (row["isSidechain"] === true ? text(row["agentId"]) || "side" : "");
    const draft = this.#touch(this.#turnOf(agent, usage.timeMs));
    if (agentId === "") {
      this.#model = usage.model;
      this.#effort = text(row["effort"]) || this.#effort;
      this.#branch = usage.branch || this.#branch;
    } else {
      draft.agent(agent?.toolUseId || agentId, { agentId, agentType: agent?.agentType ?? "subagent" });
    }
    for (const use of toolUsesOf(row)) {
      draft.tool(use.id, use.name);
      if (isAgentTool(use.name) && agentId === "") {
        const words = { agentType: text(use.input["subagent_type"]), description: text(use.input["description"]) };
        draft.agent(use.id, { agentType: cleanText(words.agentType), description: cleanText(words.description) });
      }
    }
    this.#countResponse(draft, usage, agentId);
  }

  /** A response's rows come one per content block: the fullest counts, once. */
  #countResponse(current: TurnDraft, usage: UsageRow, agentId: string): void {
    const size = totalTokens(usage.tokens);
    const known = this.#seen.get(usage.id);
    if (known && size < known.size) return;
    const draft = this.#touch(known?.draft ?? current);
    this.#seen.set(usage.id, { draft, size });
    const price = this.#price(usage);
    const tokens = usage.advisors.reduce((sum, a) => addTokens(sum, a.tokens), usage.tokens);
    draft.response(usage.id, {
      model: this.#book.nameOf(usage.model),
      tokens,
      costPico: BigInt(Number.isNaN(price) ? 0 : price),
      priced: !Number.isNaN(price),
      agentId,
      timeMs: usage.timeMs,
    });
  }

  #price(usage: UsageRow): number {
    const advisors = usage.advisors.map((a) => this.#priceOne({ ...usage, ...a, iterations: [], webSearches: 0 }));
    return advisors.reduce((sum, p) => sum + p, this.#priceOne(usage));
  }

  #priceOne(usage: Pick<UsageRow, "model" | "timeMs" | "tokens" | "webSearches" | "flags" | "iterations">): number {
    const found = this.#book.find(usage.model);
    const entry = found ? this.#book.entry(usage.model, usage.timeMs) : null;
    if (!found || !entry) return Number.NaN;
    const { tokens, webSearches, flags, iterations } = usage;
    const { regional, card } = found;
    return priceResponse(entry, { tokens, webSearches, flags, regional, generation: card.generation, iterations });
  }

  /** A subagent's request belongs to the turn that started it, where its file says which; else to the turn of its time. */
  #turnOf(agent: Agent | null, timeMs: number): TurnDraft {
    if (agent === null) return this.#last();
    const started = this.#drafts.findLast((d) => d.usesTool(agent.toolUseId));
    return started ?? this.#drafts.findLast((d) => d.startMs <= timeMs) ?? this.#last();
  }
}

/** Logs of subagents, workflows' too. */
function agentLogs(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /(^|[/\\])agent-[^/\\]+\.jsonl$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return [];
    throw error;
  }
}

function agentOf(path: string): Agent {
  const agentId = basename(path, ".jsonl").replace(/^agent-/, "");
  const meta = metaBeside(path);
  return { agentId, agentType: cleanText(text(meta["agentType"])) || "subagent", toolUseId: text(meta["toolUseId"]) };
}

function metaBeside(path: string): Json {
  try {
    const meta: unknown = JSON.parse(readFileSync(path.replace(/\.jsonl$/, ".meta.json"), "utf8"));
    return isObject(meta) ? meta : {};
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code) return {};
    throw error;
  }
}
