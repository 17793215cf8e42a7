import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerHook } from "../../src/app/inside/hook.ts";
import type { HookInput } from "../../src/claude-code/feeds/hook-input.ts";
import { parseHookInput } from "../../src/claude-code/feeds/hook-input.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";
import { assistantRow, compactBoundary, type TranscriptRow, writeSession } from "./transcript.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AT = Date.parse("2026-11-20T10:00:00Z");

type World = {
  /** The hook's message with a prompt at that time; null = none. */
  at(nowMs: number): string | null;
  /** What the status line hears at that time. */
  hears(cache: Record<string, unknown>, contextTokens: number): Promise<void>;
  logs(rows: readonly TranscriptRow[]): void;
  readonly dir: string;
};

function world(rows: readonly TranscriptRow[], settings: Record<string, unknown> = {}): World {
  const dir = tempDir();
  const root = join(dir, "client");
  const env = { HOME: dir, CLAUDE_CONFIG_DIR: root, CLAUDE_COST_DIR: dir };
  const project = join(dir, "app");
  const log = join(root, "projects", project.replace(/[^A-Za-z0-9]/g, "-"), `${ID}.jsonl`);
  writeSession(root, ID, project, rows);
  writeFileSync(join(dir, "settings.json"), JSON.stringify(settings));
  const event = { session_id: ID, cwd: project, transcript_path: log, hook_event_name: "UserPromptSubmit" };
  const input = parseHookInput(JSON.stringify(event), "") as HookInput;
  return {
    dir,
    at: (nowMs) => answerHook({ input, paths: dataPaths(dir, env), env, nowMs })?.systemMessage ?? null,
    logs: (more) => writeSession(root, ID, project, more),
    hears: async (prompt_cache, contextTokens) => {
      const heard = JSON.parse(statuslineJson({ sessionId: ID, contextTokens }));
      const run = runInside(["statusline"], { env, input: JSON.stringify({ ...heard, prompt_cache }) });
      expect(run.code).toBe(0);
    },
  };
}

const wrote5m = (tokens: number) => assistantRow({ atMs: AT, read: 0, write: tokens });
const wrote1h = (tokens: number) => assistantRow({ atMs: AT, read: 0, write1h: tokens });

describe("what an expired prompt cache costs", () => {
  test("is shown with the prompt, once for each time it expired", () => {
    const { at, logs } = world([wrote5m(410_000)]);
    // 410,000 tokens at $5 a million (Opus 5.5, 5-minute write)
    expect(at(AT + 17 * MINUTE)).toBe(
      "The prompt cache ran out 12m ago: this prompt writes 410k tokens again, about $2.05; /clear if the next work is unrelated",
    );
    expect(at(AT + 18 * MINUTE)).toBeNull();
    logs([wrote5m(410_000), assistantRow({ atMs: AT + 20 * MINUTE, read: 0, write: 410_000 })]);
    expect(at(AT + 24 * MINUTE)).toBeNull();
    expect(at(AT + 26 * MINUTE)).toContain("ran out 1m ago");
  });

  test.each([
    ["5 minutes", wrote5m(200_000), 5 * MINUTE],
    ["1 hour", wrote1h(200_000), HOUR],
  ])("begins at the end of the cache's lifetime: %s", (_name, row, lifetimeMs) => {
    expect(world([row]).at(AT + lifetimeMs - 1)).toBeNull();
    expect(world([row]).at(AT + lifetimeMs)).toContain("ran out 0s ago");
    expect(world([row]).at(AT + lifetimeMs + 1)).toContain("200k tokens again");
  });

  test.each([
    // $0.50 / $5 a million = 100,000 tokens; $0.50 / $8 a million = 62,500
    ["the default, 5-minute writes", wrote5m, 100_000, {}],
    ["the default, 1-hour writes", wrote1h, 62_500, {}],
    ["the user's own", wrote5m, 200_000, { coldCacheFromUsd: "1.00" }],
    ["the user's own, as a number", wrote5m, 50_000, { coldCacheFromUsd: 0.25 }],
    ["one that is no amount counts as the default", wrote5m, 100_000, { coldCacheFromUsd: "much" }],
  ])("begins at an amount: %s", (_name, wrote, tokens, hooks) => {
    const late = AT + 2 * HOUR;
    expect(world([wrote(tokens - 1)], { hooks }).at(late)).toBeNull();
    expect(world([wrote(tokens)], { hooks }).at(late)).toContain("The prompt cache ran out");
    expect(world([wrote(tokens + 1)], { hooks }).at(late)).toContain("The prompt cache ran out");
  });

  test("keeps silent where it is switched off or silenced, and the advice to compact does not need it", () => {
    const late = AT + HOUR;
    expect(world([wrote5m(410_000)], { hooks: { coldCache: false } }).at(late)).toBeNull();
    expect(world([wrote5m(410_000)], { alerts: { silenced: ["cold-cache"] } }).at(late)).toBeNull();
    expect(world([wrote5m(410_000)], { context: { prompt: false } }).at(late)).toContain("410k");
  });

  test("is not said twice where the context is nearly full, too", () => {
    const said = world([wrote5m(900_000)]).at(AT + HOUR);
    expect(said).toMatch(/^\/clear: the prompt cache has expired/);
    expect(said).not.toContain("\n");
  });

  test("is that of what a compaction left", () => {
    const rows = [wrote5m(410_000), compactBoundary(AT + MINUTE, "manual", 410_010, 120_000)];
    expect(world(rows).at(AT + HOUR)).toContain("writes 120k tokens again, about $0.60");
  });

  test("goes by the client's own figure where the status line has it", async () => {
    const { hears, at } = world([wrote5m(410_000)]);
    const heardMs = Date.now();
    const expires = Math.floor(heardMs / 1000) + 300;
    await hears({ warm: true, ttl: "5m", expires_at: expires, recache_tokens_if_cold: 400_000 }, 410_000);
    expect(at(expires * 1000 - 1)).toBeNull();
    expect(at(expires * 1000 + MINUTE)).toContain("ran out 1m ago: this prompt writes 400k tokens again, about $2.00");
  });

  test("nothing is known before the first answer", () => {
    expect(world([]).at(AT)).toBeNull();
  });
});

test("the built hook says it, and nothing that Claude would read", async () => {
  const { dir } = world([wrote1h(100_000)]);
  const root = join(dir, "client");
  const project = join(dir, "app");
  const log = join(root, "projects", project.replace(/[^A-Za-z0-9]/g, "-"), `${ID}.jsonl`);
  const input = { session_id: ID, cwd: project, transcript_path: log, hook_event_name: "UserPromptSubmit" };
  const env = { HOME: dir, CLAUDE_CONFIG_DIR: root, CLAUDE_COST_DIR: dir };
  const run = runInside(["hook", "UserPromptSubmit"], { env, input: JSON.stringify(input) });
  expect(JSON.parse(run.stdout)).toEqual({ systemMessage: expect.stringContaining("about $0.80; /clear if") });
});
