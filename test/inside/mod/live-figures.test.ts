/** `live.cjs` as the mod runs it: its figures agree with the status line, `sessions`, `limits` and `context`. */

import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runBuilt } from "../../helpers/run-built.ts";
import { runInside } from "../../helpers/run-inside.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { statuslineJson } from "../statusline-input.ts";
import { assistantRow, promptRow, writeSession } from "../transcript.ts";

const LIVE = fileURLToPath(new URL("../../../plugin/dist/live.cjs", import.meta.url));
const ID = "11111111-2222-4333-8444-555555555555";
const MINUTE = 60_000;
const NOW = Date.now();

type Env = Record<string, string>;

function runLive(input: string, env: Env): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env["PATH"] ?? "", ...env } };
    const child = execFile(process.execPath, [LIVE, "--json"], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

const WINDOWS = { five_hour: { used_percentage: 83, resets_at: Math.floor(NOW / 1000) + 4000 } };

function home() {
  const dir = tempDir();
  const root = join(dir, "client");
  const app = join(dir, "app");
  const env: Env = { HOME: dir, CLAUDE_CONFIG_DIR: root, CLAUDE_COST_DIR: join(dir, "ours"), TZ: "UTC", NO_COLOR: "1" };
  const transcript = join(root, "projects", app.replace(/[^A-Za-z0-9]/g, "-"), `${ID}.jsonl`);
  mkdirSync(root, { recursive: true });
  const run = async (...args: string[]) => JSON.parse((await runBuilt([...args, "--json"], { env, cwd: dir })).stdout);
  const place = { transcript_path: transcript, cwd: app, workspace: { project_dir: app, current_dir: app } };
  const frame = (usd: number, contextTokens: number): string =>
    JSON.stringify({
      ...JSON.parse(statuslineJson({ sessionId: ID, usd, contextTokens, wallMs: 10 * MINUTE, rateLimits: WINDOWS })),
      ...place,
    });
  /** What the mod sends: totals at times, oldest first, and requests. */
  const question = (samples: readonly object[], requests: readonly object[] = []): string =>
    JSON.stringify({
      session_id: ID,
      ...place,
      version: "2.1.332",
      model: { id: "claude-opus-5-5" },
      context_window: { total_input_tokens: 100_000, context_window_size: 1_000_000 },
      rate_limits: { five_hour: { ...WINDOWS.five_hour, resets_at: new Date(WINDOWS.five_hour.resets_at * 1000) } },
      samples,
      requests,
      is_cut: false,
    });
  return { dir, root, app, env, run, frame, question };
}

/** A turn of two requests: 100,000 read and 1,000 written for an hour each, 10 tokens out: 2 × $0.0282 at $0.20, $8, $20. */
const rows = () => [
  promptRow(NOW - 3 * MINUTE),
  assistantRow({ atMs: NOW - 3 * MINUTE + 1, read: 100_000, write1h: 1000 }),
  assistantRow({ atMs: NOW - 3 * MINUTE + 2, read: 100_000, write1h: 1000 }),
];
const LOGGED = "0.0564";
/** With one cent in the background. */
const CLIENT_USD = 0.0664;

const sampleAt = (atMs: number, usd: number) => ({ at_ms: atMs, usd, context_tokens: 100_000, turn_id: "t-1" });
const requestAt = (atMs: number) => ({
  at_ms: atMs,
  turn_id: "t-1",
  is_agent: false,
  model: "claude-opus-5-5",
  input_tokens: 0,
  output_tokens: 10,
  cache_read_input_tokens: 100_000,
  cache_creation_input_tokens: 1000,
  ephemeral_1h_input_tokens: 1000,
});

describe("the figures agree", () => {
  test("with a status line of ours: session, today, limits and context", async () => {
    const { root, app, env, run, frame, question } = home();
    runInside(["statusline"], { env, input: frame(0, 0) });
    writeSession(root, ID, app, rows());
    runInside(["statusline"], { env, input: frame(CLIENT_USD, 101_000) });
    await run();
    const line = runInside(["statusline"], { env, input: frame(CLIENT_USD, 101_000) }).stdout;
    const start = NOW - 4 * MINUTE;
    const samples = [sampleAt(start, 0), sampleAt(NOW - 2 * MINUTE, CLIENT_USD)];
    const { stdout } = await runLive(
      question(samples, [requestAt(NOW - 3 * MINUTE), requestAt(NOW - 2 * MINUTE)]),
      env,
    );
    const live = JSON.parse(stdout);
    const [session] = (await run("sessions")).sessions;
    expect(live.session).toEqual({
      totalUsd: session.totalUsd,
      loggedUsd: session.costUsd,
      backgroundUsd: session.background.costUsd,
      clientUsd: session.clientUsd,
    });
    expect(live.session).toEqual({ totalUsd: "0.0664", loggedUsd: LOGGED, backgroundUsd: "0.01", clientUsd: "0.0664" });
    expect(live.turns).toEqual([{ turnId: "t-1", loggedUsd: LOGGED, requests: 2 }]);
    expect(line).toContain("$0.07 · today $0.07");
    expect(live.today).toEqual({ usd: "0.0664", atLeast: false });
    const summary = await run();
    expect(live.monthUsd).toBe(summary.month?.totalUsd ?? "0.0664");
    const [window] = (await run("limits")).limits;
    expect(window).toMatchObject({ id: "five_hour", usedPercent: 83, severity: "warn" });
    expect(live.limits).toMatchObject([{ id: "five_hour", brief: "! 5h 83% high", severity: "warn" }]);
    expect(live.nearest).toBe("! 5h 83% high");
    const [context] = (await run("context")).sessions;
    expect(live.context.usedPercent).toBe(Math.floor(context.usedPercent));
    expect(live.context.stage).toBe(context.stage);
    // The context written for an hour again: 101,000 × $8 a million.
    expect(live.context).toMatchObject({ isCacheCold: false, rewriteUsd: "0.808" });
  });

  test("without one: the mod's own samples serve, and what came since the last sum is added", async () => {
    const { root, app, env, run, question } = home();
    writeSession(root, ID, app, rows());
    await run();
    const later = Date.now() + 1000;
    // $0.0282 since the sum, all of it one answer.
    const samples = [sampleAt(NOW - 4 * MINUTE, 0), sampleAt(NOW - 2 * MINUTE, 0.0664), sampleAt(later, 0.0946)];
    const requests = [requestAt(NOW - 3 * MINUTE), requestAt(NOW - 2 * MINUTE), requestAt(later)];
    const live = JSON.parse((await runLive(question(samples, requests), env)).stdout);
    expect(live.session).toEqual({
      totalUsd: "0.0946",
      loggedUsd: "0.0846",
      backgroundUsd: "0.01",
      clientUsd: "0.0946",
    });
    expect(live.today).toEqual({ usd: "0.0846", atLeast: false });
    expect(live.turns).toEqual([{ turnId: "t-1", loggedUsd: "0.0846", requests: 3 }]);
    expect(live.asOfText).toMatch(/^logs read \d+s ago$/);
  });

  test("a client that does not tell how long cache writes live has no split, rather than a wrong one", async () => {
    const { env, question } = home();
    // As 2.1.287 tells it.
    const { ephemeral_1h_input_tokens: _, ...untold } = requestAt(NOW - 2 * MINUTE);
    const samples = [sampleAt(NOW - 4 * MINUTE, 0), sampleAt(NOW - 2 * MINUTE, 0.0382)];
    const live = JSON.parse((await runLive(question(samples, [untold]), env)).stdout);
    expect(live.session).toMatchObject({ totalUsd: "0.0382", loggedUsd: null, backgroundUsd: null });
    expect(live.turns).toEqual([{ turnId: "t-1", loggedUsd: null, requests: 1 }]);
    // Without a write it is all known.
    const read = { ...untold, cache_creation_input_tokens: 0 };
    const known = JSON.parse((await runLive(question(samples, [read]), env)).stdout);
    // 100,000 × $0.20 and 10 × $20, a million each.
    expect(known.turns).toEqual([{ turnId: "t-1", loggedUsd: "0.0202", requests: 1 }]);
  });

  test("budgets count what the session spent since the last sum", async () => {
    const { root, app, env, run, question } = home();
    writeSession(root, ID, app, rows());
    await runBuilt(["budget", "set", "0.10", "--per", "day"], { env });
    await run();
    const later = Date.now() + 1000;
    const samples = [sampleAt(NOW - 2 * MINUTE, 0.0564), sampleAt(later, 0.0814)];
    const live = JSON.parse((await runLive(question(samples), env)).stdout);
    // $0.0564 summed and $0.025 since: 81.4 % of $0.10, past the first threshold of 75 %.
    expect(live.limits.find((l: { kind: string }) => l.kind === "budget")).toMatchObject({
      brief: "! daily budget 81% high",
      money: "$0.08 of $0.10",
    });
  });
});

describe("whether the footer is to be silent", () => {
  const statusLine = (command: string) => JSON.stringify({ statusLine: { type: "command", command } });
  const OURS = "claude-cost statusline";
  test.each([
    ["nothing set", {}, false],
    ["ours in the user's settings", { user: OURS }, true],
    ["another's", { user: "date" }, false],
    ["the project's wins", { user: OURS, project: "date" }, false],
    ["the project's own settings win", { user: "date", project: "date", local: OURS }, true],
    ["a program that is gone", { user: "/gone/bin/claude-cost statusline" }, false],
  ])("%s", async (_name, files: { user?: string; project?: string; local?: string }, silent) => {
    const { root, app, env, question } = home();
    mkdirSync(join(app, ".claude"), { recursive: true });
    if (files.user) writeFileSync(join(root, "settings.json"), statusLine(files.user));
    if (files.project) writeFileSync(join(app, ".claude", "settings.json"), statusLine(files.project));
    if (files.local) writeFileSync(join(app, ".claude", "settings.local.json"), statusLine(files.local));
    expect(JSON.parse((await runLive(question([]), env)).stdout).statusline).toBe(silent);
  });
});

describe("input that is not the mod's", () => {
  test.each(["", "{", "[]", "{}", '{"session_id":5}'])("%j is refused with a reason", async (input) => {
    const { env } = home();
    const { code, stdout, stderr } = await runLive(input, env);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/not the JSON that the mod sends/);
  });

  test("wrong fields are as if they were absent, and no character that controls gets through", async () => {
    const { env } = home();
    const odd = {
      session_id: "s",
      cwd: 7,
      cost: [],
      rate_limits: { "five\u001b[2J_hour": { used_percentage: 20 } },
      samples: [null, 5, { at_ms: -1, usd: 1 }, { at_ms: 1, usd: "x" }, { at_ms: 5, usd: 1, context_tokens: 1e99 }],
      requests: ["x", { at_ms: 1 }, { at_ms: 5, model: "m\u202e", input_tokens: -5, output_tokens: "9" }],
    };
    const { code, stdout } = await runLive(JSON.stringify(odd), env);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(JSON.parse(stdout)).toMatchObject({
      session: { totalUsd: "1", loggedUsd: null },
      turns: [{ loggedUsd: null }],
    });
  });

  test("no log is read: one that cannot be read is not missed", async () => {
    const { root, app, env, run, question } = home();
    writeSession(root, ID, app, rows());
    await run();
    // A folder in the log's place: opening it would fail.
    const gone = { ...JSON.parse(question([sampleAt(NOW, 1)])), transcript_path: root };
    expect((await runLive(JSON.stringify(gone), env)).code).toBe(0);
  });
});
