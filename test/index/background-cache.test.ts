import { existsSync, readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import type { History } from "../../src/app/load/history.ts";
import type { TelemetryEvent } from "../../src/core/background/events.ts";
import { backgroundSince } from "../../src/core/background/recent.ts";
import type { SessionBackground } from "../../src/core/background/types.ts";
import { DAY_MS } from "../../src/core/limits/calendar.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { appendOtelEvents } from "../../src/store/feeds/otel-feed.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const END = Date.parse("2026-11-20T12:00:00Z");

/** A history with ledgers, and ways to load it. */
function setUp() {
  const dir = tempDir();
  const logs = join(dir, "claude");
  const data = join(dir, "data");
  writeDemoTree(logs, { seed: 3, endMs: END, days: 60 });
  const history = (index = true): Promise<History> => {
    const options = { configDirs: [], dataDir: data, archive: false, index, demo: false, progress: () => {} };
    return loadAndSave(options, { env: { CLAUDE_CONFIG_DIR: logs }, homeDir: dir, now: () => END });
  };
  const load = async (index: boolean): Promise<string> => readable(await history(index));
  const cacheFile = (): string => {
    const name = readdirSync(join(data, "cache")).find((f) => f.endsWith(".background.json"));
    return join(data, "cache", name ?? "none");
  };
  return { data, history, load, cacheFile };
}

/** Everything known of the background, as text. */
function readable({ background }: History): string {
  const sorted = [...background].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted, (_, v) => (typeof v === "bigint" ? usdString(v) : v), 1);
}

test("a start that recalls the background says what one that works it out says", async () => {
  const { load, cacheFile } = setUp();
  const fresh = await load(false);
  expect(fresh).toContain('"exact"');
  for (const what of ["makes the index", "keeps the background", "recalls it"]) {
    expect(await load(true), what).toBe(fresh);
  }
  expect(existsSync(cacheFile())).toBe(true);
});

test("what is recent can be had without the rest, recalled or replaced", async () => {
  const { history } = setUp();
  for (let i = 0; i < 2; i++) await history();
  const entriesFrom = (sessions: Iterable<readonly [string, SessionBackground]>, fromMs: number) =>
    [...sessions].flatMap(([, { entries }]) => entries.filter((e) => e.timeMs >= fromMs).map((e) => e.timeMs)).sort();
  for (const days of [0.2, 2, 6, 8, 30, 90]) {
    const fromMs = END - days * DAY_MS;
    const { background } = await history();
    const recent = entriesFrom(backgroundSince(background, fromMs), fromMs);
    expect(recent, `${days} days`).toEqual(entriesFrom(new Map(background), fromMs));
    expect(recent.length > 0).toBe(days >= 2);
  }
  const { background } = await history();
  expect([...backgroundSince(background, END - DAY_MS)].length).toBeLessThan(background.size);
});

test("a feed that grew, or a file cut off, is not taken for the old one", async () => {
  const { data, load, cacheFile } = setUp();
  let before = "";
  for (let i = 0; i < 3; i++) before = await load(true);
  const sessionId = (JSON.parse(before) as [string][])[0]?.[0] ?? "";
  const event: TelemetryEvent = {
    ...{ type: "request", sessionId, requestId: "req_1", timeMs: END - 1000, sequence: 1, model: "claude-opus-5-5" },
    ...{ source: "compact", agentId: "", isSplit: true, fast: false, clientPico: null },
    ...{ input: 10, output: 20, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  };
  appendOtelEvents(join(data, "feeds", "otel"), [event]);
  expect(await load(true)).not.toBe(before);
  expect(await load(true)).toBe(await load(false));
  truncateSync(cacheFile(), 100);
  expect(await load(true)).toBe(await load(false));
});
