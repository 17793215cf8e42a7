import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { picoFromFloat } from "../../../src/core/pricing/money.ts";
import * as format from "../../../src/view/text/format.ts";
import { type FakeClient, type FakeOptions, loadMod } from "./fake-client.ts";

const PLUGIN = fileURLToPath(new URL("../../../plugin", import.meta.url));
const START = { surface: "terminal", isInteractive: true, cwd: "/app" };

/** $2.00 of a session with one turn of $0.50 that ran; ours knows as much. */
const ANSWER = {
  schemaVersion: 1,
  statusline: false,
  money: "value",
  nearest: "! 5h 83% high",
  compact: "",
  session: { totalUsd: "2", loggedUsd: "1.9", backgroundUsd: "0.1", clientUsd: "2" },
  turns: [{ turnId: "t-1", loggedUsd: "0.48", requests: 1 }],
  today: { usd: "4.2", atLeast: false },
  weekUsd: "10",
  monthUsd: "20.5",
  asOfText: "logs read 3m ago",
  context: {
    usedPercent: 41,
    windowText: "1.0M",
    tokensLeftText: "555k",
    turnsUntilCompact: 9,
    isCacheCold: false,
    rewriteTokensText: "412k",
    rewriteUsd: "2.575",
    command: "/compact Focus on the bill",
    worth: "costs about $0.32 now (cache warm), saves about $0.29 a turn",
  },
  limits: [
    { brief: "! 5h 83% high", money: "", reset: "resets in 1h13m", severity: "warn" },
    { brief: "daily budget 30%", money: "$18.25 of $60.00", reset: "resets in 18h44m", severity: "ok" },
  ],
};

const usageOf = (usd: number, more: object = {}) => ({
  context: { tokens: 412_000, window: 1_000_000, percent: 41 },
  rateLimits: [{ kind: "five_hour", percentUsed: 83.4 }],
  cost: { usd },
  ...more,
});

async function started(options: FakeOptions, event: object = START): Promise<FakeClient> {
  const client = await loadMod(PLUGIN, options);
  await client.fire("session.start", { ...event });
  return client;
}

/** Answers, and records the input of each call. */
const recordIn = (asked: object[]) => (stdin: Record<string, unknown>) => {
  asked.push(stdin);
  return ANSWER;
};

const REQUEST = {
  model: "claude-opus-5-5",
  input_tokens: 100,
  output_tokens: 10,
  cache_read_input_tokens: 800,
  cache_creation_input_tokens: 100,
};

/** One turn from $1.50 to $2.00, its request and the client's measurement at its end. */
async function withTurn(options: Omit<FakeOptions, "usage">): Promise<FakeClient> {
  let usd = 1.5;
  const client = await started({ ...options, usage: () => usageOf(usd) });
  await client.fire("turn.start", { turnId: "t-1" });
  usd = 2;
  await client.step({ turnId: "t-1" }, REQUEST);
  await client.fire("turn.complete", { turnId: "t-1" });
  await client.fire("session.measure", usageOf(usd));
  return client;
}

