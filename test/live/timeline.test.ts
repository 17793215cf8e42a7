import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import { SessionTimeline } from "../../src/claude-code/turns/timeline.ts";
import { type BilledRow, sessionBill } from "../../src/core/dashboard/session-bill.ts";
import type { Timeline } from "../../src/core/dashboard/turn.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { priceColumns } from "../../src/core/pricing/price-columns.ts";
import { resolve } from "../../src/core/responses/resolve.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { assistantRow, lines, SESSION, usage, userRow } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const book = new PriceBook(shippedCards());

function session(...rows: readonly (Record<string, unknown> | string)[]) {
  const path = join(tempDir(), `${SESSION}.jsonl`);
  writeFileSync(path, lines(...rows));
  const timeline = new SessionTimeline(path);
  const now = (): Timeline => {
    timeline.update();
    return timeline.current(billOf(path), (model) => book.nameOf(model));
  };
  return { path, now };
}

/** What the session of a log is billed for, as a load has it. */
function billOf(path: string): readonly BilledRow[] {
  const agents = join(dirname(path), SESSION, "subagents");
  const logs = existsSync(agents) ? readdirSync(agents).map((name) => join(agents, name)) : [];
  const found = [path, ...logs].filter((file) => file.endsWith(".jsonl") && existsSync(file));
  const { table } = resolve(found.map((file) => scanReference(file, 0, 0)));
  priceColumns(table, book);
  return sessionBill(table, SESSION);
}

