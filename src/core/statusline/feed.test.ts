import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feedTotalUsd, nextFeed, type StatuslineFeed, usdSinceMark, withMark } from "./feed.ts";
import type { StatuslineInput } from "./snapshot.ts";

const EMPTY: StatuslineInput = {
  sessionId: "s",
  sessionName: null,
  promptId: null,
  transcriptPath: null,
  cwd: "/app",
  projectDir: "/app",
  modelId: "claude-opus-5-5",
  modelName: "Opus 5.5",
  effort: null,
  version: "2.1.330",
  fastMode: false,
  costUsd: null,
  wallMs: null,
  apiMs: null,
  linesAdded: null,
  linesRemoved: null,
  contextTokens: null,
  windowTokens: null,
  usedPercent: null,
  cache: null,
  windows: [],
};

type Word = Partial<StatuslineInput> & { readonly atMs?: number; readonly summedAtMs?: number };

function feedOf(words: readonly Word[]): StatuslineFeed {
  let feed: StatuslineFeed | null = null;
  for (const [i, { atMs, summedAtMs, ...word }] of words.entries()) {
    feed = nextFeed(feed, { ...EMPTY, ...word }, atMs ?? i * 1000, summedAtMs ?? null);
  }
  if (feed === null) throw new Error("no words");
  return feed;
}

describe("the client's running total", () => {
  test("grows within one epoch", () => {
    const feed = feedOf([{ costUsd: 0 }, { costUsd: 0.1 }, { costUsd: 0.25 }]);
    expect(feed.epochs).toEqual([{ fromMs: 0, toMs: 2000, firstUsd: 0, totalUsd: 0.25 }]);
  });

  test("a drop starts another epoch and keeps what the finished one came to", () => {
    const feed = feedOf([{ costUsd: 0.5 }, { costUsd: 0.75 }, { costUsd: 0 }, { costUsd: 0.125 }]);
    expect(feed.epochs.map((e) => [e.firstUsd, e.totalUsd])).toEqual([
      [0.5, 0.75],
      [0, 0.125],
    ]);
    expect(feedTotalUsd(feed)).toBe(0.875);
  });

  test("a killed run's successor goes on from the last ledger, which is counted once", () => {
    // The ledger contained $0.50, and $0.75 was reached before the kill; the next run starts at $0.50 and adds $0.25.
    const feed = feedOf([{ costUsd: 0.5 }, { costUsd: 0.75 }, { costUsd: 0.5 }, { costUsd: 0.75 }]);
    expect(feedTotalUsd(feed)).toBe(1);
  });

  test("an older word of the same epoch that arrives late changes nothing", () => {
    const words = [
      { costUsd: 1, wallMs: 60_000 },
      { costUsd: 1.2, wallMs: 64_000 },
    ];
    const before = feedOf(words);
    expect(nextFeed(before, { ...EMPTY, costUsd: 1, wallMs: 60_000 }, 9000, null)).toBe(before);
  });

  test("a session that has not spent has no total", () => {
    expect(feedTotalUsd(feedOf([{}]))).toBeNull();
  });

  test("never falls, whatever the client says", () => {
    const word = fc.record({
      costUsd: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
      wallMs: fc.option(fc.nat(1_000_000)),
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        let feed: StatuslineFeed | null = null;
        let total = 0;
        for (const [i, w] of words.entries()) {
          feed = nextFeed(feed, { ...EMPTY, ...w }, i, null);
          const next = feedTotalUsd(feed) ?? 0;
          expect(next).toBeGreaterThanOrEqual(total);
          total = next;
        }
      }),
    );
  });
});

