/** A session written step by step, each request with the tokens that a test counts on. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

type Row = Record<string, unknown>;

export type Answer = {
  /** Tokens that are new in the prompt: the answer before and what came since. */
  readonly fresh: number;
  /** Of the context before, what is written again instead of read; "all" = the cache is cold. */
  readonly rewrite?: number | "all";
  readonly output?: number;
  readonly thinking?: number;
  readonly model?: string;
  readonly asked?: string;
  readonly effort?: string;
  readonly fast?: boolean;
  readonly searches?: number;
  readonly ttl?: "5m" | "1h";
  /** Tools that the answer uses: name, input, and the text of the result. */
  readonly tools?: readonly (readonly [name: string, input: Row, result: string])[];
};

const T0 = Date.UTC(2026, 10, 20, 9);
const SECOND = 1000;

export class MadeSession {
  readonly sessionId: string;
  readonly cwd: string;
  readonly rows: Row[] = [];
  readonly #agents: { name: string; meta: Row; rows: Row[] }[] = [];
  #context = 0;
  #timeMs = T0;
  #made = 0;

  constructor(sessionId = "11111111-2222-4333-8444-555555555555", cwd = "/home/dev/shop") {
    this.sessionId = sessionId;
    this.cwd = cwd;
  }

  wait(ms: number): this {
    this.#timeMs += ms;
    return this;
  }

  prompt(text: string): this {
    this.#row({ type: "user", message: { role: "user", content: text } });
    return this;
  }

  attach(attachment: Row): this {
    this.#row({ type: "attachment", attachment });
    return this;
  }

  answer(answer: Answer): this {
    const { fresh, rewrite = 0, ttl = "5m" } = answer;
    const again = rewrite === "all" ? this.#context : rewrite;
    const usage = this.#usage(answer, this.#context - again, again + fresh, ttl);
    this.#context += fresh;
    this.#assistant(answer, usage);
    return this;
  }

  /** The context is compacted; the next answer's `fresh` is its whole prompt but for what it reads. */
  compact(postTokens: number, keptTokens = 0): this {
    const compactMetadata = { trigger: "auto", preTokens: this.#context, postTokens };
    this.#row({ type: "system", subtype: "compact_boundary", compactMetadata });
    this.#row({
      type: "user",
      isCompactSummary: true,
      message: { role: "user", content: "This session is continued." },
    });
    this.#context = keptTokens;
    return this;
  }

  /** A subagent with requests of so many prompt tokens written and output tokens. */
  agent(agentType: string, requests: readonly (readonly [written: number, output: number])[], model?: string): this {
    const rows = requests.map(([written, output]) => {
      this.#timeMs += SECOND;
      return this.#assistantRow(
        { fresh: written, output, ...(model ? { model } : {}) },
        this.#usage({ fresh: written, output }, 0, written, "5m"),
        {
          isSidechain: true,
          attributionAgent: agentType,
        },
      );
    });
    this.#agents.push({ name: `agent-a${this.#agents.length + 1}`, meta: { agentType }, rows });
    return this;
  }

  /** @param root what CLAUDE_CONFIG_DIR names */
  write(root: string): void {
    const folder = join(root, "projects", this.cwd.replace(/[^A-Za-z0-9]/g, "-"));
    put(join(folder, `${this.sessionId}.jsonl`), this.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    for (const { name, meta, rows } of this.#agents) {
      const file = join(folder, this.sessionId, "subagents", name);
      put(`${file}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      put(`${file}.meta.json`, JSON.stringify(meta));
    }
  }

  #usage({ output = 0, thinking, fast, searches }: Answer, read: number, written: number, ttl: "5m" | "1h"): Row {
    return {
      input_tokens: 0,
      output_tokens: output,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
      cache_creation: {
        ephemeral_5m_input_tokens: ttl === "5m" ? written : 0,
        ephemeral_1h_input_tokens: ttl === "1h" ? written : 0,
      },
      ...(thinking === undefined ? {} : { output_tokens_details: { thinking_tokens: thinking } }),
      ...(searches === undefined ? {} : { server_tool_use: { web_search_requests: searches } }),
      ...(fast ? { speed: "fast" } : {}),
    };
  }

  #assistant(answer: Answer, usage: Row): void {
    this.#timeMs += SECOND;
    const tools = answer.tools ?? [];
    const row = this.#assistantRow(answer, usage, { isSidechain: false });
    this.rows.push(row);
    tools.forEach(([, , result], i) => {
      const content = [{ type: "tool_result", tool_use_id: `toolu_${this.#made}_${i}`, content: result }];
      this.#row({ type: "user", message: { role: "user", content } });
    });
  }

  #assistantRow({ model = "claude-opus-5-5", asked, effort, tools = [] }: Answer, usage: Row, more: Row): Row {
    this.#made++;
    const id = `${this.sessionId.slice(0, 8)}_${this.#made}`;
    const uses = tools.map(([name, input], i) => ({ type: "tool_use", id: `toolu_${this.#made}_${i}`, name, input }));
    return {
      ...this.#common(),
      type: "assistant",
      requestId: `req_${id}`,
      ...(asked === undefined ? {} : { requestedModel: asked }),
      ...(effort === undefined ? {} : { effort }),
      message: {
        id: `msg_${id}`,
        role: "assistant",
        model,
        content: uses.length > 0 ? uses : [{ type: "text", text: "Done." }],
        stop_reason: uses.length > 0 ? "tool_use" : "end_turn",
        usage,
      },
      ...more,
    };
  }

  #row(row: Row): void {
    this.#timeMs += SECOND;
    this.rows.push({ ...this.#common(), isSidechain: false, ...row });
  }

  #common(): Row {
    const { sessionId, cwd } = this;
    const timestamp = new Date(this.#timeMs).toISOString();
    return {
      uuid: `${sessionId.slice(0, 8)}-${this.rows.length}-${this.#made}`,
      sessionId,
      cwd,
      timestamp,
      version: "2.1.332",
    };
  }
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
