/** What is asked, told and started inside Claude Code: each threshold at its value and one step to each side. */

import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { refreshSums } from "../../src/app/inside/refresh-sums.ts";
import { plainStatusline } from "../../src/app/inside/statusline.ts";
import { SUMMARY_VERSION, type SummarySnapshot } from "../../src/core/statusline/spend-snapshot.ts";
import { readStatuslineFeed, writeStatuslineFeed } from "../../src/store/feeds/statusline-feed.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { launcherPath } from "../../src/store/state/launcher-script.ts";
import { writeSummarySnapshot } from "../../src/store/state/summary-snapshot.ts";
import { runHere } from "../helpers/run-here.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";

const NOW = 1_795_300_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const around = <T>(value: number, rule: (value: number) => T, step = 1): readonly T[] =>
  [value - step, value, value + step].map(rule);

const SUMMARY: SummarySnapshot = {
  version: SUMMARY_VERSION,
  asOfMs: NOW,
  dayStartMs: NOW - HOUR,
  dayEndMs: NOW + HOUR,
  weekEndMs: NOW + HOUR,
  monthEndMs: NOW + HOUR,
  todayUsd: "1",
  weekUsd: "1",
  monthUsd: "1",
  sessions: {},
};

describe.skipIf(process.platform === "win32")("the sums are brought up to date", () => {
  /** A data folder with a launcher that does nothing. */
  function place(summary: Partial<SummarySnapshot> = {}) {
    const dir = tempDir();
    const paths = dataPaths(dir, {});
    const launcher = launcherPath({ dataDir: paths.dataDir, platform: "linux" });
    mkdirSync(dirname(launcher), { recursive: true });
    writeFileSync(launcher, "#!/bin/sh\n");
    chmodSync(launcher, 0o755);
    writeSummarySnapshot(paths.stateDir, { ...SUMMARY, ...summary });
    return { paths, claimed: join(paths.stateDir, "refreshed") };
  }

  function isStarted(summary: Partial<SummarySnapshot>, nowMs: number): boolean {
    const { paths, claimed } = place(summary);
    refreshSums({ paths, platform: "linux", nowMs });
    return existsSync(claimed);
  }

  test("from ten minutes after the last sum on", () => {
    expect(around(10 * MINUTE, (age) => isStarted({ asOfMs: NOW - age }, NOW))).toEqual([false, true, true]);
  });

  test("on a new day, however recent they are", () => {
    expect(around(NOW, (nowMs) => isStarted({ asOfMs: NOW - 5, dayEndMs: NOW }, nowMs))).toEqual([false, true, true]);
  });

  test("again from ten minutes after the last try on", () => {
    const isTriedAgain = (age: number): boolean => {
      const { paths, claimed } = place({ asOfMs: NOW - HOUR });
      writeFileSync(claimed, "");
      utimesSync(claimed, new Date(NOW - age), new Date(NOW - age));
      refreshSums({ paths, platform: "linux", nowMs: NOW });
      return statSync(claimed).mtimeMs === NOW;
    };
    expect(around(10 * MINUTE, isTriedAgain)).toEqual([false, true, true]);
  });
});

describe("a hook", () => {
  const ask = (dir: string, event: string, fields: Record<string, unknown>): Record<string, unknown> | null => {
    const env = { HOME: dir, CLAUDE_COST_DIR: dir, CLAUDE_CONFIG_DIR: join(dir, "client") };
    const input = JSON.stringify({ session_id: "s-1", cwd: dir, hook_event_name: event, ...fields });
    const { stdout } = runInside(["hook", event], { env, input });
    return stdout === "" ? null : JSON.parse(stdout);
  };

  test("asks about a switch of the model from five cents on", () => {
    const dir = tempDir();
    writeFileSync(join(dir, "settings.json"), JSON.stringify({ hooks: { modelSwitch: true } }));
    const models = { from_model: "claude-opus-5-5", to_model: "claude-sonnet-4-5", source: "command" };
    const isAsked = (usd: number): boolean =>
      ask(dir, "PreModelSwitch", { ...models, context_tokens: 200_000, estimated_cache_write_usd: usd }) !== null;
    expect(around(0.05, isAsked, 0.001)).toEqual([false, true, true]);
  });

  test("has no advice for the prompt at which a window of more than 200,000 tokens is compacted", () => {
    const isAdvised = (windowTokens: number): boolean => {
      const dir = tempDir();
      const env = { HOME: dir, CLAUDE_COST_DIR: dir, CLAUDE_CONFIG_DIR: join(dir, "client") };
      // Far beyond where the client compacts by itself, and within the window.
      const frame = JSON.parse(statuslineJson({ contextTokens: 190_000, windowTokens }));
      // Of a model whose window is the one that is reported.
      const model = { id: "claude-sonnet-4-5", display_name: "Sonnet 4.5" };
      runInside(["statusline"], { env, input: JSON.stringify({ ...frame, model }) });
      return ask(dir, "UserPromptSubmit", { prompt: "go" }) !== null;
    };
    expect([200_000, 200_001].map(isAdvised)).toEqual([true, false]);
  });
});

test("the line for other bars is of a session that was heard of in the last twelve hours", () => {
  const isShown = (age: number): boolean => {
    const dir = tempDir();
    const paths = dataPaths(dir, {});
    runInside(["statusline"], { env: { HOME: dir, CLAUDE_COST_DIR: dir }, input: statuslineJson({ usd: 1 }) });
    const feed = readStatuslineFeed(paths.statuslineDir, "s-1");
    if (feed === null) throw new Error("nothing was recorded");
    writeStatuslineFeed(paths.statuslineDir, { ...feed, recordedAtMs: NOW - age });
    return JSON.stringify(plainStatusline(paths, { HOME: dir }, NOW).facts).includes("Opus");
  };
  expect(around(12 * HOUR, isShown)).toEqual([true, false, false]);
});

test.skipIf(process.platform === "win32")("setup follows up to 39 links to a settings file", async () => {
  const codeOf = async (links: number): Promise<number | null> => {
    const home = tempDir();
    const client = join(home, ".claude");
    mkdirSync(client);
    const at = (i: number): string => join(client, i === 0 ? "settings.json" : `link-${i}.json`);
    for (let i = 0; i < links; i++) symlinkSync(at(i + 1), at(i));
    return (await runHere(["setup", "--yes", "--only", "telemetry"], { home })).code;
  };
  expect([await codeOf(38), await codeOf(39), await codeOf(40)]).toEqual([0, 0, 1]);
});
