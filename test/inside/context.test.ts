import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runHere } from "../helpers/run-here.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";
import { assistantRow, compactBoundary, promptRow, type TranscriptRow, writeSession } from "./transcript.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const MINUTE = 60_000;

type Setup = {
  readonly rows: readonly TranscriptRow[];
  readonly open?: boolean;
  readonly env?: Record<string, string>;
};

async function contextOf(dir: string, { rows, open = true, env = {} }: Setup, args: readonly string[] = []) {
  const root = join(dir, "client");
  mkdirSync(join(dir, "app"), { recursive: true });
  writeSession(root, ID, join(dir, "app"), rows, open);
  const run = await runHere(["context", ...args, "--json"], {
    home: dir,
    env: { CLAUDE_CONFIG_DIR: root, CLAUDE_COST_DIR: join(dir, "ours"), ...env },
  });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(run.stdout).sessions;
}

test("fill, window, the client's own point, and turns left from the growth", async () => {
  const now = Date.now();
  const rows = [20_000, 60_000, 100_000].flatMap((read, i) => [
    promptRow(now - (3 - i) * MINUTE - 1000),
    assistantRow({ atMs: now - (3 - i) * MINUTE, read, write: 1000, model: "claude-sonnet-4-5" }),
  ]);
  // Growth 40,000 a turn: (167,000 - 101,000) / 40,000 = 1.65
  expect(await contextOf(tempDir(), { rows })).toEqual([
    expect.objectContaining({
      sessionId: ID,
      model: "claude-sonnet-4-5-20250929",
      contextTokens: 101_000,
      windowTokens: 200_000,
      usedPercent: 50.5,
      autoCompactAtTokens: 167_000,
      tokensUntilCompact: 66_000,
      turnsUntilCompact: 1,
      stage: "now",
      cache: expect.objectContaining({ warm: true, ttl: "5m" }),
      compactions: [],
    }),
  ]);
});

test("a subagent's context is not the session's", async () => {
  const now = Date.now();
  const rows = [
    assistantRow({ atMs: now - MINUTE, read: 30_000 }),
    assistantRow({ atMs: now - 1000, read: 90_000, sidechain: true }),
  ];
  expect((await contextOf(tempDir(), { rows }))[0].contextTokens).toBe(30_000);
});

test("a compaction resets the fill, and is on record", async () => {
  const now = Date.now();
  const rows = [
    assistantRow({ atMs: now - 3 * MINUTE, read: 150_000 }),
    compactBoundary(now - 2 * MINUTE, "auto", 150_500, 4200),
  ];
  const [session] = await contextOf(tempDir(), { rows });
  expect(session).toMatchObject({ contextTokens: 4200, stage: "ok", advice: null });
  expect(session.compactions).toEqual([
    { at: expect.any(String), trigger: "auto", preTokens: 150_500, postTokens: 4200, costUsd: null },
  ]);
});

test("what a compaction cost is known where the status line saw it", async () => {
  const dir = tempDir();
  const env = { HOME: dir, CLAUDE_COST_DIR: join(dir, "ours") };
  const seen = (usd: number, contextTokens: number) =>
    runInside(["statusline"], { env, input: statuslineJson({ sessionId: ID, usd, contextTokens }) });
  await seen(0.25, 70_000);
  await seen(0.375, 0);
  const now = Date.now();
  const rows = [assistantRow({ atMs: now - MINUTE, read: 70_000 }), compactBoundary(now, "manual", 70_500, 2900)];
  const [session] = await contextOf(dir, { rows });
  expect(session.compactions).toMatchObject([{ trigger: "manual", costUsd: "0.125" }]);
});

test("the advice has the command to type, the cost, the saving and the break-even", async () => {
  const dir = tempDir();
  mkdirSync(join(dir, "ours"), { recursive: true });
  writeFileSync(join(dir, "ours", "settings.json"), JSON.stringify({ context: { focus: "the failing tests" } }));
  const now = Date.now();
  const rows = [
    assistantRow({ atMs: now - 2 * MINUTE, read: 20_000, model: "claude-sonnet-4-5" }),
    promptRow(now - MINUTE - 1000),
    assistantRow({ atMs: now - MINUTE, read: 160_000, model: "claude-sonnet-4-5" }),
  ];
  const [session] = await contextOf(dir, { rows });
  // Sonnet 4.5: reading 160,000 × $0.30 = $0.048; summary 5,000 × $15 = $0.075 and 5,000 × $3.75 = $0.01875 to write
  // saves (160,000 - 25,000) × $0.30 = $0.0405 a turn: 0.14175 / 0.0405 = 3.5
  expect(session.advice).toMatchObject({
    command: "/compact Focus on the failing tests",
    costUsd: "0.14175",
    savesPerTurnUsd: "0.0405",
    breakEvenTurns: 4,
  });
});

