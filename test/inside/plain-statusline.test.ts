/** The line for other bars (tmux, starship, waybar): nothing on stdin, no colours, nothing written. */

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { readStatuslineFeed, writeStatuslineFeed } from "../../src/store/feeds/statusline-feed.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { LAUNCHER, runBuilt } from "../helpers/run-built.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";

const HOUR_MS = 3_600_000;

const envOf = (dir: string): Record<string, string> => ({
  HOME: dir,
  CLAUDE_COST_DIR: dir,
  COLUMNS: "160",
  NO_COLOR: "1",
});

async function hear(dir: string, sessionId: string, usd: number): Promise<string> {
  const fields = { sessionId, usd, contextTokens: 340_000 };
  const input = statuslineJson(fields);
  return runInside(["statusline"], { env: envOf(dir), input }).stdout;
}

const plain = async (dir: string, env: Record<string, string> = {}): Promise<string> => {
  const run = await runBuilt(["statusline", "--plain"], {
    env: { ...envOf(dir), NO_COLOR: "", FORCE_COLOR: "1", ...env },
  });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout;
};

test("is the line of the session that was heard of last, and writes nothing", async () => {
  const dir = tempDir();
  expect(await plain(dir)).toBe("");
  await hear(dir, "one", 0.5);
  const last = await hear(dir, "two", 1.25);
  const folder = dataPaths(dir, {}).statuslineDir;
  const earlier = new Date(Date.now() - HOUR_MS);
  utimesSync(join(folder, "one.json"), earlier, earlier);
  const files = () =>
    readdirSync(folder).map((name) => [
      name,
      statSync(join(folder, name)).mtimeMs,
      readFileSync(join(folder, name), "utf8"),
    ]);
  const before = files();
  expect(await plain(dir)).toBe(last);
  expect(last).toContain("$1.25");
  expect(files()).toEqual(before);
  const narrow = await plain(dir, { COLUMNS: "20" });
  expect([narrow.trimEnd().length <= 20, narrow.startsWith("Opus 5.5")]).toEqual([true, true]);
});

test.each([
  [12 * HOUR_MS - 60_000, true],
  [12 * HOUR_MS + 60_000, false],
])("a session that was silent for %i ms is shown: %s", async (silentMs, isShown) => {
  const dir = tempDir();
  await hear(dir, "one", 0.5);
  const folder = dataPaths(dir, {}).statuslineDir;
  const feed = readStatuslineFeed(folder, "one") as StatuslineFeed;
  writeStatuslineFeed(folder, { ...feed, recordedAtMs: Date.now() - silentMs });
  expect((await plain(dir)).includes("$0.50")).toBe(isShown);
});

test("does not wait for a stdin that stays open", async () => {
  const dir = tempDir();
  await hear(dir, "one", 0.5);
  const options = {
    env: { PATH: process.env["PATH"] ?? "", ...envOf(dir) },
    stdio: ["pipe", "pipe", "inherit"] as const,
  };
  const child = spawn(process.execPath, [LAUNCHER, "statusline", "--plain"], { ...options, stdio: [...options.stdio] });
  const text: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => text.push(chunk.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  child.stdin?.end();
  expect(text.join("")).toContain("$0.50");
});