describe("spend since the logs were summed", () => {
  test("is what the client added after that time", () => {
    const feed = feedOf([
      { costUsd: 0 },
      { costUsd: 0.5 },
      { costUsd: 0.75, summedAtMs: 1500 },
      { costUsd: 1, summedAtMs: 1500 },
    ]);
    expect(usdSinceMark(feed)).toBe(0.5);
  });

  test("counts from a newer sum of the logs just as the next snapshot will", () => {
    const feed = feedOf([{ costUsd: 0 }, { costUsd: 0.5, summedAtMs: 500 }, { costUsd: 0.75, summedAtMs: 500 }]);
    expect(usdSinceMark(feed)).toBe(0.75);
    for (const summedAtMs of [500, 2500, null]) {
      const next = nextFeed(feed, { ...EMPTY, costUsd: 0.75 }, 3000, summedAtMs);
      expect(usdSinceMark(withMark(feed, summedAtMs))).toBe(usdSinceMark(next));
    }
    expect(usdSinceMark(withMark(feed, 2500))).toBe(0);
  });

  test("leaves out what a fork inherited", () => {
    expect(usdSinceMark(feedOf([{ costUsd: 2 }, { costUsd: 2.25 }]))).toBe(0.25);
  });
});

describe("growth of the context", () => {
  test("keeps the last fill of each prompt", () => {
    const feed = feedOf([
      { promptId: "a", contextTokens: 10_000 },
      { promptId: "a", contextTokens: 12_000 },
      { promptId: "b", contextTokens: 15_000 },
    ]);
    expect(feed.fills.map((f) => f.tokens)).toEqual([12_000, 15_000]);
  });

  test("starts over when the context was compacted, and keeps what the compaction cost", () => {
    // As client 2.1.330 reports it: 0 tokens from the compaction until the next response.
    const feed = feedOf([
      { promptId: "a", contextTokens: 70_009, costUsd: 0.25 },
      { promptId: "b", contextTokens: 0, costUsd: 0.375 },
      { promptId: "b", contextTokens: 0, costUsd: 0.375 },
      { promptId: "c", contextTokens: 13_011, costUsd: 0.5 },
    ]);
    expect(feed.fills.map((f) => f.tokens)).toEqual([13_011]);
    expect(feed.compactions).toEqual([{ atMs: 1000, preTokens: 70_009, usd: 0.125 }]);
  });

  test("starts over when it shrinks by itself", () => {
    const feed = feedOf([
      { promptId: "a", contextTokens: 150_000 },
      { promptId: "b", contextTokens: 20_000 },
    ]);
    expect(feed.fills.map((f) => f.tokens)).toEqual([20_000]);
    // An automatic compaction is reported together with the next response, so its cost cannot be determined.
    expect(feed.compactions).toEqual([{ atMs: 1000, preTokens: 150_000, usd: null }]);
  });
});

describe("at the value itself, and one step to each side", () => {
  test("a total below the one before begins an epoch, an equal one does not", () => {
    const epochs = (costUsd: number) => feedOf([{ costUsd: 0.5 }, { costUsd }]).epochs.length;
    expect([0.499, 0.5, 0.501].map(epochs)).toEqual([2, 1, 1]);
  });

  test("a smaller total of the last five seconds arrived late, and changes nothing", () => {
    const late = (wallMs: number) =>
      feedOf([
        { costUsd: 0.5, wallMs: 60_000 },
        { costUsd: 0.25, wallMs },
      ]).epochs.length;
    expect([54_999, 55_000, 55_001].map(late)).toEqual([2, 2, 1]);
    expect([59_999, 60_000, 60_001].map(late)).toEqual([1, 1, 2]);
  });

  test("an equal total is never late", () => {
    const tokens = (costUsd: number) =>
      feedOf([
        { costUsd: 0.5, wallMs: 60_000, contextTokens: 10_000 },
        { costUsd, wallMs: 59_000, contextTokens: 12_000 },
      ]).fills.at(-1)?.tokens;
    expect([0.499, 0.5].map(tokens)).toEqual([10_000, 12_000]);
  });

  test("a compaction that cost nothing has a price of zero; one with a smaller total has none", () => {
    const usd = (costUsd: number) =>
      feedOf([
        { costUsd: 0.5, contextTokens: 70_000 },
        { costUsd, contextTokens: 0 },
      ]).compactions.at(-1)?.usd;
    expect([0.499, 0.5, 0.625].map(usd)).toEqual([null, 0, 0.125]);
  });

  test("a context that shrinks by a fifth or less was not compacted", () => {
    const compactions = (contextTokens: number) =>
      feedOf([{ contextTokens: 100_000 }, { contextTokens }]).compactions.length;
    expect([79_999, 80_000, 80_001].map(compactions)).toEqual([1, 0, 0]);
  });
});