const tool = (id: string, name: string, input: Record<string, unknown> = {}) => ({ type: "tool_use", id, name, input });
const at = (second: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString();

/** A response of Opus 5.5 with 10 input and 100 output tokens: 10 x $4 + 100 x $20 a million = $0.00204. */
function response(second: number, content: unknown[], id?: string) {
  const row = assistantRow({ timestamp: at(second), ...(id === undefined ? {} : { id }) });
  return { ...row, message: { ...(row["message"] as object), content } };
}

describe("the turns of a session", () => {
  it("begin with what a person typed and hold its requests, tools and cost", () => {
    const { now } = session(
      userRow("Count the lines", { timestamp: at(0) }),
      response(1, [tool("t1", "Read"), tool("t2", "Bash")]),
      userRow("", {
        timestamp: at(2),
        message: { content: [{ type: "tool_result", tool_use_id: "t1", is_error: true }] },
      }),
      response(3, [tool("t3", "Read"), { type: "text", text: "three" }]),
      userRow("And the words?", { timestamp: at(10) }),
      response(11, []),
    );
    const { turns } = now();
    expect(turns.map((t) => [t.prompt, t.requests, usdString(t.costPico), t.toolErrors])).toEqual([
      ["Count the lines", 2, "0.00408", 1],
      ["And the words?", 1, "0.00204", 0],
    ]);
    expect(turns[0]?.tools).toEqual([
      { name: "Read", count: 2 },
      { name: "Bash", count: 1 },
    ]);
  });

  it("count a response once, however many rows it has and whichever turn they fall in", () => {
    const { path, now } = session(userRow("One", { timestamp: at(0) }), response(1, [tool("t1", "Read")], "msg_a"));
    expect(now().turns.map((t) => t.requests)).toEqual([1]);
    appendFileSync(path, lines(userRow("Two", { timestamp: at(2) }), response(3, [tool("t1", "Read")], "msg_a")));
    expect(now().turns.map((t) => [t.requests, usdString(t.costPico)])).toEqual([
      [1, "0.00204"],
      [0, "0"],
    ]);
  });

  it("tell commands, notices and the client's own words from prompts", () => {
    const { now } = session(
      userRow("<command-name>/compact</command-name> <command-args>Focus on rounding</command-args>"),
      userRow("<local-command-stdout>done</local-command-stdout>"),
      userRow("injected", { isMeta: true }),
      userRow("This session is being continued", { isCompactSummary: true }),
      userRow("<task-notification>x", { origin: { kind: "task-notification" } }),
      userRow("a\u001b[2Jb\n  c"),
    );
    expect(now().turns.map((t) => [t.kind, t.prompt])).toEqual([
      ["command", "/compact Focus on rounding"],
      ["notice", "task notification"],
      ["prompt", "ab c"],
    ]);
  });

  it("hold compactions and API errors", () => {
    const system = (row: Record<string, unknown>) => ({ type: "system", timestamp: at(5), sessionId: SESSION, ...row });
    const { now } = session(
      userRow("Go on"),
      system({ subtype: "api_error" }),
      system({
        subtype: "compact_boundary",
        compactMetadata: { trigger: "auto", preTokens: 967_100, postTokens: 20_000 },
      }),
    );
    expect(now().turns[0]).toMatchObject({
      apiErrors: 1,
      compactions: [{ trigger: "auto", preTokens: 967_100, postTokens: 20_000, atMs: Date.parse(at(5)) }],
    });
  });

  it("take a subagent's requests into the turn that started it, wherever the conversation is by then", () => {
    const { path, now } = session(
      userRow("Find it", { timestamp: at(0) }),
      response(1, [tool("toolu_1", "Agent", { subagent_type: "explorer", description: "Look around" })]),
      userRow("Meanwhile", { timestamp: at(2) }),
    );
    const agents = join(dirname(path), SESSION, "subagents");
    mkdirSync(agents, { recursive: true });
    writeFileSync(join(agents, "agent-a1.meta.json"), JSON.stringify({ agentType: "explorer", toolUseId: "toolu_1" }));
    writeFileSync(
      join(agents, "agent-a1.jsonl"),
      lines(assistantRow({ timestamp: at(9), row: { isSidechain: true, agentId: "a1" } })),
    );
    const [first, second] = now().turns;
    expect(first).toMatchObject({
      requests: 2,
      subagents: [{ agentId: "a1", agentType: "explorer", description: "Look around", requests: 1 }],
    });
    expect(usdString(first?.costPico ?? 0n)).toBe("0.00408");
    expect(second?.requests).toBe(0);
  });

  it("say what has no price, and keep its tokens", () => {
    const { now } = session(
      userRow("x"),
      assistantRow({ model: "acme/house-model", usage: usage({ input_tokens: 7 }) }),
    );
    expect(now().turns[0]).toMatchObject({ requests: 1, unpriced: 1, costPico: 0n, tokens: { input: 7 } });
  });
});

describe("reading on", () => {
  it("waits for the rest of a line and starts over when the log is replaced", () => {
    const { path, now } = session(userRow("One"));
    const row = lines(userRow("Two"));
    appendFileSync(path, row.slice(0, 40));
    expect(now().turns.map((t) => t.prompt)).toEqual(["One"]);
    appendFileSync(path, row.slice(40));
    expect(now().turns.map((t) => t.prompt)).toEqual(["One", "Two"]);
    writeFileSync(`${path}.tmp`, lines(userRow("Three")));
    renameSync(`${path}.tmp`, path);
    expect(now().turns.map((t) => t.prompt)).toEqual(["Three"]);
  });

  it("keeps the newest turns of a very long session and says that it let others go", () => {
    const { now } = session(...Array.from({ length: 450 }, (_, i) => userRow(`turn ${i}`)));
    const { turns, droppedTurns } = now();
    expect([turns.length, droppedTurns, turns.at(-1)?.prompt]).toEqual([400, 50, "turn 449"]);
  });

  it("takes torn, foreign and huge lines as they come", () => {
    const { now } = session(
      "not json",
      "[1]",
      '{"type":"user"}',
      JSON.stringify({ type: "assistant", pad: "x".repeat(9_000_000) }),
      userRow("Still here"),
    );
    expect(now().turns.map((t) => t.prompt)).toEqual(["Still here"]);
  });

  it("a log that is gone leaves what is known", () => {
    const { path, now } = session(userRow("One"));
    now();
    renameSync(path, `${path}.gone`);
    expect(now().turns.map((t) => t.prompt)).toEqual(["One"]);
  });
});
