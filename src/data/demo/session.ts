/** Plays one session turn by turn, writing its log files and the exact amounts that it was billed. */

import { addTokens, type Tokens } from "../../core/responses/tokens.ts";
import { billingOf, goOn, PromptCache } from "./billing.ts";
import { ATTRIBUTIONS, FOLLOW_UPS } from "./cast.ts";
import { costState } from "./client-ledger.ts";
import { windowOf } from "./clients.ts";
import { compactionRows, noteRow, promptRow, type RowContext, syntheticRow, systemRow, toolResultRow } from "./rows.ts";
import type { SessionPlan } from "./session-plan.ts";
import { playSubagent } from "./subagent.ts";
import { type ToolCall, type ToolKind, toolCall } from "./tools.ts";
import { advisorItem, Transcript, truthOf } from "./transcript.ts";
import type { DemoFile, TruthItem, TruthSession } from "./types.ts";
import type { Billing } from "./usage-shape.ts";

export class Session {
  readonly id: string;
  readonly plan: SessionPlan;
  readonly main: Transcript;
  readonly cache: PromptCache;
  readonly items: TruthItem[] = [];
  readonly sideFiles: DemoFile[] = [];
  /** The items that the client's ledger covers, and since when. */
  ledgerItems: TruthItem[] = [];
  ledgerStartMs: number;
  parentId: string | null = null;
  hasLedger = false;
  crashed = false;
  timeMs: number;

  constructor(plan: SessionPlan) {
    const { random } = plan;
    this.plan = plan;
    this.id = random.uuid();
    this.timeMs = plan.startMs;
    this.ledgerStartMs = plan.startMs - 300;
    this.cache = new PromptCache(random.int(13_000, 21_000));
    this.main = new Transcript(this.rowContext(null), `${this.folder}/${this.id}.jsonl`);
  }

  get folder(): string {
    return `projects/${this.plan.cwd.replace(/[^a-zA-Z0-9]/g, "-")}`;
  }

  get writesLedger(): boolean {
    return this.plan.client.generation === "2.1.3";
  }

  rowContext(agentId: string | null, isSidechain = agentId !== null): RowContext {
    const { random, client, cwd, branch, entrypoint } = this.plan;
    return { random, client, sessionId: this.id, cwd, branch, entrypoint, isSidechain, agentId };
  }