test("CLAUDE.md's compact instructions are named as honoured", async () => {
  const dir = tempDir();
  mkdirSync(join(dir, "app"), { recursive: true });
  writeFileSync(join(dir, "app", "CLAUDE.md"), "# App\n\n## Compact instructions\n\nKeep test output.\n");
  const rows = [assistantRow({ atMs: Date.now() - MINUTE, read: 160_000, model: "claude-sonnet-4-5" })];
  const [session] = await contextOf(dir, { rows });
  expect(session.advice.command).toBe("/compact");
  expect(session.advice.reason).toContain("CLAUDE.md's compact instructions are honoured");
});

test("idle past its cache, a large context is better cleared", async () => {
  const rows = [assistantRow({ atMs: Date.now() - 20 * MINUTE, read: 140_000, write: 500 })];
  const [session] = await contextOf(tempDir(), { rows });
  expect(session.cache).toMatchObject({ warm: false, ttl: "5m" });
  expect(session.advice).toMatchObject({ command: "/clear", costUsd: "0", breakEvenTurns: 0 });
});

test.each([
  [{ CLAUDE_CODE_AUTO_COMPACT_WINDOW: "400000" }, 367_000],
  [{ CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "50" }, 490_000],
  [{ DISABLE_AUTO_COMPACT: "1" }, null],
  [{ CLAUDE_CODE_DISABLE_1M_CONTEXT: "1" }, 167_000],
])("the client's environment %j is heeded", async (env, expected) => {
  const rows = [assistantRow({ atMs: Date.now() - MINUTE, read: 30_000 })];
  expect((await contextOf(tempDir(), { rows, env }))[0].autoCompactAtTokens).toBe(expected);
});

test.each([
  ["settings.json", { autoCompactWindow: 300_000 }, 267_000],
  [".claude.json", { autoCompactEnabled: false }, null],
])("the client's own %s is heeded", async (file, content, expected) => {
  const dir = tempDir();
  mkdirSync(join(dir, "client"), { recursive: true });
  writeFileSync(join(dir, "client", file), JSON.stringify(content));
  const rows = [assistantRow({ atMs: Date.now() - MINUTE, read: 30_000 })];
  expect((await contextOf(dir, { rows }))[0].autoCompactAtTokens).toBe(expected);
});

test("a session that has ended is shown when it is named", async () => {
  const rows = [assistantRow({ atMs: Date.now() - 300 * MINUTE, read: 30_000 })];
  const dir = tempDir();
  expect(await contextOf(dir, { rows, open: false })).toEqual([]);
  expect(await contextOf(dir, { rows, open: false }, [ID.slice(0, 6)])).toHaveLength(1);
});

test("what an idle session's compaction will cost and save, and the setting that turns it off", async () => {
  const now = Date.now();
  const rows = [promptRow(now - MINUTE), assistantRow({ atMs: now - MINUTE, read: 290_000, write1h: 10_000 })].map(
    (row) => ({ ...row, version: "2.1.332" }),
  );
  // Opus 5.5: reading 300,000 × $0.20 = $0.06, a summary of 5,000 × $20 = $0.10 and × $8 = $0.04;
  // the next prompt writes 20,000 + 5,000 instead of 300,000: 275,000 × $8 = $2.20
  const dir = tempDir();
  const [session] = await contextOf(dir, { rows });
  expect(session.idleCompaction).toEqual({
    at: new Date(now - MINUTE + 54 * MINUTE).toISOString(),
    costUsd: "0.2",
    savesUsd: "2.2",
    setting: "idleCompaction",
  });
  writeFileSync(join(dir, "client", "settings.json"), JSON.stringify({ idleCompaction: false }));
  expect((await contextOf(dir, { rows }))[0].idleCompaction).toBeNull();
});

test("an idle session's compaction is told from one of a full context", async () => {
  const now = Date.now();
  const rows = [
    assistantRow({ atMs: now - 60 * MINUTE, read: 250_000, write1h: 3000 }),
    compactBoundary(now - 6 * MINUTE, "auto", 253_673, 3000),
    {
      type: "system",
      subtype: "informational",
      timestamp: new Date(now - 6 * MINUTE + 20).toISOString(),
      content: 'Compacted while idle, before the prompt cache expired · turn off with "idleCompaction": false',
    },
  ];
  const [session] = await contextOf(tempDir(), { rows });
  expect(session).toMatchObject({ contextTokens: 3000, compactions: [{ trigger: "idle", preTokens: 253_673 }] });
});

test("a window is proven by what the session held before a compaction, too", async () => {
  const now = Date.now();
  const model = "claude-sonnet-4-6";
  const rows = [
    assistantRow({ atMs: now - 3 * MINUTE, read: 240_000, model }),
    compactBoundary(now - 2 * MINUTE, "manual", 240_500, 4000),
    assistantRow({ atMs: now - MINUTE, read: 30_000, model }),
  ];
  expect((await contextOf(tempDir(), { rows }))[0]).toMatchObject({ contextTokens: 30_000, windowTokens: 1_000_000 });
});
