import { basename } from "node:path";
import { cleanText } from "../../core/clean-text.ts";
import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { Timeline, Turn } from "../../core/dashboard/turn.ts";
import { addToGroup } from "../../core/groups.ts";
import { responseKey } from "../../core/responses/identity.ts";
import { partIds, searchId, type UsageRow } from "../../core/responses/log-row.ts";
import { markIdle } from "../../core/responses/session-facts.ts";
import { readJson } from "../../runtime/regular-file.ts";
import { tryFile } from "../../runtime/try-file.ts";
import { isObject, type Json, object } from "../json.ts";
import { decodeAssistant } from "../logs/assistant-row.ts";
import { factOf } from "../logs/fact-row.ts";
import { LineTail } from "../logs/line-tail.ts";
import { recordsOf } from "../logs/records.ts";
import { text } from "../logs/row-json.ts";
import { subagentLogs } from "../logs/session-log.ts";
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
  readonly #sources = new Map<string, Source>();
  /** Oldest first. */
  #drafts: TurnDraft[] = [];
  #dropped = 0;
  #count = 0;
  /** By response: its turn. */
  #turns = new Map<string, TurnDraft>();
  #model = "";
  #effort = "";
  #branch = "";

  /** @param path the session's own log, `<project>/<sessionId>.jsonl` */
  constructor(path: string) {
    this.#path = path;
    this.sessionId = basename(path, ".jsonl");
  }

  /** Reads new rows. If a log is missing or unreadable, the earlier rows are kept. @returns whether anything was new */
  update(): boolean {
    const read = this.#find().map((source) => this.#read(source));
    if (!read.includes("restarted")) return read.some((bytes) => bytes !== 0);
    // A log was replaced. Turns contain rows of several logs, so all logs are read again.
    this.#restart();
    for (const source of this.#sources.values()) this.#read(source);
    return true;
  }

  /**
   * @param bill everything the session is billed for: each row is in one turn, so that turns add up to the session
   * @param nameOf the displayed name of a model
   */
  current(bill: readonly BilledRow[], nameOf: (model: string) => string): Timeline {
    const { rows, before } = this.#byTurn(bill);
    const drafts = rows.has(before) ? [before, ...this.#drafts] : this.#drafts;
    const turns = drafts.map((draft) => draft.finish(rows.get(draft) ?? [], nameOf));
    return {
      sessionId: this.sessionId,
      turns: turns.filter((t) => t.kind !== "start" || t.requests > 0 || t.costPico > 0n),
      droppedTurns: this.#dropped,
      fromMiddle: this.#sources.get(this.#path)?.tail.fromMiddle ?? false,
      model: this.#model,
      effort: this.#effort,
      branch: this.#branch,
    };
  }

  /** The rows of one turn in the bill's order, each with the subagent that made it; "" = the main conversation. */
  billOfTurn(bill: readonly BilledRow[], number: number): readonly (BilledRow & { readonly agent: string })[] {
    for (const [draft, rows] of this.#byTurn(bill).rows) {
      if (draft.number === number) return rows.map((row) => ({ ...row, agent: draft.agentOf(row.key) }));
    }
    return [];
  }

  #byTurn(bill: readonly BilledRow[]): { rows: ReadonlyMap<TurnDraft, readonly BilledRow[]>; before: TurnDraft } {
    const rows = new Map<TurnDraft, BilledRow[]>();
    const before = new TurnDraft(0, { kind: "start", prompt: "" }, Number.NaN);
    for (const row of bill) {
      const draft = this.#turns.get(row.key) ?? this.#turnAt(row.timeMs) ?? before;
      if (draft === before) before.reach(row.timeMs);
      addToGroup(rows, draft, row);
    }
    return { rows, before };
  }

  /** The session's own log first, so that its turns exist when its subagents' rows are added. */
  #find(): readonly Source[] {
    if (!this.#sources.has(this.#path)) {
      this.#sources.set(this.#path, { tail: new LineTail(this.#path, TAIL), agent: null });
    }
    for (const path of subagentLogs(this.#path)) {
      if (!this.#sources.has(path)) this.#sources.set(path, { tail: new LineTail(path, TAIL), agent: agentOf(path) });
    }
    return [...this.#sources.values()];
  }

  /** @returns the bytes read */
  #read(source: Source): number | "restarted" {
    let isAnew = false;
    return tryFile(() => {
      const bytes = source.tail.read(
        (line) => {
          if (!isAnew) this.#line(line, source.agent);
        },
        () => {
          isAnew = true;
        },
      );
      return isAnew ? "restarted" : bytes;
    }, 0);
  }

  #restart(): void {
    this.#drafts = [];
    this.#turns = new Map();
    this.#dropped = 0;
    this.#count = 0;
    for (const [path, source] of this.#sources) {
      this.#sources.set(path, { tail: new LineTail(path, TAIL), agent: source.agent });
    }
  }

  #line(line: string, agent: Agent | null): void {
    for (const { value, text } of recordsOf(line).records) {
      if (!isObject(value)) continue;
      if (value["type"] === "assistant") this.#assistant(value, text, agent);
      else if (agent === null && value["isSidechain"] !== true) this.#mainRow(value);
    }
  }

  #mainRow(row: Json): void {
    const timeMs = parseTimestamp(row["timestamp"]);
    if (row["type"] === "user") {
      const start = promptOf(row);
      if (start) this.#begin(start, timeMs);
      const errors = toolErrorsOf(row);
      if (errors > 0) this.#last().toolErrors += errors;
    }
    const fact = factOf(row);
    if (fact?.kind === "search") this.#search(fact.id);
    if (fact?.kind === "api-error") this.#last().apiErrors++;
    if (fact?.kind === "idle-note") markIdle(this.#last().compactions, timeMs);
    if (fact?.kind === "compaction") this.#last().compactions.push({ ...fact.compaction, atMs: timeMs });
  }

  #search(id: string): void {
    const key = responseKey(searchId(id));
    if (this.#turns.has(key)) return;
    this.#turns.set(key, this.#last());
    this.#last().search(key);
  }

  #begin(start: { kind: Turn["kind"]; prompt: string }, timeMs: number): void {
    this.#drafts.push(new TurnDraft(++this.#count, start, timeMs));
    while (this.#drafts.length > MAX_TURNS) {
      for (const key of this.#drafts.shift()?.keys ?? []) this.#turns.delete(key);
      this.#dropped++;
    }
  }

  #last(): TurnDraft {
    if (this.#drafts.length === 0) this.#begin({ kind: "start", prompt: "" }, Number.NaN);
    return this.#drafts.at(-1) as TurnDraft;
  }

  #assistant(row: Json, line: string, agent: Agent | null): void {
    const usage = decodeAssistant(row, () => line);
    if (typeof usage === "string") {
      if (row["isApiErrorMessage"] === true) this.#last().apiErrors++;
      return;
    }
    const agentId = agent?.agentId ?? (row["isSidechain"] === true ? text(row["agentId"]) || "side" : "");
    const draft = this.#turnOf(agent, usage.timeMs);
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
    draft.reach(usage.timeMs);
    this.#place(draft, usage, agentId, text(row["requestedModel"]));
  }

  /** A response has one row per content block, and can be copied later: it belongs to the turn of its first row. */
  #place(draft: TurnDraft, usage: UsageRow, agentId: string, askedModel: string): void {
    if (this.#turns.has(responseKey(usage.id))) return;
    const keys = [usage.id, ...partIds(usage)].map(responseKey);
    for (const key of keys) this.#turns.set(key, draft);
    draft.response(keys, agentId, askedModel);
  }

  /**
   * A subagent's request belongs to the turn that started it, where its file names it; otherwise to the turn at its
   * time.
   */
  #turnOf(agent: Agent | null, timeMs: number): TurnDraft {
    if (agent === null) return this.#last();
    const started = this.#drafts.findLast((d) => d.usesTool(agent.toolUseId));
    return started ?? this.#turnAt(timeMs) ?? this.#last();
  }

  /** The last turn that began at or before that time. */
  #turnAt(timeMs: number): TurnDraft | undefined {
    return this.#drafts.findLast((d) => d.startMs <= timeMs);
  }
}

function agentOf(path: string): Agent {
  const agentId = basename(path, ".jsonl").replace(/^agent-/, "");
  const meta = metaBeside(path);
  return { agentId, agentType: cleanText(text(meta["agentType"])) || "subagent", toolUseId: text(meta["toolUseId"]) };
}

function metaBeside(path: string): Json {
  return object(readJson(path.replace(/\.jsonl$/, ".meta.json")));
}
