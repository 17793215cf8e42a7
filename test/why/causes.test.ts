/** Made sessions whose causes are known: `why --json` must tell them, and the causes must sum to the total. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { decimal, sum, toText } from "../oracle/decimal.ts";
import { MadeSession } from "./made-session.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Part = { key: string; costUsd: string; quantity: number; calls?: number; files?: number };
type Cause = { id: string; costUsd: string; about: boolean; parts: Part[] };

// Opus 5.5: $4 input, $20 output, $5 and $8 cache writes, $0.20 reads for a million tokens.
async function why(sessions: readonly MadeSession[], args: readonly string[] = []) {
  const dir = tempDir();
  for (const session of sessions) session.write(join(dir, "client"));
  const env = { HOME: dir, CLAUDE_CONFIG_DIR: join(dir, "client"), CLAUDE_COST_DIR: join(dir, "ours"), TZ: "UTC" };
  const run = await runHere(["why", ...args, "--json"], { home: dir, env });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const json = JSON.parse(run.stdout);
  const causes = json.causes as Cause[];
  expect(sumOf(causes), "causes sum to the total").toBe(json.totals.totalUsd);
  for (const cause of causes) expect(sumOf(cause.parts), `parts of ${cause.id}`).toBe(cause.costUsd);
  const cost = Object.fromEntries(causes.map((c) => [c.id, c.costUsd]));
  const parts = (id: string) => causes.find((c) => c.id === id)?.parts ?? [];
  const advice = new Map<string, { savesUsd: string; command: string | null; text: string }>(
    json.advice.map((a: { id: string }) => [a.id, a]),
  );
  return { json, causes, cost, parts, advice };
}

function sumOf(items: readonly { costUsd: string }[]): string {
  return toText(sum(items.map(({ costUsd }) => decimal(costUsd))));
}

const kilobytes = (n: number): string => "x".repeat(n * 1000);

describe("where a session's dollars went", () => {
  test("a big codebase: files read are tool results when they come, history when they are read again", async () => {
    const session = new MadeSession().prompt("How does billing work?");
    session.answer({
      fresh: 20_000,
      output: 100,
      tools: [["Read", { file_path: "/home/dev/shop/a.ts" }, kilobytes(40)]],
    });
    session.answer({
      fresh: 10_100,
      output: 100,
      tools: [["Read", { file_path: "/home/dev/shop/b.ts" }, kilobytes(40)]],
    });
    session.answer({ fresh: 10_100, output: 500 });
    const { cost, parts, json } = await why([session]);
    expect(cost).toEqual({
      // 20,000 × $5
      start: "0.1",
      // two results of 10,000 × $5
      tools: "0.1",
      // reads of 20,000 and 30,100 × $0.20
      history: "0.01002",
      // 700 × $20, and twice the answer before, 100 × $5
      output: "0.015",
    });
    expect(parts("tools")).toEqual([{ key: "Read", costUsd: "0.1", quantity: 20_000, calls: 2, files: 2 }]);
    // start 40,000, of the rest answers 100 and Read 10,000
    expect(parts("history")).toEqual([
      { key: "start", costUsd: "0.008", quantity: 40_000 },
      { key: "tool:Read", costUsd: "0.002", quantity: 10_000 },
      { key: "answers", costUsd: "0.00002", quantity: 100 },
    ]);
    expect(json.results[0]).toMatchObject({
      tool: "Read",
      name: "/home/dev/shop/a.ts",
      tokens: 10_000,
      costUsd: "0.05",
    });
    expect(json.starts).toEqual([
      {
        project: "/home/dev/shop",
        sessions: 1,
        firstTokens: 20_000,
        lastTokens: 20_000,
        medianTokens: 20_000,
        costUsd: "0.1",
        rereadUsd: "0.008",
      },
    ]);
  });

  test("a prompt and results that came together are shared out by size, and the figures are estimates", async () => {
    const session = new MadeSession().prompt("Start").answer({ fresh: 10_000, output: 0 });
    session
      .prompt("p".repeat(1000))
      .answer({ fresh: 5000, output: 0, tools: [["Bash", { command: "ls" }, "r".repeat(3000)]] });
    session.attach({ type: "file", content: "" }).answer({ fresh: 1000 });
    const { causes, parts } = await why([session]);
    expect(causes.find((c) => c.id === "tools")).toMatchObject({ about: true });
    const attachment = JSON.stringify({ type: "file", content: "" }).length;
    const bash = Math.round((1000 * 3000) / (3000 + attachment));
    expect(parts("tools")[0]).toMatchObject({ key: "Bash", quantity: bash });
    expect(parts("input")).toEqual([
      { key: "prompts", costUsd: "0.025", quantity: 5000 },
      { key: "attachments", costUsd: expect.any(String), quantity: 1000 - bash },
    ]);
  });

  test("a vague search: ten files for a short answer, and what naming five would have saved", async () => {
    const session = new MadeSession().prompt("Where is the bug?");
    for (let i = 0; i < 10; i++) {
      const tools = [["Grep", { pattern: `p${i}` }, kilobytes(10)]] as const;
      session.answer({ fresh: i === 0 ? 20_000 : 3000, output: 0, tools });
    }
    session.answer({ fresh: 3000, output: 499 });
    const { parts, advice } = await why([session]);
    expect(parts("tools")).toEqual([{ key: "Grep", costUsd: "0.15", quantity: 30_000, calls: 10, files: 0 }]);
    // five results more than needed: 15,000 × $5
    expect(advice.get("narrow-questions")?.savesUsd).toBe("0.075");
  });

  test("nine results, or an answer of 500 tokens, are no vague search", async () => {
    const asked = (results: number, output: number): MadeSession => {
      const session = new MadeSession().prompt("Where is the bug?");
      for (let i = 0; i < results; i++) {
        const tools = [["Grep", { pattern: `p${i}` }, kilobytes(10)]] as const;
        session.answer({ fresh: i === 0 ? 20_000 : 3000, output: 0, tools });
      }
      return session.answer({ fresh: 3000, output });
    };
    expect((await why([asked(9, 499)])).advice.has("narrow-questions")).toBe(false);
    expect((await why([asked(10, 500)])).advice.has("narrow-questions")).toBe(false);
  });

  test("a long history: what re-reading cost, by how full the context was", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 190_000 });
    for (let i = 0; i < 4; i++) session.prompt("Go on").answer({ fresh: 5000 });
    const { cost, json } = await why([session]);
    // reads of 190,000, 195,000, 200,000 and 205,000
    expect(cost["history"]).toBe("0.158");
    // by the prompt with what was new: 195,000 is below 200,000, the other three are not
    expect(json.historyByContext).toEqual([
      { fromTokens: 100_000, toTokens: 200_000, requests: 1, costUsd: "0.038" },
      { fromTokens: 200_000, toTokens: 500_000, requests: 3, costUsd: "0.12" },
    ]);
  });

  test("three compactions: what follows each is written again", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 100_000 });
    for (let i = 0; i < 3; i++) {
      session.compact(4000, 15_000).prompt("Go on").answer({ fresh: 6000 });
      session.prompt("More").answer({ fresh: 50_000 });
    }
    const { parts } = await why([session]);
    expect(parts("rewrite")).toEqual([{ key: "compaction", costUsd: "0.09", quantity: 18_000 }]);
  });

  test("an idle day: the cold context, and what starting over would have saved", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 20_000 }).prompt("On").answer({ fresh: 80_000 });
    session
      .wait(20 * HOUR)
      .prompt("Another thing")
      .answer({ fresh: 1000, rewrite: "all" })
      .prompt("On")
      .answer({ fresh: 500 });
    const { parts, advice } = await why([session]);
    expect(parts("rewrite")).toEqual([{ key: "pause", costUsd: "0.5", quantity: 100_000 }]);
    // the old 80,000 beyond the start: $0.40 to write, and 80,000 × $0.20 to read once more
    expect(advice.get("clear-between-tasks")).toMatchObject({ savesUsd: "0.416", command: "/clear" });
  });

  test("a pause of less than four hours: a summary before it would have been cheaper", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 20_000 }).prompt("On").answer({ fresh: 180_000 });
    session
      .wait(2 * HOUR)
      .prompt("On")
      .answer({ fresh: 1000, rewrite: "all" });
    const { advice } = await why([session]);
    // writing 180,000 × $5 = $0.90 saved; reading 200,000 × $0.20 = $0.04 and a summary 5,000 × $25 = $0.125 spent
    expect(advice.get("compact-before-pause")).toMatchObject({ savesUsd: "0.735", command: "/compact" });
  });

  test("switches of model and effort, and changed tools, are told apart", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 50_000, effort: "low" });
    session.prompt("On").answer({ fresh: 1000, rewrite: 40_000, effort: "high" });
    session.prompt("On").answer({ fresh: 1000, rewrite: 30_000, effort: "high" });
    session.prompt("On").answer({ fresh: 1000, rewrite: "all", model: "claude-sonnet-5-5", effort: "high" });
    const { parts } = await why([session]);
    expect(parts("rewrite")).toEqual([
      { key: "effort", costUsd: "0.2", quantity: 40_000 },
      { key: "other", costUsd: "0.15", quantity: 30_000 },
      // Sonnet 5.5 writes at $2.50: the whole 52,000
      { key: "model", costUsd: "0.13", quantity: 52_000 },
    ]);
  });

  test("agents by type, and what a cheaper model for them would have saved", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 10_000 });
    session
      .agent("Explore", [
        [20_000, 1000],
        [10_000, 0],
      ])
      .agent("reviewer", [[8000, 500]]);
    const { parts, advice } = await why([session]);
    expect(parts("subagents")).toEqual([
      // 30,000 × $5 + 1,000 × $20; 8,000 × $5 + 500 × $20
      { key: "Explore", costUsd: "0.17", quantity: 31_000 },
      { key: "reviewer", costUsd: "0.05", quantity: 8500 },
    ]);
    // at half: $2.50 and $10
    expect(advice.get("subagent-model")).toMatchObject({ savesUsd: "0.11" });
  });

  test("thinking, fast mode, web searches and an answer of another model than was asked", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 10_000, output: 1000, thinking: 400 });
    session.prompt("Fast").answer({ fresh: 2000, output: 500, fast: true, searches: 3 });
    session
      .prompt("On")
      .answer({ fresh: 1000, output: 100, model: "claude-sonnet-5-5", asked: "claude-opus-5-5", rewrite: "all" });
    const { cost, parts, advice } = await why([session]);
    expect(cost["thinking"]).toBe("0.008");
    // doubles writing 2,000, reading 10,000 and an output of 500: $0.01 + $0.002 + $0.01
    expect(cost["fast"]).toBe("0.022");
    expect(advice.get("fast-off")).toMatchObject({ savesUsd: "0.022", command: "/fast" });
    expect(parts("web-search")).toEqual([{ key: "searches of the API", costUsd: "0.03", quantity: 3 }]);
    // 13,000 × $2.50 + 100 × $10
    expect(cost["fallback"]).toBe("0.0335");
  });

  test("an MCP server that is announced and never called", async () => {
    const sessions = ["a", "b", "c"].map((c) => {
      const made = new MadeSession(`${c.repeat(8)}-2222-4333-8444-555555555555`);
      const names = ["mcp__jira__search", "mcp__git__log"];
      made.attach({
        type: "deferred_tools_delta",
        addedNames: names,
        addedLines: ["j".repeat(40_000), "g".repeat(4000)],
      });
      made.prompt("Go").answer({ fresh: 20_000, tools: [["mcp__git__log", {}, "log"]] });
      return made.answer({ fresh: 100 });
    });
    const { advice } = await why(sessions);
    // 10,000 of the start's 20,000 tokens, in three sessions: ($0.10 + $0.004) / 2 each
    expect(advice.get("unused-mcp")).toMatchObject({ savesUsd: "0.156", command: "claude mcp remove jira" });
    expect((await why(sessions.slice(1))).advice.has("unused-mcp")).toBe(false);
  });
});

describe("the cache's lifetime, replayed", () => {
  test("five minutes: pauses of half an hour would have been warm with an hour", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 100_000 });
    session
      .wait(30 * MINUTE)
      .prompt("On")
      .answer({ fresh: 1000, rewrite: "all" });
    session
      .wait(30 * MINUTE)
      .prompt("On")
      .answer({ fresh: 1000, rewrite: "all" });
    const { json, advice } = await why([session]);
    // actual: 100,000 + 101,000 + 102,000 written × $5 = $1.515
    // one hour: 102,000 written × $8 = $0.816, and 100,000 + 101,000 read × $0.20 = $0.0402
    expect(json.cacheLifetime.main).toEqual({ actualUsd: "1.515", with5mUsd: "1.515", with1hUsd: "0.8562" });
    expect(advice.get("cache-lifetime")).toMatchObject({ savesUsd: "0.6588", command: '"promptCacheTtl": "1h"' });
  });

  test("one hour: without pauses, five minutes write for less", async () => {
    const session = new MadeSession().prompt("Go").answer({ fresh: 100_000, ttl: "1h" });
    session
      .wait(4 * MINUTE)
      .prompt("On")
      .answer({ fresh: 20_000, ttl: "1h" });
    const { json, advice } = await why([session]);
    // 120,000 × $8 + 100,000 × $0.20; 120,000 × $5 + the same
    expect(json.cacheLifetime.main).toEqual({ actualUsd: "0.98", with5mUsd: "0.62", with1hUsd: "0.98" });
    expect(advice.get("cache-lifetime")).toMatchObject({ savesUsd: "0.36", command: '"promptCacheTtl": "5m"' });
  });
});

describe("advice", () => {
  test("is not repeated once it is silenced, and comes back", async () => {
    const dir = tempDir();
    new MadeSession().prompt("Go").answer({ fresh: 100_000, fast: true }).write(join(dir, "client"));
    const env = { HOME: dir, CLAUDE_CONFIG_DIR: join(dir, "client"), CLAUDE_COST_DIR: join(dir, "ours"), TZ: "UTC" };
    const ids = async () =>
      JSON.parse((await runHere(["why", "--json"], { home: dir, env })).stdout).advice.map((a: { id: string }) => a.id);
    expect(await ids()).toContain("fast-off");
    expect((await runHere(["why", "--silence", "fast-off"], { home: dir, env })).code).toBe(0);
    expect(await ids()).not.toContain("fast-off");
    expect((await runHere(["why", "--unsilence", "fast-off"], { home: dir, env })).code).toBe(0);
    expect(await ids()).toContain("fast-off");
    expect((await runHere(["why", "--silence", "nonsense"], { home: dir, env })).code).toBe(2);
  });
});