  /** A request that leaves no row in the log. */
  background(kind: string, model: string, tokens: Partial<Tokens>, webSearches = 0): void {
    const all = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, ...tokens };
    const { random } = this.plan;
    const about = {
      id: random.id("msg"),
      requestId: random.id("req"),
      sessionId: this.id,
      timeMs: this.timeMs,
      logged: false,
    };
    const bill = { ...billingOf(model, all), webSearches };
    const item = truthOf(bill, { ...about, kind: `background:${kind}` });
    // The ledger counts a search with the request that made it; the true amounts count it once, with the row that
    // proves it.
    this.ledgerItems.push(item);
    this.items.push({ ...item, webSearches: 0 });
  }

  bill(items: readonly TruthItem[]): void {
    this.items.push(...items);
    this.ledgerItems.push(...items);
  }

  /** Plays `turns` prompts from `timeMs` on, or fewer when the time has run out. */
  play(turns: number): void {
    for (let turn = 0; turn < turns || this.main.bytes < (this.plan.minBytes ?? 0); turn++) {
      if (!this.#turn(turn)) return;
      const { random } = this.plan;
      const pause = Math.min(
        random.longTail(75_000, 1.1),
        this.plan.ending === "open" ? 100_000 : Number.MAX_SAFE_INTEGER,
      );
      this.timeMs += pause;
      if (pause > 600_000 && this.writesLedger && this.timeMs < this.plan.stopMs)
        this.background("away_summary", this.plan.small, { input: 2400, output: 90 });
    }
  }

  #turn(turn: number): boolean {
    const { random, task, small } = this.plan;
    if (this.timeMs > this.plan.stopMs) return false;
    const text = turn === 0 ? task[1] : random.pick(FOLLOW_UPS);
    this.main.write(promptRow(this.main.context, this.main.parent, random.uuid(), this.timeMs, text), this.timeMs);
    if (turn === 0)
      this.background("generate_session_title", small, { input: random.int(300, 900), output: random.int(8, 20) });
    this.cache.context += random.longTail(90, 0.9);
    const startMs = this.timeMs;
    for (let left = random.longTail(4, 0.7); left > 0; left--) {
      if (!this.#request(left === 1)) return false;
      if (this.main.bytes >= (this.plan.minBytes ?? Number.POSITIVE_INFINITY)) break;
    }
    if (this.plan.client.generation !== "1.0" && this.plan.client.generation !== "2.0") {
      const body = { subtype: "turn_duration", durationMs: this.timeMs - startMs };
      this.main.write(systemRow(this.main.context, this.main.parent, random.uuid(), this.timeMs, body), this.timeMs);
    }
    if (this.writesLedger && random.chance(0.25)) {
      this.background("prompt_suggestion", small, { input: random.int(900, 2500), output: random.int(10, 40) });
    }
    const isOpen = this.plan.ending === "open";
    if (!isOpen && this.cache.context > 120_000 && random.chance(0.05)) this.#compact("manual");
    return true;
  }

  #request(isLast: boolean): boolean {
    const { random, model, terms, appetite, bytesPerToken } = this.plan;
    const output = Math.min(isLast ? random.longTail(420, 0.8) : random.longTail(210, 0.9), 12_000);
    if (this.#isFull) this.#compact("auto");
    if (this.timeMs + 2000 + output * 14 > this.plan.stopMs) return false;
    if (random.chance(0.006)) this.#failure();
    const tokens = this.cache.request(random, this.timeMs, terms, output);
    const bill = this.#quirks({ ...billingOf(model, tokens, terms), thinkingTokens: Math.floor(output / 3) });
    const calls = isLast ? [] : this.#calls(bill);
    const blocks: Record<string, unknown>[] = calls.map((c) => c.block);
    if (isLast || random.chance(0.4))
      blocks.unshift({ type: "text", text: isLast ? "Done: the tests pass." : "Let me look." });
    if (random.chance(0.3)) blocks.unshift({ type: "thinking", thinking: "First the callers.", signature: "c2ln" });
    const extra = this.#extra();
    const said = this.main.respond(random, this.timeMs, bill, blocks, extra, "main");
    this.bill([said.item, ...advisorItem(bill, said)]);
    this.timeMs = said.item.timeMs + output * 9 + random.int(20, 400);
    if (!isLast && random.chance(this.plan.delegation)) playSubagent(this, said.uuid);
    for (const call of calls) {
      this.timeMs += random.longTail(700, 1);
      const size = call.searches > 0 ? 900 : random.longTail(appetite, 1.1);
      this.#toolResult(call, said.uuid, Math.round(size * bytesPerToken));
      this.cache.context += size;
    }
    return true;
  }

  #toolResult(call: ToolCall, source: string, fatBytes: number): void {
    const { random } = this.plan;
    const uuid = random.uuid();
    const tool = { toolUseId: call.id, content: call.content, result: call.result, source };
    const row = toolResultRow(this.main.context, source, uuid, this.timeMs, tool);
    this.main.write(row, this.timeMs, fatBytes);
    if (call.searches === 0) return;
    const { model } = this.plan;
    this.background("web_search_tool", model, { input: 1200, output: 160 }, call.searches);
    const about = {
      id: uuid,
      requestId: "",
      sessionId: this.id,
      timeMs: this.timeMs,
      kind: "search",
      logged: true,
    } as const;
    const none = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
    this.items.push(truthOf({ ...billingOf(model, none), webSearches: call.searches }, about));
  }

  /** Rare kinds of responses: iterations, an advisor, searches by the API itself. */
  #quirks(bill: Billing): Billing {
    const { random, client, searches } = this.plan;
    if (client.generation === "1.0" || client.generation === "2.0") return bill;
    const roll = random.fraction();
    if (roll < 0.01) {
      const more = goOn(bill.tokens, this.plan.terms, random.int(60, 400));
      this.cache.context += more.output;
      return { ...bill, tokens: addTokens(bill.tokens, more), iterations: [bill.tokens, more] };
    }
    if (roll < 0.014 && !bill.batch && !bill.geoUs && !bill.fast) {
      const tokens = { input: 5200, output: 640, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
      return { ...bill, advisor: { model: "claude-opus-5", tokens } };
    }
    return roll < 0.02 && searches && !bill.batch ? { ...bill, webSearches: random.int(1, 2) } : bill;
  }

  #calls(bill: Billing): ToolCall[] {
    const { random, client, cwd, searches } = this.plan;
    const isNew = client.generation === "2.1" || client.generation === "2.1.3";
    const kinds: (readonly [ToolKind, number])[] = [
      ["Bash", 6],
      ["Read", 6],
      ["Edit", 3],
      ["quote", 0.05],
    ];
    if (isNew) kinds.push(["mcp", 0.6]);
    if (isNew && searches && bill.webSearches === 0) kinds.push(["WebSearch", 0.15]);
    const calls = [toolCall(random, random.weighted(kinds), cwd)];
    if (random.chance(0.12)) calls.push(toolCall(random, "Read", cwd));
    return calls;
  }

  #extra(): Record<string, unknown> {
    const { random, client } = this.plan;
    const isNew = client.generation === "2.1" || client.generation === "2.1.3";
    return isNew && random.chance(0.08) ? random.pick(ATTRIBUTIONS) : {};
  }

  /** The API was overloaded: a note of the retry, sometimes an error shown as an answer. Nothing is billed. */
  #failure(): void {
    const { random } = this.plan;
    const body = {
      subtype: "api_error",
      level: "error",
      error: { status: 529 },
      retryInMs: 600,
      retryAttempt: 1,
      maxRetries: 10,
    };
    this.main.write(systemRow(this.main.context, this.main.parent, random.uuid(), this.timeMs, body), this.timeMs);
    if (!random.chance(0.4)) return;
    const row = syntheticRow(this.main.context, this.main.parent, random.uuid(), this.timeMs, "API Error: Overloaded");
    this.main.write(row, this.timeMs);
  }

  /** The client compacts before a request that would not fit. */
  get #isFull(): boolean {
    return this.cache.context > windowOf(this.plan.model) - 33_000;
  }

  #compact(trigger: "auto" | "manual"): void {
    const { random, model } = this.plan;
    const preTokens = this.cache.context;
    const output = random.int(1800, 5200);
    this.background("compact", model, this.cache.request(random, this.timeMs, this.plan.terms, output));
    this.cache.compact(output);
    const meta = { trigger, preTokens, postTokens: this.cache.context } as const;
    this.timeMs += output * 14;
    const [boundary, summary] = compactionRows(this.main.context, this.main.parent ?? "", this.timeMs, meta);
    this.main.write(boundary, this.timeMs);
    this.main.write(summary, this.timeMs);
  }

  /** The client exits: it writes labels, and its ledger if it writes one. */
  exit(): void {
    const note = (type: string, body: Record<string, unknown>) => {
      this.main.write(noteRow(this.main.context, type, body), this.main.lastMs);
    };
    if (this.plan.client.generation === "2.1" || this.writesLedger) {
      note("last-prompt", { lastPrompt: "Commit this.", leafUuid: this.main.parent });
    }
    this.writeTitle();
    const number = this.plan.client.generation === "2.1" ? pullRequestOf(this.plan) : 0;
    if (number > 0) {
      const repository = `example/${this.plan.cwd.slice(this.plan.cwd.lastIndexOf("/") + 1)}`;
      const url = `https://github.com/${repository}/pull/${number}`;
      const timestamp = new Date(this.main.lastMs).toISOString();
      note("pr-link", { prNumber: number, prUrl: url, prRepository: repository, timestamp });
    }
    if (!this.writesLedger) return;
    this.main.write(costState(this.id, this.ledgerStartMs, this.main.lastMs, this.ledgerItems), this.main.lastMs);
    this.hasLedger = true;
  }

  writeTitle(): void {
    const [title] = this.plan.task;
    const isOld = this.plan.client.generation === "1.0" || this.plan.client.generation === "2.0";
    const row = isOld
      ? { type: "summary", summary: title, leafUuid: this.main.parent }
      : noteRow(this.main.context, "ai-title", { aiTitle: title });
    this.main.write(row, this.main.lastMs);
  }

  files(): DemoFile[] {
    return [this.main.file(), ...this.sideFiles];
  }

  about(): TruthSession {
    const { cwd, branch, task, client, ending } = this.plan;
    const { hasLedger, crashed, parentId } = this;
    return {
      sessionId: this.id,
      project: cwd,
      branch,
      title: task[0],
      version: client.version,
      ending,
      hasLedger,
      crashed,
      parentId,
    };
  }
}

/** Branches for a feature or a fix have a pull request, the same for all of their sessions; 0 = none. */
function pullRequestOf({ branch }: SessionPlan): number {
  if (!/^(?:feature|fix)\//.test(branch)) return 0;
  return 100 + ([...branch].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 800);
}