describe("the footer", () => {
  test.each([
    [160, "$2.00 · ! 5h 83% high"],
    [100, "$2.00 · ! 5h 83% high"],
    // Below a hundred columns among the mode labels, and what fits of it.
    [99, "$2.00 · ! 5h 83% high"],
    [26, "$2.00 · ! 5h 83% high"],
    [24, "$2.00"],
  ])("at %i columns: %s", async (columns, text) => {
    expect(await (await withTurn({ answer: () => ANSWER })).footer(columns)).toBe(text);
  });

  test("is among the mode labels in the desktop app, which draws no end of the hint line", async () => {
    const client = await withTurn({ answer: () => ANSWER });
    const hint = { component: "PromptHint", surface: "desktop", props: { hint: "?" } };
    expect(await client.fire("ui.render", hint)).toEqual(hint);
    const modes = { component: "SessionMode", surface: "desktop", props: { modes: ["focus"] } };
    expect(await client.fire("ui.render", modes)).toMatchObject({
      props: { modes: ["focus", "$2.00 · ! 5h 83% high"] },
    });
  });

  test("says when to compact, before the limit where it is urgent", async () => {
    const soon = await withTurn({ answer: () => ({ ...ANSWER, compact: "! /compact in 2 turns" }) });
    expect(await soon.footer(140)).toBe("$2.00 · ! 5h 83% high · ! /compact in 2 turns");
    const now = await withTurn({ answer: () => ({ ...ANSWER, compact: "▲ /compact now" }) });
    expect(await now.footer(30)).toBe("$2.00 · ▲ /compact now");
  });

  test("is silent where our status line draws the same, and until that is known", async () => {
    expect(await (await withTurn({ answer: () => ({ ...ANSWER, statusline: true }) })).footer(140)).toBe("");
    const client = await loadMod(PLUGIN, { answer: () => ANSWER });
    expect(await client.footer(140)).toBe("");
  });

  test("keeps what other mods wrote there", async () => {
    const client = await withTurn({ answer: () => ANSWER });
    const props = { hint: "?", tail: "theirs" };
    expect(await client.fire("ui.render", { component: "PromptHint", props })).toMatchObject({
      props: { tail: "theirs · $2.00 · ! 5h 83% high" },
    });
  });

  test("goes on with the client's total while a turn runs", async () => {
    let usd = 1.5;
    const client = await started({ answer: () => ({ ...ANSWER, session: null }), usage: () => usageOf(usd) });
    usd = 1.75;
    await client.step({ turnId: "t-1" }, REQUEST);
    expect(await client.footer(140)).toContain("$1.75");
  });

  test("shows the client's own figures where ours cannot be had", async () => {
    const client = await started({ usage: () => usageOf(1.5) });
    expect(await client.footer(140)).toBe("$1.50 · 5h 83%");
  });
});

