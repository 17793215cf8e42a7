import { appendFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RequestEvent } from "../../src/core/background/events.ts";
import { appendOtelEvents, fullOtelDays, OtelFeedReader, readOtelFeed } from "../../src/store/feeds/otel-feed.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

const event = (n: number, fields: Partial<RequestEvent> = {}): RequestEvent => ({
  type: "request",
  sessionId: "s1",
  requestId: `r${n}`,
  timeMs: NOON + n,
  sequence: null,
  model: "claude-opus-5-5",
  source: "compact",
  agentId: "",
  isSplit: true,
  fast: false,
  clientPico: null,
  input: n,
  output: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: 0,
  ...fields,
});

const events = (from: number, to: number): RequestEvent[] =>
  Array.from({ length: to - from }, (_, i) => event(from + i));

describe("the telemetry feed", () => {
  test("goes on in another file where one is full, and refuses what is beyond the day's bound", () => {
    const dir = tempDir();
    const bounds = { fileBytes: 1000, dayBytes: 3000 };
    let stored = 0;
    for (let n = 0; n < 60; n++) stored += 1 - appendOtelEvents(dir, [event(n)], bounds).refused;
    const names = readdirSync(dir).sort();
    expect(names).toEqual(["2026-11-20.1.jsonl", "2026-11-20.2.jsonl", "2026-11-20.jsonl"]);
    const bytes = names.map((name) => statSync(join(dir, name)).size);
    // A line is about 120 bytes; the one that fills a file, or the day, is the last one there.
    for (const size of bytes) expect(size).toBeLessThan(1200);
    const whole = bytes.reduce((sum, size) => sum + size, 0);
    expect(whole).toBeGreaterThanOrEqual(3000);
    expect(whole).toBeLessThan(3200);
    expect(appendOtelEvents(dir, events(60, 63), bounds)).toEqual({ refused: 3, fullDays: ["2026-11-20"] });
    expect(fullOtelDays(dir, bounds)).toEqual(["2026-11-20"]);
    expect(readOtelFeed(dir, {}, { ...bounds, dayBytes: 1e9 }).events.map((e) => (e as RequestEvent).input)).toEqual(
      Array.from({ length: stored }, (_, n) => n),
    );
    // Another day is another day's.
    expect(appendOtelEvents(dir, [event(1, { timeMs: NOON + 86_400_000 })], bounds).refused).toBe(0);
  });

  test("is read in pieces, however large a day is and however long a line", () => {
    const dir = tempDir();
    const file = join(dir, "2026-11-20.jsonl");
    appendOtelEvents(dir, events(0, 40_000));
    appendFileSync(file, `${"x".repeat(9_000_000)}\n`);
    appendOtelEvents(dir, events(40_000, 40_010));
    // Larger than a string may be: a hole of half a gigabyte takes no room on the disk.
    const size = statSync(file).size;
    expect(size).toBeGreaterThan(13_000_000);
    truncateSync(file, size + 600_000_000);
    const feed = readOtelFeed(dir);
    expect(feed.events).toHaveLength(40_010);
  });

  test("is read no further than a day's bound", () => {
    const dir = tempDir();
    const bounds = { fileBytes: 1e9, dayBytes: 2000 };
    appendOtelEvents(dir, events(0, 100));
    const { events: read } = readOtelFeed(dir, {}, bounds);
    expect(read.length).toBeGreaterThan(10);
    expect(read.length).toBeLessThan(20);
  });

  test("gives a line that is still in the writing when it is whole", () => {
    const dir = tempDir();
    const file = join(dir, "2026-11-20.jsonl");
    appendOtelEvents(dir, events(0, 2));
    const line = JSON.stringify({ v: 1, ...event(2) });
    appendFileSync(file, line.slice(0, 30));
    const reader = new OtelFeedReader(dir);
    expect(reader.read()).toMatchObject({ events: { length: 2 }, unreadable: 0 });
    appendFileSync(file, `${line.slice(30)}\n`);
    expect(reader.read()).toMatchObject({ events: { length: 3 }, unreadable: 0 });
  });

  test.each([
    ["input", 20_000_000, 1],
    ["input", 20_000_001, 0],
    ["output", -1, 0],
    ["output", 1.5, 0],
    ["output", "7", 0],
    ["cacheRead", 1e300, 0],
    ["timeMs", -1, 0],
    ["timeMs", Date.UTC(2100, 0), 1],
    ["timeMs", Date.UTC(2100, 0) + 1, 0],
    ["sequence", 1.5, 0],
    ["clientPico", 1e19, 0],
    ["clientPico", Number.MAX_SAFE_INTEGER, 1],
    ["requestId", 7, 0],
    ["source", {}, 0],
  ])("a line with %s = %s counts %s times", (field, value, count) => {
    const dir = tempDir();
    writeFileSync(join(dir, "2026-11-20.jsonl"), `${JSON.stringify({ v: 1, ...event(1), [field]: value })}\n`);
    expect(readOtelFeed(dir)).toMatchObject({ events: { length: count }, unreadable: 1 - count });
  });
});
