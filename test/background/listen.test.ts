import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readOtelFeed } from "../../src/store/feeds/otel-feed.ts";
import { LAUNCHER, runBuilt } from "../helpers/run-built.ts";
import { apiRequest, postLogs } from "./otlp.ts";

let dir: string;
const children: ChildProcess[] = [];

type Listening = { child: ChildProcess; url: string; stderr: () => string; ended: Promise<number | null> };

function environment(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: dir, CLAUDE_COST_DIR: join(dir, "data"), CLAUDE_CONFIG_DIR: dir };
}

async function listen(): Promise<Listening> {
  const child = spawn(process.execPath, [LAUNCHER, "listen", "--port", "0", "--json"], { env: environment() });
  children.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part) => {
    stdout += part;
  });
  child.stderr.on("data", (part) => {
    stderr += part;
  });
  // "close": at "exit" there may be output that has not been read yet.
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  await expect.poll(() => stdout, { timeout: 10_000 }).toContain("\n");
  return { child, url: JSON.parse(stdout).url, stderr: () => stderr, ended };
}

const kept = () => readOtelFeed(join(dir, "data", "feeds", "otel")).events.length;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "claude-cost-listen-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

describe("claude-cost listen", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 0],
  ] as const)("ends on %s with %i and says what it kept", async (signal, code) => {
    const receiver = await listen();
    expect((await postLogs(receiver.url, [apiRequest(1), apiRequest(2)])).status).toBe(200);
    receiver.child.kill(signal);
    expect(await receiver.ended).toBe(code);
    expect(receiver.stderr()).toContain("stopped; 2 events stored, from 1 batch");
    expect(kept()).toBe(2);
  });

  test("killed without warning, it has kept all that it answered", async () => {
    const receiver = await listen();
    for (let n = 0; n < 20; n++) await postLogs(receiver.url, [apiRequest(n)]);
    receiver.child.kill("SIGKILL");
    await receiver.ended;
    expect(kept()).toBe(20);
  });

  test("a second one says who has the port, and fails", async () => {
    const { url, child } = await listen();
    const second = await runBuilt(["listen", "--port", new URL(url).port], { env: environment() });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`already listens on port ${new URL(url).port} (process ${child.pid})`);
  });

  test("a port that is none is wrong usage", async () => {
    const run = await runBuilt(["listen", "--port", "70000"], { env: environment() });
    expect(run.code).toBe(2);
  });
});
