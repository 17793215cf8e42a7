import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { tempDir } from "../../../test/helpers/temp-dir.ts";
import { autoCompactFor } from "../../core/context/context-settings.ts";
import { readContextSettings } from "./context-settings.ts";

type Files = Readonly<Record<string, unknown>>;

/** @param files by path below a folder that contains `client`, `app` and `managed` */
function read(files: Files, env: Record<string, string> = {}) {
  const dir = tempDir();
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  const managed = [join(dir, "managed")];
  return readContextSettings({ root: join(dir, "client"), projectDir: join(dir, "app"), env, managed });
}

const windowOf = (files: Files, env: Record<string, string> = {}) => {
  const { windowTokens, windowSource } = autoCompactFor(read(files, env), (name) => name === "claude-opus-5-5");
  return windowSource === null ? null : [windowTokens, windowSource];
};

test.each([
  [400_000, 400_000],
  ["400k", 400_000],
  ["0.5m", 500_000],
  ["1M", 1_000_000],
  [99_999, 100_000],
  ["100", 100_000],
  [100_000, 100_000],
  [100_001, 100_001],
])("a window of %j is %i tokens", (written, tokens) => {
  expect(windowOf({ "client/settings.json": { autoCompactWindow: written } })).toEqual([tokens, "settings"]);
});

test.each([["auto"], [""], ["large"], [null], [0], [-5], [true], [{}]])("a window of %j is none", (written) => {
  expect(windowOf({ "client/settings.json": { autoCompactWindow: written } })).toBeNull();
});

test("from the least place to the first: served, state, user, project, local, managed, its drop-ins, by model, environment", () => {
  const served = { "client/.claude.json": { autoCompactWindowsCache: { "claude-opus-5-5": 300_000 } } };
  expect(windowOf(served)).toEqual([300_000, "served"]);
  const user = { ...served, "client/settings.json": { autoCompactWindow: 310_000 } };
  expect(windowOf(user)).toEqual([310_000, "settings"]);
  const project = { ...user, "app/.claude/settings.json": { autoCompactWindow: 320_000 } };
  expect(windowOf(project)).toEqual([320_000, "settings"]);
  const local = { ...project, "app/.claude/settings.local.json": { autoCompactWindow: 330_000 } };
  expect(windowOf(local)).toEqual([330_000, "settings"]);
  const managed = { ...local, "managed/managed-settings.json": { autoCompactWindow: 340_000 } };
  expect(windowOf(managed)).toEqual([340_000, "settings"]);
  const dropIn = { ...managed, "managed/managed-settings.d/10-window.json": { autoCompactWindow: 350_000 } };
  expect(windowOf(dropIn)).toEqual([350_000, "settings"]);
  const byModel = {
    ...dropIn,
    "client/.claude.json": { modelSettings: { "claude-opus-5-5": { autoCompactWindow: 360_000 } } },
  };
  expect(windowOf(byModel)).toEqual([360_000, "settings"]);
  expect(windowOf(byModel, { CLAUDE_CODE_AUTO_COMPACT_WINDOW: "370k" })).toEqual([370_000, "environment"]);
});

test("a window served for another model, a family name, or through a cloud provider does not count", () => {
  const served = (model: string, window: unknown) => ({
    "client/.claude.json": { autoCompactWindowsCache: { [model]: window } },
  });
  expect(windowOf(served("claude-sonnet-5-5", 300_000))).toBeNull();
  expect(windowOf(served("opus", 300_000))).toBeNull();
  expect(windowOf(served("claude-opus-5-5", "auto"))).toBeNull();
  expect(windowOf(served("claude-opus-5-5", 300_000), { CLAUDE_CODE_USE_BEDROCK: "1" })).toBeNull();
});

test("`auto` set for the model lets the served default apply again", () => {
  const files = {
    "client/settings.json": {
      autoCompactWindow: 800_000,
      modelSettings: { "claude-opus-5-5": { autoCompactWindow: "auto" } },
    },
    "client/.claude.json": { autoCompactWindowsCache: { "claude-opus-5-5": 300_000 } },
  };
  expect(windowOf(files)).toEqual([300_000, "served"]);
});

test("the settings' `env` goes before the process's own, managed before all", () => {
  const user = { "client/settings.json": { env: { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "60" } } };
  expect(read(user, { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "70" }).percentOverride).toBe(60);
  const managed = { ...user, "managed/managed-settings.json": { env: { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: 50 } } };
  expect(read(managed).percentOverride).toBe(50);
});

test.each([
  ["1", 1],
  ["100", 100],
  ["0", null],
  ["101", null],
  ["", null],
  ["half", null],
])("a percentage of %j is %j", (written, percent) => {
  expect(read({}, { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: written }).percentOverride).toBe(percent);
});

test("a switch in a settings file goes before the one of /config", () => {
  const state = { "client/.claude.json": { autoCompactEnabled: false } };
  expect(read(state).automatic).toBe(false);
  expect(read({ ...state, "client/settings.json": { autoCompactEnabled: true } }).automatic).toBe(true);
});

test("a byte order mark is let pass; a file with comments is skipped, as the client does", () => {
  expect(windowOf({ "client/settings.json": '\uFEFF{"autoCompactWindow":400000}' })).toEqual([400_000, "settings"]);
  expect(windowOf({ "client/settings.json": '{ // mine\n"autoCompactWindow":400000}' })).toBeNull();
});

test("[1m] in the model setting asks for the wide window", () => {
  expect(read({ "client/settings.json": { model: "sonnet[1m]" } }).wideModel).toBe("sonnet");
  expect(read({ "client/settings.json": { model: "sonnet" } }).wideModel).toBe("");
  expect(read({}, { ANTHROPIC_MODEL: "claude-sonnet-4-6[1m]" }).wideModel).toBe("claude-sonnet-4-6");
});

test("compaction of idle sessions: its switch, and its least size, never under 100,000", () => {
  expect(read({}).idle).toEqual({ enabled: true, minTokens: 200_000 });
  expect(read({ "app/.claude/settings.json": { idleCompaction: false } }).idle.enabled).toBe(false);
  expect(read({}, { CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS: "150000" }).idle.minTokens).toBe(150_000);
  expect(read({}, { CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS: "5" }).idle.minTokens).toBe(100_000);
});
