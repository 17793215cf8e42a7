import { describe, expect, test } from "vitest";
import { PriceBook } from "../pricing/price-book.ts";
import { TITLE_RANK } from "../responses/session-facts.ts";
import { FEED_VERSION, type StatuslineFeed } from "../statusline/feed.ts";
import type { StatuslineCache, StatuslineInput } from "../statusline/snapshot.ts";
import { type ContextFacts, contextInput } from "./context-facts.ts";
import { DEFAULT_CONTEXT_SETTINGS } from "./context-settings.ts";
import { type ContextTrail, EMPTY_TRAIL, type TrailRequest } from "./context-trail.ts";
import { DEFAULT_POLICY } from "./stage.ts";

/** When the log's last request was made. */
const LAST = 1_795_300_000_000;
const MINUTE = 60_000;

const LAST_REQUEST: TrailRequest = {
  id: "msg_1",
  timeMs: LAST,
  contextTokens: 100_000,
  model: "claude-opus-5-5",
  flags: 0,
  wrote: "5m",
  version: "2.1.332",
};

const TRAIL: ContextTrail = {
  ...EMPTY_TRAIL,
  last: LAST_REQUEST,
  wrote: "5m",
  turns: 1,
  requests: 1,
  fills: [100_000],
  smallestTokens: 100_000,
  largestTokens: 100_000,
};

const CACHE: StatuslineCache = {
  warm: true,
  expiresAtMs: null,
  ttl: "1h",
  hitRatio: null,
  recacheTokensIfCold: 70_000,
};

const feed = (more: Partial<StatuslineFeed>, cache: StatuslineCache = CACHE): StatuslineFeed => ({
  version: FEED_VERSION,
  recordedAtMs: LAST,
  epochs: [],
  fills: [],
  compactions: [],
  baseTokens: null,
  mark: null,
  input: { modelId: "claude-opus-5-5", version: "2.1.332", sessionName: "the feed's", cache } as StatuslineInput,
  ...more,
});

const inputOf = (facts: Partial<ContextFacts>) =>
  contextInput({
    trail: TRAIL,
    feed: null,
    settings: DEFAULT_CONTEXT_SETTINGS,
    book: new PriceBook([]),
    policy: DEFAULT_POLICY,
    hasCompactInstructions: false,
    nowMs: LAST,
    ...facts,
  });

/** What a rule gives at a value, and one step to each side of it. */
const around = <T>(value: number, rule: (value: number) => T): readonly T[] => [value - 1, value, value + 1].map(rule);

describe("at the value itself, and one step to each side", () => {
  test("a context of at most half the present one is what the session contains from its start", () => {
    const base = (smallestTokens: number) => inputOf({ trail: { ...TRAIL, smallestTokens } })?.baseTokens;
    // Half of 100,000; beyond it the typical start is taken.
    expect(around(50_000, base)).toEqual([49_999, 50_000, 20_000]);
  });

  test("a size in the status line counts from the moment after the log's last request", () => {
    const tokens = (atMs: number) =>
      inputOf({ feed: feed({ fills: [{ promptId: "p", atMs, tokens: 140_000 }] }) })?.contextTokens;
    expect(around(LAST, tokens)).toEqual([100_000, 100_000, 140_000]);
  });

  test("the status line's cache counts where it was recorded at the last request or later", () => {
    const ttl = (recordedAtMs: number) => inputOf({ feed: feed({ recordedAtMs }) })?.cache?.ttl;
    expect(around(LAST, ttl)).toEqual(["5m", "1h", "1h"]);
  });

  test("what a cold cache costs is not taken from before a compaction", () => {
    const compaction = { atMs: LAST + MINUTE, trigger: "auto" as const, preTokens: 100_000, postTokens: 20_000 };
    const trail = { ...TRAIL, fills: [], compactions: [compaction] };
    const tokens = (recordedAtMs: number) => inputOf({ trail, feed: feed({ recordedAtMs }) })?.recacheTokens;
    expect(around(LAST + MINUTE, tokens)).toEqual([null, 70_000, 70_000]);
  });

  test("a cache is warm until its lifetime is over, by the log and by the client", () => {
    const byLog = (nowMs: number) => inputOf({ nowMs })?.cache?.warm;
    expect(around(LAST + 5 * MINUTE, byLog)).toEqual([true, false, false]);
    const until = { ...CACHE, expiresAtMs: LAST + 60 * MINUTE };
    const byClient = (nowMs: number) => inputOf({ nowMs, feed: feed({}, until) })?.cache?.warm;
    expect(around(LAST + 60 * MINUTE, byClient)).toEqual([true, false, false]);
  });

  test("a title that a person or the client gave is a focus, the first words of a prompt are none", () => {
    const title = (rank: number) =>
      inputOf({ feed: feed({}), trail: { ...TRAIL, title: { text: "the log's", rank } } });
    expect(around(TITLE_RANK.ai, (rank) => title(rank)?.title)).toEqual(["the feed's", "the log's", "the log's"]);
  });

  test("the model is the status line's where it has a size that is newer than the log", () => {
    const newer = feed({ fills: [{ promptId: "p", atMs: LAST + 1, tokens: 140_000 }] });
    const other = { ...newer, input: { ...newer.input, modelId: "claude-haiku-5-5" } };
    const trail = { ...TRAIL, last: { ...LAST_REQUEST, model: "wide" } };
    const settings = { ...DEFAULT_CONTEXT_SETTINGS, modelWindows: { wide: 90_000, "claude-haiku-5-5": 150_000 } };
    const window = (facts: Partial<ContextFacts>) => inputOf({ trail, settings, ...facts })?.autoCompact.windowTokens;
    expect([window({}), window({ feed: { ...other, fills: [] } }), window({ feed: other })]).toEqual([
      90_000, 90_000, 150_000,
    ]);
  });
});
