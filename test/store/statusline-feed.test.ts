import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseStatuslineInput } from "../../src/claude-code/statusline-input.ts";
import { nextFeed, type StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { readStatuslineFeed, readStatuslineFeeds, writeStatuslineFeed } from "../../src/store/statusline-feed.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "feeds-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function feed(sessionId: string, costUsd: number): StatuslineFeed {
  const input = parseStatuslineInput(JSON.stringify({ session_id: sessionId, cost: { total_cost_usd: costUsd } }));
  if (!input) throw new Error("no input");
  return nextFeed(null, input, 1000, null);
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