describe("the pane", () => {
  test("is opened by its commands alone, closes by them and by its key, and asks while it is open", async () => {
    const client = await withTurn({ answer: () => ANSWER });
    expect(client.called("ui.open")).toEqual([]);
    // Not `{ text }`, which Claude would read.
    expect(await client.fire("command.run", { command: "spend:live" })).toEqual({});
    expect(client.called("ui.open")).toMatchObject([[{ id: "spend-live", focus: true, closeOnEscape: true }]]);
    expect(client.called("clock.every").map(([ms]) => ms)).toEqual([10_000]);
    const asked = client.called("process.run").length;
    await client.ticks[0]?.();
    await client.idle();
    expect(client.called("process.run").length).toBe(asked + 1);
    expect(await client.fire("command.run", { command: "spend-live" })).toEqual({});
    expect(client.called("ui.close")).toEqual([[{ id: "spend-live" }]]);
    expect(client.ticks).toEqual([]);
    await client.fire("command.run", { command: "spend-live" });
    await client.pane(80);
    await client.press("close");
    expect(client.ticks).toEqual([]);
    // Escape is the client's close.
    await client.fire("command.run", { command: "spend-live" });
    await client.fire("ui.close", { id: "spend-live" });
    expect(client.ticks).toEqual([]);
  });

  test.each([24, 40, 60, 80, 136])("at %i columns", async (columns) => {
    const agents = [
      { description: "Count\u202e lines\n now", cost: { usd: 0.25 }, status: "running" },
      { description: "no cost told", status: "running" },
    ];
    const client = await withTurn({ answer: () => ANSWER, agents });
    await client.fire("command.run", { command: "spend:live" });
    const lines = await client.pane(columns);
    expect(lines.join("\n")).not.toMatch(/\u202e/);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`../../frames/mod-pane/${columns}.txt`);
  });

  test("keys: the next period, the command to type, and all that is known anew", async () => {
    const client = await withTurn({ answer: () => ANSWER });
    await client.fire("command.run", { command: "spend:live" });
    const shown = async (): Promise<string> => (await client.pane(136)).join("\n");
    expect(await shown()).toMatch(/today +\$4.20 · logs read 3m ago/);
    await client.press("period");
    expect(await shown()).toMatch(/this week +\$10.00/);
    await client.press("period");
    expect(await shown()).toMatch(/this month +\$20.50/);
    await client.press("copy");
    expect(client.called("ui.copy")).toEqual([[{ text: "/compact Focus on the bill", surface: "terminal" }]]);
    const asked = client.called("process.run").length;
    await client.press("refresh");
    expect(client.called("process.run").length).toBe(asked + 1);
  });

  test("has its keys in sight where not all of it fits", async () => {
    const client = await withTurn({ answer: () => ANSWER });
    const all = await client.pane(80);
    expect((await client.pane(80, { bodyRows: all.length })).at(-1)).toMatch(/^r: refresh/);
    expect((await client.pane(80, { bodyRows: all.length - 1 }))[0]).toMatch(/^r: refresh/);
  });

  test("names the client's estimate where it is another", async () => {
    const session = { totalUsd: "2.5", loggedUsd: "2.5", backgroundUsd: "0", clientUsd: "2" };
    const client = await withTurn({ answer: () => ({ ...ANSWER, session }) });
    expect((await client.pane(100)).slice(0, 2)).toEqual([
      "session     $2.5000 · value at API rates",
      "            Claude Code's estimate $2.0000 · $0.5000 less",
    ]);
  });

  test("says why our figures are not there", async () => {
    const client = await started({ usage: () => usageOf(1.5) });
    const lines = (await client.pane(100)).join("\n");
    expect(lines).toMatch(/session +\$1.5000 · Claude Code's estimate/);
    expect(lines).toMatch(/! claude-cost's own figures are not there: node was not found on the PATH/);
  });
});

test("what it asks with: the status line's JSON, totals at times, and requests with their tokens", async () => {
  const asked: Record<string, unknown>[] = [];
  await withTurn({ answer: recordIn(asked) });
  expect(asked.at(-1)).toMatchObject({
    session_id: "s-1",
    transcript_path: "/home/dev/p/s-1.jsonl",
    cwd: "/app",
    version: "2.1.332",
    cost: { total_cost_usd: 2 },
    context_window: { total_input_tokens: 412_000, context_window_size: 1_000_000 },
    rate_limits: { five_hour: { used_percentage: 83.4 } },
    samples: [
      { usd: 1.5, turn_id: "" },
      { usd: 2, turn_id: "t-1" },
    ],
    requests: [{ ...REQUEST, turn_id: "t-1", is_agent: false }],
    is_cut: false,
  });
});

test("a session that is cleared, resumed or branched begins anew", async () => {
  const asked: { samples?: unknown[] }[] = [];
  const client = await withTurn({ answer: recordIn(asked) });
  await client.fire("classic.SessionStart", { source: "clear" });
  expect(asked.at(-1)?.samples).toHaveLength(1);
  expect(asked.at(-1)).toMatchObject({ requests: [] });
});

test("a branch whose total begins at zero only after it was announced is counted from zero", async () => {
  const asked: { samples?: { usd: number }[] }[] = [];
  let usd = 1.5;
  const client = await started({ answer: recordIn(asked), usage: () => usageOf(usd) });
  await client.fire("classic.SessionStart", { source: "fork" });
  await client.fire("turn.start", { turnId: "t-1" });
  usd = 0.25;
  await client.step({ turnId: "t-1" }, REQUEST);
  await client.fire("session.measure", usageOf(usd));
  expect(asked.at(-1)?.samples?.map((sample) => sample.usd)).toEqual([0, 0.25]);
});

test("a long session keeps its first total and its latest ones, and says that requests were forgotten", async () => {
  const asked: { samples?: { usd: number }[]; requests?: { input_tokens: number }[] }[] = [];
  let usd = 0;
  const client = await started({ answer: recordIn(asked), usage: () => usageOf(usd) });
  for (usd = 1; usd <= 1001; usd++) await client.step({ turnId: "t-1" }, { ...REQUEST, input_tokens: usd });
  usd = 1001;
  await client.fire("session.measure", usageOf(usd));
  const { samples = [], requests = [] } = asked.at(-1) ?? {};
  expect(asked.at(-1)).toMatchObject({ is_cut: true });
  expect([requests.length, requests[0]?.input_tokens]).toEqual([1000, 2]);
  expect(samples.length).toBeLessThanOrEqual(500);
  const totals = samples.map((sample) => sample.usd);
  expect(totals[0]).toBe(0);
  expect(totals.slice(-200)).toEqual(Array.from({ length: 200 }, (_, i) => 802 + i));
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));
});

