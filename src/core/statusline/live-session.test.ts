import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shippedCards } from "../../data/rate-cards.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { NO_TOKENS } from "../responses/tokens.ts";
import { feedTotalUsd, nextFeed, type StatuslineFeed, usdSinceMark } from "./feed.ts";
import { type LiveRequest, liveBill, liveCache, liveFeed, type RequestSum, sumRequests } from "./live-session.ts";
import type { StatuslineInput } from "./snapshot.ts";

const USD = 1_000_000_000_000n;
const INPUT: StatuslineInput = {
  sessionId: "s-1",
  sessionName: null,
  promptId: null,
  transcriptPath: null,
  cwd: "/app",
  projectDir: "/app",
  modelId: "claude-opus-5-5",
  modelName: "claude-opus-5-5",
  effort: null,
  version: "2.1.332",
  fastMode: false,
  costUsd: null,
  wallMs: null,
  apiMs: null,
  linesAdded: null,
  linesRemoved: null,
  contextTokens: null,
  windowTokens: 1_000_000,
  usedPercent: null,
  cache: null,
  windows: [],
};

const sample = (atMs: number, usd: number, contextTokens: number | null = null, turnId = "") => ({
  atMs,
  usd,
  contextTokens,
  turnId,
});

describe("the record made of a mod's samples", () => {
  test("is null where nothing was heard, and what was recorded where nothing is newer", () => {
    expect(liveFeed(null, INPUT, [], 0)).toBeNull();
    const recorded = nextFeed(null, { ...INPUT, costUsd: 3 }, 100, 50);
    expect(liveFeed(recorded, INPUT, [sample(100, 2)], 50)).toEqual(recorded);
    expect(feedTotalUsd(liveFeed(recorded, INPUT, [sample(101, 4)], 50) as StatuslineFeed)).toBe(4);
  });

  test("is what a status line would have recorded of the same moments", () => {
    const moments = fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 500_000 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 13_000 }), (steps, summedAtMs) => {
        let usd = 0;
        const samples = steps.map(([cents, tokens], i) => {
          usd += cents / 100;
          return sample((i + 1) * 1000, usd, tokens, `t-${i}`);
        });
        const summedAt = (atMs: number) => (atMs >= summedAtMs ? summedAtMs : null);
        let feed: StatuslineFeed | null = null;
        for (const { atMs, contextTokens, turnId } of samples) {
          const costUsd = samples[atMs / 1000 - 1]?.usd ?? 0;
          feed = nextFeed(feed, { ...INPUT, costUsd, contextTokens, promptId: turnId }, atMs, summedAt(atMs));
        }
        const live = liveFeed(null, INPUT, samples, summedAtMs) as StatuslineFeed;
        expect({ ...live, mark: null }).toEqual({ ...feed, mark: null });
        // Spend after the sum: counted from the last total before it.
        const before = samples.filter((s) => s.atMs < summedAtMs).at(-1)?.usd ?? (samples[0]?.usd as number);
        expect(usdSinceMark(live)).toBe(usd - before);
      }),
    );
  });
});

test("the cache lives as long as its last write was paid for, from the last request on", () => {
  const request = (atMs: number, tokens: object, isAgent = false): LiveRequest => ({
    atMs,
    turnId: "t",
    isAgent,
    model: "claude-opus-5-5",
    tokens: { ...NO_TOKENS, ...tokens },
    hasLifetimes: true,
  });
  expect(liveCache([])).toBeNull();
  expect(liveCache([request(1, { cacheRead: 5 })])).toBeNull();
  expect(liveCache([request(1, { cacheWrite5m: 5 }), request(2, { cacheRead: 5 })])).toMatchObject({
    warm: true,
    ttl: "5m",
    expiresAtMs: 300_002,
  });
  expect(liveCache([request(1, { cacheWrite1h: 5 }), request(2, { cacheWrite5m: 9 }, true)])).toMatchObject({
    ttl: "1h",
    expiresAtMs: 3_600_001,
  });
  // Writes of unknown lifetime give no cache state; an earlier one of known lifetime does.
  const untold = { ...request(3, { cacheWrite5m: 9 }), hasLifetimes: false };
  expect(liveCache([untold])).toBeNull();
  expect(liveCache([request(1, { cacheWrite1h: 5 }), untold])).toMatchObject({ ttl: "1h", expiresAtMs: 3_600_003 });
});

