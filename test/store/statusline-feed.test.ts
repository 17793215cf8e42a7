import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseStatuslineInput } from "../../src/claude-code/feeds/statusline-input.ts";
import { feedTotalUsd, nextFeed, type StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { mergeQuietFeeds } from "../../src/store/feeds/quiet-feeds.ts";
import { readStatuslineFeed, readStatuslineFeeds, writeStatuslineFeed } from "../../src/store/feeds/statusline-feed.ts";
import { tryFileLock } from "../../src/store/files/file-lock.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "feeds-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function feed(sessionId: string, costUsd: number, atMs = 1000): StatuslineFeed {
  const input = parseStatuslineInput(JSON.stringify({ session_id: sessionId, cost: { total_cost_usd: costUsd } }));
  if (!input) throw new Error("no input");
  return nextFeed(null, input, atMs, null);
}

describe("the record of a session's status line", () => {
  test("reads back as it was written, in a folder made for it", () => {
    const nested = join(dir, "feeds", "statusline");
    writeStatuslineFeed(nested, feed("s-1", 0.5));
    writeStatuslineFeed(nested, feed("s-1", 0.75));
    expect(readStatuslineFeed(nested, "s-1")).toEqual(feed("s-1", 0.75));
    expect(readdirSync(nested)).toEqual(["s-1.json"]);
  });

  test("all sessions, without the files of killed writers, foreign or torn ones", () => {
    writeStatuslineFeed(dir, feed("s-1", 1));
    writeStatuslineFeed(dir, feed("s-2", 2));
    writeFileSync(join(dir, "s-1.json.77-abc.tmp"), "{");
    writeFileSync(join(dir, "torn.json"), '{"version":1,"recorded');
    writeFileSync(join(dir, "newer.json"), '{"version":9}');
    writeFileSync(join(dir, "notes.txt"), "x");
    expect([...readStatuslineFeeds(dir).keys()].sort()).toEqual(["s-1", "s-2"]);
  });

  test("a missing folder has no records", () => {
    expect(readStatuslineFeeds(join(dir, "none")).size).toBe(0);
    expect(readStatuslineFeed(join(dir, "none"), "s-1")).toBeNull();
  });

  test.each(["../escape", "a/b", "", ".hidden", "x".repeat(200)])("an id such as %j never becomes a path", (id) => {
    writeStatuslineFeed(dir, { ...feed("s", 1), input: { ...feed("s", 1).input, sessionId: id } });
    expect(readdirSync(dir)).toEqual([]);
    expect(readStatuslineFeed(dir, id)).toBeNull();
  });

  test("what killed writers left is removed when a new session begins", () => {
    const left = join(dir, "s-0.json.77-abc.tmp");
    const fresh = join(dir, "s-0.json.78-abc.tmp");
    writeFileSync(left, "{");
    writeFileSync(fresh, "{");
    utimesSync(left, 1, 1);
    writeStatuslineFeed(dir, { ...feed("s-1", 1), recordedAtMs: Date.now() });
    expect(readdirSync(dir).sort()).toEqual(["s-0.json.78-abc.tmp", "s-1.json"]);
  });
});

describe("records of sessions that have been quiet for long", () => {
  const NOW = Date.now();
  const WEEK = 7 * 86_400_000;

  function many(count: number, ageMs: number): void {
    for (let i = 0; i < count; i++) {
      writeStatuslineFeed(dir, { ...feed(`s-${i}`, i / 8), recordedAtMs: NOW - ageMs });
      const at = new Date(NOW - ageMs);
      utimesSync(join(dir, `s-${i}.json`), at, at);
    }
  }

  const totals = () => [...readStatuslineFeeds(dir)].map(([id, f]) => [id, feedTotalUsd(f)]).sort();

  test("go into one file where there are many, and read as before", () => {
    many(250, 2 * WEEK);
    writeStatuslineFeed(dir, feed("fresh", 9));
    const before = totals();
    expect(mergeQuietFeeds(dir, NOW)).toBe(250);
    expect(readdirSync(dir).sort()).toEqual(["fresh.json", "settled.jsonl"]);
    expect(totals()).toEqual(before);
    expect(mergeQuietFeeds(dir, NOW)).toBe(0);
  });

  test("stay as they are where there are few, or young ones", () => {
    many(50, 2 * WEEK);
    expect(mergeQuietFeeds(dir, NOW)).toBe(0);
    many(250, WEEK / 2);
    expect(mergeQuietFeeds(dir, NOW)).toBe(0);
  });

  test("a session that is resumed goes on where it was: its total is counted once", () => {
    many(250, 2 * WEEK);
    mergeQuietFeeds(dir, NOW);
    // s-80 had reached $10; the client continues from there.
    const total = () => feedTotalUsd(readStatuslineFeeds(dir).get("s-80") as StatuslineFeed);
    writeStatuslineFeed(dir, feed("s-80", 10.5, NOW));
    expect(total()).toBe(10.5);
    // A killed run's total falls back to the last ledger, which the $10 hold already.
    writeStatuslineFeed(dir, feed("s-80", 0.5, NOW));
    expect(total()).toBe(10);
  });

  test("killed between writing and removing, nothing is counted twice", () => {
    many(250, 2 * WEEK);
    const before = totals();
    const kept = readFileSync(join(dir, "s-80.json"), "utf8");
    mergeQuietFeeds(dir, NOW);
    writeFileSync(join(dir, "s-80.json"), kept);
    expect(totals()).toEqual(before);
  });

  test("of two processes at once, the second leaves it to the first", () => {
    many(250, 2 * WEEK);
    tryFileLock(join(dir, "settled.lock"), () => expect(mergeQuietFeeds(dir, NOW)).toBe(0));
    expect(mergeQuietFeeds(dir, NOW)).toBe(250);
  });
});