test("`claude -p` and the SDK have nothing to draw on: nothing is asked or registered", async () => {
  const client = await started({ answer: () => ANSWER }, { surface: null, isInteractive: false });
  await client.fire("session.measure", usageOf(1));
  expect(client.called("process.run")).toEqual([]);
  expect(client.called("command.register")).toEqual([]);
});

describe("an error in the mod is never an error of the session", () => {
  test.each([
    "all" as const,
    ["session.usage"],
    ["session.id"],
    ["session.info"],
    ["command.register"],
    ["process.run"],
    ["agent.list"],
    ["ui.open"],
    ["ui.close"],
    ["ui.copy"],
    ["ui.toast"],
    ["ui.log"],
    ["clock.every"],
  ])("with %s broken", async (broken) => {
    const client = await withTurn({ answer: () => ANSWER, broken });
    for (const command of ["spend:live", "spend-live", "spend-live"]) {
      expect(await client.fire("command.run", { command })).toEqual({});
    }
    const e = { turnId: "t-2", text: "go on" };
    expect(await client.fire("turn.start", e)).toBe(e);
    expect(await client.step(e, REQUEST)).toEqual({ usage: REQUEST });
    await client.footer(140);
    if (broken !== "all") {
      await client.pane(80);
      for (const key of ["refresh", "period", "copy", "close"]) await client.press(key);
    }
  });

  test.each([
    ["not JSON", () => new Error("Unexpected token")],
    ["an object of another version", () => ({ ...ANSWER, schemaVersion: 2, session: { totalUsd: "x" } })],
    ["an empty object", () => ({})],
  ])("with an answer that is %s", async (_name, answer) => {
    const client = await withTurn({ answer });
    expect(await client.fire("command.run", { command: "spend:live" })).toEqual({});
    const e = { component: "PromptHint", props: { hint: "?" } };
    expect(await client.fire("ui.render", e)).toMatchObject({ props: { tail: "$2.00 · 5h 83%" } });
  });
});

describe("never a token", () => {
  const sources = ["hooks/live.js", ...readdirSync(join(PLUGIN, "hooks", "live")).map((f) => `hooks/live/${f}`)];
  const text = sources.map((file) => readFileSync(join(PLUGIN, file), "utf8")).join("\n");

  test("it calls nothing that reaches the model", () => {
    const calls = [...new Set([...text.matchAll(/\$\.([a-z]+\.[A-Za-z]+)\(/g)].map((m) => m[1] as string))].sort();
    // As `claude plugin validate` lists them.
    expect(calls).toEqual([
      "agent.list",
      "clock.every",
      "command.register",
      "process.run",
      "session.cwd",
      "session.id",
      "session.info",
      "session.model",
      "session.usage",
      "session.version",
      "ui.close",
      "ui.copy",
      "ui.invalidate",
      "ui.log",
      "ui.open",
      "ui.resolve",
      "ui.toast",
    ]);
    // A breakdown of the context sends token-count requests.
    expect(text).not.toMatch(/session\.usage\([^)]/);
    expect(text).not.toMatch(/\$\.(model|prompt|tool|state|http)\b|\$\.agent\.(spawn|call|send)/);
  });

  test("it hooks nothing whose answer the model reads, and no prompt", async () => {
    expect([...new Set((await loadMod(PLUGIN)).events)].sort()).toEqual([
      "classic.SessionStart",
      "command.run",
      "session.measure",
      "session.start",
      "turn.complete",
      "turn.start",
      "turn.step",
      "ui.close",
      "ui.render",
    ]);
  });
});

test("money reads as it does in the status line and the dashboard", async () => {
  const url = new URL("../../../plugin/hooks/live/texts.js", import.meta.url);
  const { money, fineMoney } = (await import(url.href)) as Record<string, (usd: number) => string>;
  const amount = fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 1e5, noNaN: true }));
  await fc.assert(
    fc.property(amount, (usd) => {
      expect(money?.(usd)).toBe(format.money(picoFromFloat(usd)));
      expect(fineMoney?.(usd)).toBe(format.fineMoney(picoFromFloat(usd)));
    }),
  );
  const edges = [0, 0.00004999, 0.00005, 0.00999, 0.01, 9.99999, 10, 999.995, 1000];
  expect(edges.map((usd) => money?.(usd))).toEqual(edges.map((usd) => format.money(picoFromFloat(usd))));
});