test("requests are priced at our rates, one by one", () => {
  const atMs = Date.parse("2026-11-26T00:00:00Z");
  const book = new PriceBook(shippedCards());
  const tokens = { input: 1000, output: 200, cacheWrite5m: 300, cacheWrite1h: 4000, cacheRead: 50_000 };
  const request = { atMs, turnId: "t", isAgent: false, model: "claude-opus-5-5", tokens, hasLifetimes: true };
  // 1000 × $4 + 200 × $20 + 300 × $5 + 4000 × $8 + 50,000 × $0.20, a million each: $0.0515
  expect(sumRequests([request, request], book)).toEqual({ pico: 103_000_000_000n, requests: 2, unpriced: 0 });
  expect(sumRequests([request, { ...request, model: "acme/other" }], book)).toMatchObject({
    pico: 51_500_000_000n,
    unpriced: 1,
  });
  // Writes of an hour have another price, so no amount is better than a wrong one.
  expect(sumRequests([{ ...request, hasLifetimes: false }], book)).toEqual({ pico: 0n, requests: 1, unpriced: 1 });
});

describe("the bill of a running session", () => {
  /** A record with the client's total at the time of the logs' sum, and now. @param fromUsd its first total */
  const feedOf = (thenUsd: number, nowUsd: number, fromUsd = 0): StatuslineFeed => {
    const samples = [sample(1, fromUsd), sample(2, thenUsd), sample(20, nowUsd)];
    return liveFeed(null, INPUT, samples, 10) as StatuslineFeed;
  };
  const known = (usd: bigint | number): RequestSum => ({ pico: BigInt(Number(usd) * 1e12), requests: 1, unpriced: 0 });

  test("nothing heard, nothing known", () => {
    expect(liveBill(null, null, null)).toBeNull();
    expect(liveBill(liveFeed(null, INPUT, [], null), { usd: "1", backgroundUsd: null }, null)).toBeNull();
  });

  test.each([
    ["no sum has it: the client's total, and background beyond its requests", 2, 3, null, known(2.5), [3, 2.5, 0.5]],
    ["no sum has it and not all requests are known", 2, 3, null, null, [3, null, null]],
    // $2 summed, of which $0.25 background; $1 since, of which $0.75 answers.
    ["the sum and what came since", 2, 3, { usd: "2", backgroundUsd: "0.25" }, known(0.75), [3, 2.5, 0.5]],
    // Ours is $0.50 more than the client's, and the difference remains.
    ["prices of ours that are not the client's", 2, 3, { usd: "2.5", backgroundUsd: "0" }, known(1), [3.5, 3.5, 0]],
    // No record had the background: the client's total exceeded the log by $0.25.
    ["a background that is in no record", 2, 3, { usd: "1.75", backgroundUsd: null }, known(1), [3, 2.75, 0.25]],
    ["more logged than the client counts", 2, 3, { usd: "2", backgroundUsd: null }, known(1.5), [3.5, 3.5, 0]],
  ] as const)("%s", (_name, thenUsd, nowUsd, session, since, [total, logged, background]) => {
    const pico = (usd: number | null) => (usd === null ? null : BigInt(usd * 100) * (USD / 100n));
    expect(liveBill(feedOf(thenUsd, nowUsd), session, since)).toEqual({
      totalPico: pico(total),
      loggedPico: pico(logged),
      backgroundPico: pico(background),
      clientPico: pico(nowUsd),
    });
  });

  test("a total carried over from another session is no background of this one", () => {
    expect(liveBill(feedOf(5, 6, 5), { usd: "1", backgroundUsd: null }, known(1))).toMatchObject({
      totalPico: 2n * USD,
      backgroundPico: 0n,
      clientPico: 6n * USD,
    });
  });

  test("a request without a price leaves the parts unknown", () => {
    const since = { ...known(0.5), unpriced: 1 };
    expect(liveBill(feedOf(2, 3), { usd: "2", backgroundUsd: "0" }, since)).toMatchObject({
      totalPico: 3n * USD,
      loggedPico: null,
      backgroundPico: null,
    });
  });

  test("the parts sum to the total", () => {
    const cents = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(cents, cents, cents, fc.option(cents), cents, (then, more, usd, background, since) => {
        const session = {
          usd: String((usd + (background ?? 0)) / 100),
          backgroundUsd: background === null ? null : String(background / 100),
        };
        const feed = feedOf(then / 100, (then + more) / 100);
        const bill = liveBill(feed, session, { pico: BigInt(since) * (USD / 100n), requests: 1, unpriced: 0 });
        expect((bill?.loggedPico ?? 0n) + (bill?.backgroundPico ?? 0n)).toBe(bill?.totalPico);
        expect(bill?.backgroundPico).toBeGreaterThanOrEqual(0n);
      }),
    );
  });
});
